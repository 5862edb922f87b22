package overlay

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay/sight"
	"tryggled/internal/street"
)

// plant makes the scenes of both seasons.
func (s *surroundings) plant(greens, built []Object) error {
	var still []sight.Thing
	for _, o := range built {
		shape, err := o.footprint()
		if err != nil {
			return fmt.Errorf("%s %d: %w", o.Kind, o.ID, err)
		}
		still = append(still, thingOf(o, shape))
	}
	leafOn, leafOff := still[:len(still):len(still)], still[:len(still):len(still)]
	for _, o := range greens {
		shape, err := o.footprint()
		if err != nil {
			return fmt.Errorf("%s %d: %w", o.Kind, o.ID, err)
		}
		leafOn, leafOff = append(leafOn, plantOf(o, shape, true)), append(leafOff, plantOf(o, shape, false))
	}
	s.leafOn, s.leafOff = sight.NewScene(leafOn), sight.NewScene(leafOff)
	s.entered = areaBy(greens, func(o Object) float64 {
		if o.Source == SourceHand {
			return widestCrownM/2 + sight.ConcealM
		}
		return 0
	})
	s.greens = areaOf(greens, s.p.PadM, min(mappedM, s.p.PadM))
	houses := slices.DeleteFunc(slices.Clone(built), func(o Object) bool { return o.Kind != Building })
	s.built = areaOf(houses, s.p.PadM, s.p.PadM)
	return nil
}

// plantOf is a plant as one season sees it.
func plantOf(o Object, shape orb.MultiPolygon, leafOn bool) sight.Thing {
	base, top, density := o.Crown(leafOn)
	opaque := density >= OpaqueShare && sight.Stands(base, top) >= OpaqueShare
	return sight.Thing{Shape: shape, Opaque: opaque, Hides: opaque, Barred: o.greenDefault().Barred}
}

// thingOf is what is built, or water and rail. A fence bars the way and hides nothing; a roof with
// open sides (building=roof in OSM: a shelter, a canopy) does neither.
func thingOf(o Object, shape orb.MultiPolygon) sight.Thing {
	t := sight.Thing{Shape: shape, Barred: true}
	switch {
	case o.Kind == Building && o.Props.Class == "roof":
		t.Barred = false
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
	on, off, ways := tally{p: w.p}, tally{p: w.p}, wayTally{}
	green, built, entered := w.greens.over(s.Line.Bound()), w.built.over(s.Line.Bound()), w.entered.over(s.Line.Bound())
	for _, p := range w.places {
		greenKnown := green.at(p.at)
		bothKnown := greenKnown && built.at(p.at)
		at := sight.Place{At: p.at, East: p.east, North: p.north}
		exits := w.network.Exits(street.Position{Segment: int32(segment), AlongM: p.along, Point: p.at}, sight.AheadM)
		if !greenKnown && !entered.at(p.at) { // nothing of what is seen would count
			ways.add(exits, false)
			continue
		}
		look := w.leafOn.Look(at, &w.scratch)
		if !greenKnown {
			ways.add(exits, false)
			on.conceals(look)
			off.conceals(w.leafOff.Look(at, &w.scratch))
			continue
		}
		on.add(look, bothKnown)
		off.add(w.leafOff.Look(at, &w.scratch), bothKnown)
		if bothKnown {
			exits += sides(look)
		}
		ways.add(exits, bothKnown)
	}
	n := len(w.places)
	return on.sight(n), off.sight(n), ways.escape(n)
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
	p                     Params
	greenKnown, concealed int
	bothKnown, blocked    int
	aheadM, isovistM2     float64
}

// add counts a place where greenery is known, and buildings too or not.
func (t *tally) add(l sight.Look, bothKnown bool) {
	t.greenKnown++
	if l.Concealed {
		t.concealed++
	}
	if !bothKnown {
		return
	}
	t.bothKnown++
	ahead := min(l.AheadM, l.BackM)
	t.aheadM += ahead
	t.isovistM2 += l.AreaM2
	if ahead < t.p.BlockedM {
		t.blocked++
	}
}

// conceals counts a place where greenery is not known but by what was entered by hand: enough
// to know that somebody could stand there unseen, not that nobody could.
func (t *tally) conceals(l sight.Look) {
	if l.Concealed {
		t.greenKnown++
		t.concealed++
	}
}

func (t *tally) sight(n int) Sight {
	s := Sight{
		Concealed: share(t.concealed, t.greenKnown), ConcealKnown: share(t.greenKnown, n),
		Blocked: share(t.blocked, t.bothKnown), ProspectKnown: share(t.bothKnown, n),
	}
	if t.bothKnown > 0 {
		s.AheadM = rounded(t.aheadM / float64(t.bothKnown))
		s.IsovistM2 = math.Round(t.isovistM2 / float64(t.bothKnown))
	}
	return s
}

// wayTally sums up the ways out of the places of a segment.
type wayTally struct{ known, trapped, ways int }

// add counts a place with at least so many ways out: exactly so many where all is known. More
// ways than a walker needs are enough to know, whatever else there is.
func (t *wayTally) add(exits int, allKnown bool) {
	if !allKnown && exits < enoughWays {
		return
	}
	t.known++
	t.ways += exits
	if exits < enoughWays {
		t.trapped++
	}
}

func (t *wayTally) escape(n int) Escape {
	e := Escape{Blocked: share(t.trapped, t.known), Known: share(t.known, n)}
	if t.known > 0 {
		e.Ways = rounded(float64(t.ways) / float64(t.known))
	}
	return e
}
