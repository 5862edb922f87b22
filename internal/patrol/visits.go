package patrol

import (
	"slices"
	"time"

	"tryggled/internal/plan"
)

// visited is what became of a stop, or of a place outside the tour.
type visited struct {
	number  int // of the stop; 0: outside the tour
	spot    string
	arrived time.Time
	left    time.Time // zero where nobody wrote it
	until   time.Time // when the team was gone: left, or as far as can be told
	skipped SkipReason
}

// followed goes through the log of one team: what became of each stop of its tour, in the
// order of the tour, then the places outside it. Where nobody wrote when the team left, it
// stayed as planned, but no longer than until its next entry or now.
func followed(tour plan.Tour, log Log, now time.Time) (stops, extra []visited) {
	stops = make([]visited, len(tour.Visits))
	for i, v := range tour.Visits {
		stops[i] = visited{number: v.Number, spot: spotOf(v)}
	}
	entries := log.Current().Of(tour.Number)
	for i, e := range entries {
		if e.Kind != Arrive && e.Kind != Skip {
			continue
		}
		at := stopOf(stops, e)
		if e.Kind == Skip {
			if at >= 0 {
				stops[at].skipped = e.Reason
			}
			continue
		}
		v := visited{spot: e.Spot, arrived: e.At}
		v.leave(entries[i+1:], planned(tour, at), now)
		if at < 0 {
			extra = append(extra, v)
			continue
		}
		v.number = stops[at].number
		stops[at] = v
	}
	return stops, extra
}

// stopOf finds which stop an entry is of, among those of which nothing is known yet: the
// one with its number, or the first at its place, since a plan made anew numbers anew; -1 for none.
func stopOf(stops []visited, e Entry) int {
	open := func(v visited) bool { return v.spot == e.Spot && v.arrived.IsZero() && v.skipped == "" }
	if i := slices.IndexFunc(stops, func(v visited) bool { return open(v) && v.number == e.Visit }); i >= 0 {
		return i
	}
	return slices.IndexFunc(stops, open)
}

// unplannedStay is how long a team stays at a place outside its tour where nobody wrote
// when it left. A starting value.
const unplannedStay = 10 * time.Minute

func planned(tour plan.Tour, stop int) time.Duration {
	if stop < 0 {
		return unplannedStay
	}
	return tour.Visits[stop].Leave.Sub(tour.Visits[stop].Arrive)
}

// leave finds when a visit ended in the entries after its arrival.
func (v *visited) leave(after Log, planned time.Duration, now time.Time) {
	v.until = v.arrived.Add(planned)
	if now.Before(v.until) {
		v.until = now
	}
	for _, e := range after {
		switch e.Kind {
		case Leave:
			v.left, v.until = e.At, e.At
			return
		case Arrive, Skip, End:
			if e.At.Before(v.until) {
				v.until = e.At
			}
			return
		}
	}
	if v.until.Before(v.arrived) {
		v.until = v.arrived
	}
}
