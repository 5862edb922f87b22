package overlay

import (
	"math"
	"slices"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// lightUp makes the field of all lamps.
func (s *surroundings) lightUp() error {
	var l light.Lamps
	for _, o := range s.lamps {
		at := o.Geometry.Bound().Center()
		l.X, l.Y = append(l.X, at[0]), append(l.Y, at[1])
		l.HeightM, l.Lumens = append(l.HeightM, o.LampHeightM()), append(l.Lumens, o.LampLumens())
		l.Factor, l.Optic = append(l.Factor, MaintenanceFactor), append(l.Optic, o.optic())
	}
	field, err := light.NewField(l, 1)
	s.field = field
	return err
}

// lampWork is what a walker keeps for the light of one segment.
type lampWork struct {
	points    []light.Point
	full, lit []light.Lux
	out       []light.Lux // what the lamps that are out or dimmed give in full
	lamps     []light.Lux // of the places whose light is known by lamps
	level     []float64   // of every lamp
	away      []float64   // 1 for every lamp that is out or dimmed
	times     []Clock
	sure      []bool
}

// light is the light on the places of a segment, by time of the day: one Lit for each time
// at which a lamp near by changes.
func (w *walker) light(s street.Segment) []Lit {
	work := &w.lamplit
	work.points = work.points[:0]
	for _, p := range w.places {
		work.points = append(work.points, light.Point{X: p.at[0], Y: p.at[1], EastH: p.east, NorthH: p.north})
	}
	work.full = slices.Grow(work.full[:0], len(w.places))[:len(w.places)]
	work.lit = slices.Grow(work.lit[:0], len(w.places))[:len(w.places)]
	work.out = slices.Grow(work.out[:0], len(w.places))[:len(w.places)]
	w.field.Sum(work.points, nil, work.full)
	near := w.field.Near(s.Line.Bound())
	w.vouch(near)
	var all []Lit
	for _, from := range w.turns(near) {
		away := w.levels(near, from)
		w.field.Sum(work.points, work.level, work.lit)
		clear(work.out)
		if away && s.Light == street.Lit {
			w.field.Sum(work.points, work.away, work.out)
		}
		l := w.litNow(s.Light)
		l.From = from
		if n := len(all); n > 0 && l.as(all[n-1]) {
			continue
		}
		all = append(all, l)
	}
	return all
}

// as tells whether the light is the same as at another time.
func (l Lit) as(other Lit) bool {
	l.From = other.From
	return l == other
}

// turns are the times at which the output of some lamps changes, midnight first.
func (w *walker) turns(near []int32) []Clock {
	work := &w.lamplit
	work.times = append(work.times[:0], 0)
	for _, i := range near {
		for _, d := range w.lamps[i].Props.Dimming {
			work.times = append(work.times, d.From, d.To)
		}
	}
	slices.Sort(work.times)
	work.times = slices.Compact(work.times)
	return work.times
}

// levels sets the output of the lamps near by; the others are never asked. It tells whether any
// is out or dimmed.
func (w *walker) levels(near []int32, at Clock) (away bool) {
	work := &w.lamplit
	if len(work.level) != len(w.lamps) {
		work.level, work.away = make([]float64, len(w.lamps)), make([]float64, len(w.lamps))
	}
	for _, i := range near {
		work.level[i], work.away[i] = w.lamps[i].Props.Level(at), 0
		if work.level[i] < 1 {
			work.away[i], away = 1, true
		}
	}
	return away
}

// vouch notes at which places a register tells that no other lamps are there.
func (w *walker) vouch(near []int32) {
	w.lamplit.sure = w.lamplit.sure[:0]
	for _, p := range w.places {
		sure := false
		for _, i := range near {
			o := w.lamps[i]
			if o.Source != SourceOSM && o.Source != SourceHand && geo.Dist(o.Geometry.Bound().Center(), p.at) <= light.ReachM {
				sure = true
				break
			}
		}
		w.lamplit.sure = append(w.lamplit.sure, sure)
	}
}

// tagHolds tells whether a place has what its street's tag says: no register knows better, and
// it is not those of its lamps that are out or dimmed that would light it. Other lamps beside them
// change nothing in that: one more makes no place darker.
func (w *walker) tagHolds(k int) bool {
	work := &w.lamplit
	return !work.sure[k] && work.out[k].E < w.p.DarkLux
}

// litNow sums up the light of the places.
func (w *walker) litNow(tag street.Light) Lit {
	work := &w.lamplit
	work.lamps = work.lamps[:0]
	var tagged, dark, leastOf int
	var sum float64
	least := math.Inf(1)
	for k, lux := range work.lit {
		e, lowest := lux.E, lux.E
		switch {
		case tag == street.Lit && w.tagHolds(k):
			if e >= TagMeanLux {
				work.lamps = append(work.lamps, lux)
				break
			}
			tagged++
			e, lowest = max(e, TagMeanLux), max(e, TagMinLux)
		case work.sure[k]:
			work.lamps = append(work.lamps, lux)
		case work.full[k].E >= w.p.DarkLux:
			work.lamps = append(work.lamps, lux)
			leastOf++
		case tag == street.Unlit:
			tagged++
		default:
			continue
		}
		sum += e
		least = min(least, lowest)
		if e < w.p.DarkLux {
			dark++
		}
	}
	n := len(work.lamps) + tagged
	if n == 0 {
		return Lit{}
	}
	least = rounded(least)
	mean := max(least, rounded(sum/float64(n)))
	byLamps := light.Summarise(work.lamps)
	class := light.ClassOf(mean, least)
	if class == light.Below && leastOf > 0 && dark == 0 {
		class = light.ClassUnknown // at least so much: other lamps may stand there
	}
	return Lit{
		Mean: mean, Min: least, SemiMean: rounded(byLamps.SemiMean), SemiMin: rounded(byLamps.SemiMin),
		Class: class, Dark: share(dark, n),
		ByLamps: share(len(work.lamps), len(work.lit)), ByTag: share(tagged, len(work.lit)),
	}
}
