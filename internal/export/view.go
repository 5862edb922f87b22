package export

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
)

// view moves metric points to the page.
type view struct {
	box    orb.Bound // of the page, which the map fills
	centre orb.Point // metric; the middle of the map
	perM   float64   // units of the page to a metre
	north  float64   // radians clockwise from the page's up to true north
}

// The least a map shows from side to side, and how much it shows around what it is framed
// on.
const (
	leastSpanM = 250
	airAround  = 0.05 // of the span
)

// frame chooses what the map shows: the focus, else areas, hotspots and routes, else the
// streets, else the overlays. It reports false where there is nothing at all.
func frame(s Scene) (view, bool) {
	for _, b := range []orb.Bound{join(nothing(), s.Focus), subject(s), streetBound(s), overlayBound(s)} {
		if b.IsEmpty() {
			continue
		}
		v := fit(b, mapBox)
		v.north = trueNorth(s, v.centre)
		return v, true
	}
	return view{}, false
}

func fit(b, box orb.Bound) view {
	span := func(metres float64) float64 { return math.Max(leastSpanM, metres*(1+2*airAround)) }
	wide, high := span(b.Max[0]-b.Min[0]), span(b.Max[1]-b.Min[1])
	return view{
		box:    box,
		centre: b.Center(),
		perM:   math.Min((box.Max[0]-box.Min[0])/wide, (box.Max[1]-box.Min[1])/high),
	}
}

// nothing is the bound of no points; whatever it is joined with remains.
func nothing() orb.Bound { return orb.MultiPoint{}.Bound() }

func join(b orb.Bound, g orb.Geometry) orb.Bound {
	if g == nil {
		return b
	}
	if b.IsEmpty() { // orb joins an empty bound as if it were a place
		return g.Bound()
	}
	return b.Union(g.Bound())
}

func subject(s Scene) orb.Bound {
	b := nothing()
	for _, a := range s.Areas {
		b = join(b, a.Shape)
	}
	for _, h := range s.Hotspots {
		b = join(join(b, h.Shape), h.Centre)
	}
	if s.Planned == nil {
		return b
	}
	for _, t := range s.Planned.Plan.Tours {
		b = join(join(b, t.Base.Point), finishOf(t).Point)
		for _, v := range t.Visits {
			b = join(b, v.Place.Point)
		}
	}
	for _, r := range s.Planned.Routes {
		for _, leg := range r.Legs {
			b = join(b, leg.Line)
		}
	}
	return b
}

func streetBound(s Scene) orb.Bound {
	b := nothing()
	for _, segment := range s.Segments {
		b = join(b, segment.Line)
	}
	return b
}

func overlayBound(s Scene) orb.Bound {
	b := nothing()
	for _, o := range s.Overlays {
		b = join(b, o.Geometry)
	}
	return b
}

// trueNorth is how far true north lies from the system's own, clockwise; 0 where the
// projection cannot tell.
func trueNorth(s Scene, at orb.Point) float64 {
	p, err := geo.NewProjector(s.Municipality.CRS)
	if err != nil {
		return 0
	}
	lonlat, err := p.LonLat(at)
	if err != nil {
		return 0
	}
	up, err := p.Metric(orb.Point{lonlat[0], lonlat[1] + 0.001})
	if err != nil {
		return 0
	}
	return math.Atan2(up[0]-at[0], up[1]-at[1])
}

// at is where a metric point stands on the page.
func (v view) at(p orb.Point) orb.Point {
	middle := v.box.Center()
	return orb.Point{middle[0] + (p[0]-v.centre[0])*v.perM, middle[1] - (p[1]-v.centre[1])*v.perM}
}

// sees reports whether a point of the page lies on the map.
func (v view) sees(p orb.Point) bool { return v.box.Contains(p) }

// lines are the parts of a metric line that the map shows, on the page.
func (v view) lines(line orb.LineString) orb.MultiLineString {
	moved := make(orb.LineString, len(line))
	for i, p := range line {
		moved[i] = v.at(p)
	}
	if len(moved) < 2 || !v.clipped().Intersects(moved.Bound()) {
		return nil
	}
	return clip.LineString(v.clipped(), moved)
}

// surfaces are the parts of a metric surface that the map shows, on the page; none for a
// geometry that is no surface.
func (v view) surfaces(g orb.Geometry) orb.MultiPolygon {
	var shown orb.MultiPolygon
	for _, shape := range overlay.Polygons(g) {
		moved := make(orb.Polygon, 0, len(shape))
		for _, ring := range shape {
			turned := make(orb.Ring, len(ring))
			for i, p := range ring {
				turned[i] = v.at(p)
			}
			moved = append(moved, turned)
		}
		if len(moved) == 0 || !v.clipped().Intersects(moved.Bound()) {
			continue
		}
		if cut := clip.Polygon(v.clipped(), moved); len(cut) > 0 {
			shown = append(shown, cut)
		}
	}
	return shown
}

func linesOf(g orb.Geometry) orb.MultiLineString {
	switch g := g.(type) {
	case orb.LineString:
		return orb.MultiLineString{g}
	case orb.MultiLineString:
		return g
	}
	return nil
}
