package measure

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// town is an Input made ready for asking, in an order that does not depend on the input's.
type town struct {
	Input
	p         Params
	network   *street.Graph
	index     *geo.Index         // of the segments
	exposures []overlay.Exposure // of each segment

	lamps, greens, built, places things

	told    []told
	toldAt  *geo.Index
	heard   [][]int32     // reports within reach of each segment; nil: not yet asked
	touched [][]hit       // hotspots that each segment runs through, by rank
	streetM []float64     // of each hotspot
	school  [][]orb.Point // places on each segment near a school
}

// things are objects and where they are.
type things struct {
	objects []overlay.Object
	index   *geo.Index
}

func newThings(objects []overlay.Object, kinds ...overlay.Kind) things {
	var t things
	for _, o := range objects {
		if !slices.Contains(kinds, o.Kind) || o.Geometry == nil || o.Geometry.Bound().IsEmpty() {
			continue
		}
		switch o.Geometry.(type) {
		case orb.LineString, orb.MultiLineString: // a hedge drawn as a line is worked on as the strip that it covers
			if shape, err := o.Footprint(); err == nil && len(shape) > 0 {
				o.Geometry = shape
			}
		}
		t.objects = append(t.objects, o)
	}
	slices.SortStableFunc(t.objects, func(a, b overlay.Object) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ExternalID, b.ExternalID))
	})
	bounds := make([]orb.Bound, len(t.objects))
	for i, o := range t.objects {
		bounds[i] = o.Geometry.Bound()
	}
	t.index = geo.NewIndex(bounds)
	return t
}

// near are the things whose box meets a bound, ascending.
func (t things) near(b orb.Bound) []int { return found(t.index, b) }

func found(index *geo.Index, b orb.Bound) []int {
	var hits []int
	index.Search(b, func(i int) bool {
		hits = append(hits, i)
		return true
	})
	slices.Sort(hits)
	return hits
}

func newTown(ctx context.Context, in Input, p Params) (*town, error) {
	t := &town{Input: in, p: p}
	t.Segments = slices.SortedFunc(slices.Values(in.Segments), func(a, b street.Segment) int { return cmp.Compare(a.ID, b.ID) })
	t.Segments = slices.DeleteFunc(t.Segments, func(s street.Segment) bool { return len(s.Line) < 2 })
	t.Hotspots = slices.SortedFunc(slices.Values(in.Hotspots), func(a, b hotspot.Hotspot) int { return cmp.Compare(a.Rank, b.Rank) })
	t.network = street.NewGraph(t.Segments)
	bounds := make([]orb.Bound, len(t.Segments))
	for i, s := range t.Segments {
		bounds[i] = s.Line.Bound()
	}
	t.index = geo.NewIndex(bounds)
	t.lamps = newThings(in.Objects, overlay.Lamp)
	t.greens = newThings(in.Objects, overlay.Vegetation)
	t.built = newThings(in.Objects, overlay.Building, overlay.Backdrop)
	t.places = newThings(in.Objects, overlay.Place)
	t.hear()
	t.touch()
	t.markSchools()
	return t, t.expose(ctx)
}

// expose takes the exposures that are given, and works out those that are not.
func (t *town) expose(ctx context.Context) error {
	given := make(map[int64]overlay.Exposure, len(t.Exposures))
	for _, e := range t.Exposures {
		given[e.Segment] = e
	}
	t.exposures = make([]overlay.Exposure, len(t.Segments))
	var missing []int
	for i, s := range t.Segments {
		e, ok := given[s.ID]
		if !ok {
			missing = append(missing, i)
		}
		t.exposures[i] = e
	}
	if len(missing) == 0 {
		return nil
	}
	all := slices.Concat(t.lamps.objects, t.greens.objects, t.built.objects)
	fresh, err := overlay.Compute(ctx, t.network, missing, all, overlay.Params{})
	if err != nil {
		return fmt.Errorf("exposures that are missing: %w", err)
	}
	for k, i := range missing {
		t.exposures[i] = fresh[k]
	}
	return nil
}

// near are the segments within some metres of a geometry, ascending.
func (t *town) near(g orb.Geometry, metres float64) []int {
	return slices.DeleteFunc(found(t.index, g.Bound().Pad(metres)), func(i int) bool {
		return apart(t.Segments[i].Line, g) > metres
	})
}

// stepM is how close together places on a line are looked at when it is held against a
// surface.
const stepM = 5

// along are places on a line, at most stepM apart, its ends among them.
func along(line orb.LineString) []orb.Point {
	length := geo.Length(line)
	n := int(length/stepM) + 1
	points := make([]orb.Point, 0, n+1)
	for k := 0; k <= n; k++ {
		points = append(points, geo.Along(line, length*float64(k)/float64(n)))
	}
	return points
}

// apart is how many metres lie between a line and a point or a surface, for surfaces to within
// half a step.
func apart(line orb.LineString, g orb.Geometry) float64 {
	surface := overlay.Polygons(g)
	if len(surface) == 0 {
		_, _, d := geo.Nearest(line, g.Bound().Center())
		return d
	}
	least := math.Inf(1)
	for _, p := range along(line) {
		if planar.MultiPolygonContains(surface, p) {
			return 0
		}
		for _, polygon := range surface {
			for _, ring := range polygon {
				_, _, d := geo.Nearest(orb.LineString(ring), p)
				least = min(least, d)
			}
		}
	}
	for _, polygon := range surface {
		for _, corner := range polygon[0] {
			_, _, d := geo.Nearest(line, corner)
			least = min(least, d)
		}
	}
	return least
}

// boundOf is the box of some segments.
func (t *town) boundOf(which []int) orb.Bound {
	box := t.Segments[which[0]].Line.Bound()
	for _, i := range which[1:] {
		box = box.Union(t.Segments[i].Line.Bound())
	}
	return box
}

// streetOf names a segment's street among others: by its name, or else by its way.
func (t *town) streetOf(i int) string {
	return cmp.Or(t.Segments[i].Name, fmt.Sprintf("\x00%d", t.Segments[i].Way))
}
