package overlay

import (
	"math"
	"time"

	"tryggled/internal/overlay/light"
	"tryggled/internal/sun"
)

// Moment is what an exposure depends on beside the place: the sun, the clock and the season.
type Moment struct {
	At     time.Time
	SunDeg float64 // elevation of the sun
	Clock  Clock   // local time of day
	LeafOn bool
}

// MomentAt is the moment of an instant in a municipality.
func MomentAt(at time.Time, zone *time.Location, place sun.Place, p Params) Moment {
	local := at.In(zone)
	return Moment{
		At: at, SunDeg: sun.Elevation(place, at),
		Clock:  Clock(local.Hour()*60 + local.Minute()),
		LeafOn: p.orDefault().inLeaf(local),
	}
}

// Night tells whether lamps decide what can be seen.
func (m Moment) Night() bool { return m.SunDeg < sun.CivilDusk }

func (p Params) inLeaf(t time.Time) bool {
	day := func(d Day) int { return d.Month*100 + d.Day }
	today, on, off := int(t.Month())*100+t.Day(), day(p.LeafOn), day(p.LeafOff)
	if on <= off {
		return on <= today && today < off
	}
	return today >= on || today < off
}

// Record is what a walker meets on a segment at one moment. By day the lamps are out: then
// nothing is dark, and the light is that of the lamps were it dark at that time of day.
type Record struct {
	Segment int64
	Moment  Moment
	Light   Lit
	Sight   Sight
	Escape  Escape
	Camera  CameraShare
}

// At is the record of one moment.
func (e Exposure) At(m Moment) Record {
	r := Record{Segment: e.Segment, Moment: m, Light: e.LitAt(m.Clock), Sight: e.LeafOff, Escape: e.Escape, Camera: e.Camera}
	if m.LeafOn {
		r.Sight = e.LeafOn
	}
	if !m.Night() {
		r.Light.Dark = 0
	}
	return r
}

// LitAt is the light at a time of the day, were it dark then.
func (e Exposure) LitAt(at Clock) Lit {
	var found Lit
	for _, l := range e.Light {
		if l.From > at {
			break
		}
		found = l
	}
	return found
}

// The part of the day that stands for a walk in the dark: half of it, round midnight.
const (
	eveningFrom = Clock(18 * 60)
	morningTo   = Clock(6 * 60)
)

// Typical is the exposure of a walk in the dark when trees are in leaf: the light is the
// mean from 18 to 06, weighted by how long each lasts. It is what hotspots are weighed by.
func (e Exposure) Typical() Record {
	return Record{
		Segment: e.Segment, Moment: Moment{LeafOn: true},
		Light: e.walkLight(), Sight: e.LeafOn, Escape: e.Escape, Camera: e.Camera,
	}
}

func (e Exposure) walkLight() Lit {
	sum := Lit{Class: light.P1, Min: math.Inf(1), SemiMin: math.Inf(1)}
	var minutes, dark, known float64
	for i, l := range e.Light {
		m := e.walkMinutes(i)
		if m == 0 {
			continue
		}
		minutes += m
		sum.Mean += m * l.Mean
		sum.SemiMean += m * l.SemiMean
		sum.ByLamps += m * l.ByLamps
		sum.ByTag += m * l.ByTag
		known += m * l.Known()
		dark += m * l.Known() * l.Dark
		sum.Min, sum.SemiMin, sum.Class = min(sum.Min, l.Min), min(sum.SemiMin, l.SemiMin), worst(sum.Class, l.Class)
	}
	if minutes == 0 {
		return Lit{}
	}
	sum.SemiMean /= minutes
	sum.Mean, sum.ByLamps, sum.ByTag = rounded(sum.Mean/minutes), rounded(sum.ByLamps/minutes), rounded(sum.ByTag/minutes)
	if known > 0 {
		sum.Dark = rounded(dark / known)
	}
	return sum
}

// worst is the lower of two classes. Where one is below all and the other not known, as of a
// lower bound of light, the first is the worst there can be.
func worst(a, b light.Class) light.Class {
	if a == light.Below || b == light.Below {
		return light.Below
	}
	return min(a, b)
}

// walkMinutes is how long Light[i] lasts between 18 and 06.
func (e Exposure) walkMinutes(i int) float64 {
	from, to := e.Light[i].From, Clock(dayMinutes)
	if i+1 < len(e.Light) {
		to = e.Light[i+1].From
	}
	return float64(max(0, min(to, morningTo)-from) + max(0, to-max(from, eveningFrom)))
}
