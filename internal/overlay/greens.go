package overlay

import (
	"cmp"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/sight"
	"tryggled/internal/street"
)

// plant makes the scenes of both seasons.
func (s *surroundings) plant(greens, built []Object) error {
	var still []sight.Thing
	for _, o := range built {
		still = append(still, thingOf(o))
	}
	leafOn, leafOff := still[:len(still):len(still)], still[:len(still):len(still)]
	for _, o := range greens {
		shape, err := o.footprint()
		if err != nil {
			return err
		}
		leafOn, leafOff = append(leafOn, plantOf(o, shape, true)), append(leafOff, plantOf(o, shape, false))
	}
	s.leafOn, s.leafOff = sight.NewScene(leafOn), sight.NewScene(leafOff)
	s.greens, s.built = boundsOf(greens, ""), boundsOf(built, Building)
	return nil
}

// footprint is the surface that a plant covers: its own, or the crown of a single one.
func (o Object) footprint() (orb.MultiPolygon, error) {
	if shape := polygonsOf(o.Geometry); len(shape) > 0 {
		return shape, nil
	}
	return geo.Buffer(o.Geometry.Bound().Center(), cmp.Or(o.Props.SpreadM, o.greenDefault().SpreadM)/2)
}

// plantOf is a plant as one season sees it.
func plantOf(o Object, shape orb.MultiPolygon, leafOn bool) sight.Thing {
	base, top, density := o.Crown(leafOn)
	opaque := density >= OpaqueShare && sight.Stands(base, top) >= OpaqueShare
	return sight.Thing{Shape: shape, Opaque: opaque, Hides: opaque, Barred: o.greenDefault().Barred}
}

// thingOf is what is built, or water and rail. A fence bars the way and hides nothing.
func thingOf(o Object) sight.Thing {
	t := sight.Thing{Shape: polygonsOf(o.Geometry), Barred: true}
	switch {
	case o.Kind == Backdrop || o.Props.Class == "fence":
	case o.Props.Class == "wall":
		t.Opaque = sight.Stands(0, cmp.Or(o.Props.HeightM, WallHeightM)) >= OpaqueShare
		t.Hides = t.Opaque
	default:
		t.Opaque = true
	}
	return t
}

// enoughWays is how many ways out leave a choice: more than onward and back.
const enoughWays = 3

// seen is what can be seen along a segment, with leaves and without, and how many ways lead
// out of it.
func (w *walker) seen(segment int, s street.Segment) (leafOn, leafOff Sight, out Escape) {
	n := len(w.places)
	var greenKnown, bothKnown, wayKnown, trapped int
	var ways float64
	on, off := tally{p: w.p}, tally{p: w.p}
	for _, p := range w.places {
		green := within(w.greens, p.at, w.p.PadM)
		both := green && within(w.built, p.at, w.p.PadM)
		at := sight.Place{At: p.at, East: p.east, North: p.north}
		look := w.leafOn.Look(at, &w.scratch)
		on.add(look, green, both)
		off.add(w.leafOff.Look(at, &w.scratch), green, both)
		if green {
			greenKnown++
		}
		if both {
			bothKnown++
		}
		exits := w.network.Exits(street.Position{Segment: int32(segment), AlongM: p.along, Point: p.at}, sight.AheadM)
		if both {
			exits += sides(look)
		}
		if both || exits >= enoughWays {
			wayKnown++
			ways += float64(exits)
			if exits < enoughWays {
				trapped++
			}
		}
	}
	out = Escape{Blocked: share(trapped, wayKnown), Known: share(wayKnown, n)}
	if wayKnown > 0 {
		out.Ways = rounded(ways / float64(wayKnown))
	}
	return on.sight(greenKnown, bothKnown, n), off.sight(greenKnown, bothKnown, n), out
}

func sides(l sight.Look) int {
	open := 0
	for _, is := range []bool{l.OpenLeft, l.OpenRight} {
		if is {
			open++
		}
	}
	return open
}

// tally sums up what is seen from the places of a segment in one season.
type tally struct {
	p                  Params
	concealed, blocked int
	ahead              float64
}

func (t *tally) add(l sight.Look, greenKnown, bothKnown bool) {
	if greenKnown && l.Concealed {
		t.concealed++
	}
	if !bothKnown {
		return
	}
	ahead := min(l.AheadM, l.BackM)
	t.ahead += ahead
	if ahead < t.p.BlockedM {
		t.blocked++
	}
}

func (t *tally) sight(greenKnown, bothKnown, n int) Sight {
	s := Sight{
		Concealed: share(t.concealed, greenKnown), ConcealKnown: share(greenKnown, n),
		Blocked: share(t.blocked, bothKnown), ProspectKnown: share(bothKnown, n),
	}
	if bothKnown > 0 {
		s.AheadM = rounded(t.ahead / float64(bothKnown))
	}
	return s
}
