package measure

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/sight"
)

// How greenery is freed, in metres: nothing is left in the band of package sight.
const (
	CutToM   = sight.BandLowM  // what is cut is left this high
	RaiseToM = sight.BandHighM // leaves begin here after the crown was raised
	ThinInM  = 6.0             // how far in from the path the edge of a wood is thinned: no leaf within sight.ConcealM of a walker
)

const (
	besideM    = 12  // from a path to greenery that may cut the sight along it
	greenGapM  = 25  // between plants that are one piece of work
	mostCutM   = 4   // a higher plant is not cut down: its crown is raised
	woodM2     = 400 // a surface as large is a wood, of which only the edge is thinned
	thinnedTo  = 0.3 // density of a thinned edge
	greenSeenM = sight.AheadM
)

// clearing finds the greenery that hides somebody or cuts the sight along paths.
func (t *town) clearing(context.Context) ([]*candidate, notes, error) {
	var n notes
	hidden := func(i int) bool {
		s := t.exposures[i].LeafOn
		return s.Concealed > 0 || s.Blocked > 0
	}
	found, err := t.greenWork(hidden, func(o overlay.Object, action Action) (Action, string) { return action, "" }, clearer)
	t.greenNotes(&n)
	return found, n, err
}

// actionOn is how a plant is freed.
func actionOn(o overlay.Object) Action {
	_, top, _ := o.Crown(true)
	if planar.Area(overlay.Polygons(o.Geometry)) >= woodM2 {
		return Thin
	}
	if top <= mostCutM {
		return Cut
	}
	return Raise
}

// greenWork groups the plants that take away the sight beside the streets for which hidden
// holds, by street, owner, action and protection. Then as gives what the list calls the work.
func (t *town) greenWork(hidden func(i int) bool, as func(overlay.Object, Action) (Action, string), gained func(segment int, before, after seen) bool) ([]*candidate, error) {
	var members []member
	for k, o := range t.greens.objects {
		if !o.CutsSight(true) {
			continue
		}
		beside := slices.DeleteFunc(t.near(o.Geometry, besideM), func(i int) bool { return !hidden(i) })
		if len(beside) == 0 {
			continue
		}
		by := t.closest(beside, o.Geometry)
		members = append(members, member{k, by, fmt.Sprint(t.streetOf(by), "\x00", o.Props.Owner, "\x00", actionOn(o), "\x00", o.Props.Protected)})
	}
	var all []*candidate
	for _, group := range groups(t.greens, members, greenGapM) {
		c := &candidate{of: t.greens, bearM: greenSeenM}
		c.works, c.named = numbers(group)
		first := t.greens.objects[c.works[0]]
		c.Owner = first.Props.Owner
		c.Action, c.anchor = as(first, actionOn(first))
		c.which = t.around(t.greens, c.works, greenSeenM, hidden)
		for _, i := range c.which {
			s, length := t.exposures[i].LeafOn, t.Segments[i].LengthM
			c.hint += length * (s.Concealed*s.ConcealKnown + s.Blocked*s.ProspectKnown)
		}
		c.reckon = func(ctx context.Context, c *candidate) error { return t.reckonGreen(ctx, c, gained) }
		all = append(all, c)
	}
	return all, nil
}

// closest is the one of some segments that lies closest to a geometry.
func (t *town) closest(which []int, g orb.Geometry) int {
	best, least := which[0], apart(t.Segments[which[0]].Line, g)
	for _, i := range which[1:] {
		if d := apart(t.Segments[i].Line, g); d < least {
			best, least = i, d
		}
	}
	return best
}

// reckonGreen works out what freed greenery gives.
func (t *town) reckonGreen(ctx context.Context, c *candidate, gained func(segment int, before, after seen) bool) error {
	if err := t.free(c, t.lines(c.which), ThinInM); err != nil {
		return err
	}
	exposures, err := t.green(ctx, c.which, c.change)
	if err != nil {
		return err
	}
	which, before, after := t.compare(c, c.regrown(exposures), gained)
	if len(which) > 0 {
		t.gains(c, which, before, after)
		c.named = t.gainsMost(which, before, after)
		c.Street = t.Segments[c.named].Name
		c.useful = true
	}
	return nil
}

// gainsMost is the segment that gains most sight of the street that gains most: a wood lies by
// several. Of equals it is the first.
func (t *town) gainsMost(which []int, before, after []seen) int {
	gain := make([]float64, len(which))
	by := map[string]float64{}
	for k, i := range which {
		b, a := before[k].sight, after[k].sight
		gain[k] = t.Segments[i].LengthM * (b.Concealed - a.Concealed + b.Blocked - a.Blocked)
		by[t.streetOf(i)] += gain[k]
	}
	best := 0
	for k, i := range which {
		most, is := by[t.streetOf(which[best])], by[t.streetOf(i)]
		if is > most || is == most && t.streetOf(i) == t.streetOf(which[best]) && gain[k] > gain[best] {
			best = k
		}
	}
	return which[best]
}

// free puts freed plants in the place of those that a candidate works on; of a wood what lies
// within some metres of a geometry.
func (t *town) free(c *candidate, near orb.Geometry, metres float64) error {
	c.change.instead = make(map[int][]overlay.Object, len(c.works))
	for _, k := range c.works {
		freed, err := freed(t.greens.objects[k], near, metres)
		if err != nil {
			return fmt.Errorf("plant %d: %w", t.greens.objects[k].ID, err)
		}
		c.change.instead[k] = freed
	}
	return nil
}

// freed is what stands where a plant did, after the work.
func freed(o overlay.Object, near orb.Geometry, metres float64) ([]overlay.Object, error) {
	switch actionOn(o) {
	case Cut:
		base := 0.0
		o.Props.HeightM, o.Props.CrownBaseM = CutToM, &base
		return []overlay.Object{o}, nil
	case Raise:
		base := RaiseToM
		o.Props.CrownBaseM = &base
		return []overlay.Object{o}, nil
	}
	strip, err := geo.Buffer(near, metres)
	if err != nil {
		return nil, err
	}
	left, err := geo.Difference(o.Geometry, strip)
	if err != nil {
		return nil, err
	}
	edge, err := geo.Intersection(o.Geometry, strip)
	if err != nil {
		return nil, err
	}
	var parts []overlay.Object
	if len(left) > 0 {
		o.Geometry = left
		parts = append(parts, o)
	}
	if len(edge) > 0 {
		o.Geometry, o.Props.Density = edge, thinnedTo
		parts = append(parts, o)
	}
	return parts, nil
}

// greenNotes tells how much of the streets' greenery is known.
func (t *town) greenNotes(n *notes) {
	var length, known float64
	for i, s := range t.Segments {
		length += s.LengthM
		known += s.LengthM * t.exposures[i].LeafOn.ConcealKnown
	}
	n.share("växtligheten", "the greenery", known, length)
}
