package plan

import (
	"math"
	"time"
)

// DosesOf are the visits of a plan as presence that is planned, which later plans spread
// from.
func DosesOf(p Plan) []Dose {
	var doses []Dose
	for _, t := range p.Tours {
		for _, v := range t.Visits {
			doses = append(doses, Dose{At: v.Place.Point, From: v.Arrive, Minutes: v.Leave.Sub(v.Arrive).Minutes(), Planned: true})
		}
	}
	return doses
}

// Overlap is the share of b's minutes at stops at which a is at the same place within the
// same hour of the day, local to loc: how much of b somebody who saw a could foretell. It is
// 0 where b has no stops. Places of different analyses are the same by their name, if they
// are hotspots.
func Overlap(a, b Plan, loc *time.Location) float64 {
	byName := a.Analysis != b.Analysis
	before, after := hourly(a, byName, loc), hourly(b, byName, loc)
	var same, all float64
	for _, h := range after.order {
		all += after.minutes[h]
		same += min(after.minutes[h], before.minutes[h])
	}
	if all == 0 {
		return 0
	}
	return min(same/all, 1)
}

// placeHour is a place within an hour of the day.
type placeHour struct {
	place string
	hour  int
}

// placeHours is minutes at places by hour, and the order in which they first come.
type placeHours struct {
	minutes map[placeHour]float64
	order   []placeHour
}

// hourly cuts the visits of a plan at the full hours.
func hourly(p Plan, byName bool, loc *time.Location) placeHours {
	all := placeHours{minutes: map[placeHour]float64{}}
	for _, t := range p.Tours {
		for _, v := range t.Visits {
			for at := v.Arrive; at.Before(v.Leave); {
				local := at.In(loc)
				into := time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
				end := at.Add(time.Hour - into)
				if v.Leave.Before(end) {
					end = v.Leave
				}
				h := placeHour{placeKey(v.Spot, v.Kind, v.Place.Name.SV, byName), local.Hour()}
				if _, known := all.minutes[h]; !known {
					all.order = append(all.order, h)
				}
				all.minutes[h] += end.Sub(at).Minutes()
				at = end
			}
		}
	}
	return all
}

// placeKey is what places of two plans are the same by. A hotspot's number holds within its
// analysis alone; streets and standing points keep theirs.
func placeKey(spot string, kind SpotKind, name string, byName bool) string {
	if byName && kind == AtHotspot {
		return "name " + name
	}
	return spot
}

// rounded drops what sums of numbers differ by in their last digits.
func rounded(v float64) float64 { return math.Round(v*1e6) / 1e6 }
