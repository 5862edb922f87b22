package orienteering

import (
	"math"
	"math/rand/v2"

	"tryggled/internal/plan/orienteer"
)

// What an evening in a town is made of: 60 places, five crews, four hours.
const (
	eveningSites = 60
	eveningCrews = 5
	eveningHours = shiftS / 3600
	revisitGapS  = 90 * 60
	revisitShare = .5 // of the prize of a first visit
)

// dwells are how long a crew may stay, and which share of a place's worth it then gathers.
var dwells = []struct{ seconds, share float64 }{{600, .8}, {900, 1}}

// Evening is a town's evening as plans ask for it: at each of 60 places a first visit and one
// more after 90 minutes, each at one of four hours with another prize, for ten minutes or
// fifteen; five crews of four hours of which two may not go everywhere, and two areas that are
// to be walked in for at least an hour. Its prizes are in thousandths.
func Evening(seed uint64) (orienteer.Problem, error) {
	i, err := MadePatrol(PatrolParams{Stops: eveningSites, Teams: eveningCrews, Bases: 2, Roles: .15, Seed: seed}).Instance()
	if err != nil {
		return orienteer.Problem{}, err
	}
	r := dice(seed, "evening")
	p := i.Problem()
	places := p.Stops
	mays := make([][]bool, len(p.Crews))
	for k := range p.Crews {
		mays[k], p.Crews[k].May = p.Crews[k].May, nil
	}
	p.Stops, p.Areas = nil, []orienteer.Area{{Least: 3600 * unit, Most: orienteer.Never}, {Least: 3600 * unit, Most: orienteer.Never}}
	for site := range places {
		p.Sites = append(p.Sites, orienteer.Site{Gap: revisitGapS * unit})
		copies := copiesOf(r, places[site], site)
		p.Stops = append(p.Stops, copies...)
		for k, may := range mays {
			for range copies {
				if may != nil {
					p.Crews[k].May = append(p.Crews[k].May, may[site])
				}
			}
		}
	}
	return p, nil
}

// copiesOf is a place as stops: by visit, hour and dwell.
func copiesOf(r *rand.Rand, at orienteer.Stop, site int) (copies []orienteer.Stop) {
	peak := float64(eveningHours) * r.Float64()
	for visit, share := range []float64{1, revisitShare} {
		for hour := range eveningHours {
			busy := .3 + .7*math.Exp(-math.Pow(float64(hour)+.5-peak, 2)/2)
			for _, d := range dwells {
				s := at
				s.Prize = int64(math.Round(1000 * float64(at.Prize) * share * busy * d.share))
				s.Dwell = int64(d.seconds * unit)
				s.Open, s.Close = int64(hour)*3600*unit, int64(hour+1)*3600*unit-1
				s.Site, s.Group, s.Area = site+1, 2*site+visit+1, site%2+1
				copies = append(copies, s)
			}
		}
	}
	return copies
}
