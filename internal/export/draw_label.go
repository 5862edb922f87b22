package export

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/municipality"
)

// drawLabels places the ranks of hotspots, then the names of bases, areas and streets,
// in the order in which they matter; what finds no room is left out, except ranks.
func drawLabels(c canvas, s Scene, v view, tracks []track, marks []mark) {
	p := newPlacer()
	for _, b := range reserved(s, v) {
		p.take(discsOf(b)...)
	}
	for _, m := range marks {
		p.take(append(discsOf(m.box()), disc{m.place, 4})...)
	}
	tags := placeTags(p, s.Hotspots, v)
	labelBases(c, p, s, v, tracks, marks)
	p.takeTracks(tracks)
	labelAreas(c, p, s, v)
	labelStreets(c, p, s.Segments, v)
	for _, t := range slices.Backward(tags) {
		drawTag(c, t)
	}
}

// takeTracks keeps labels off the ways of the teams.
func (p *placer) takeTracks(tracks []track) {
	for _, t := range tracks {
		for i := 1; i < len(t.line); i++ {
			p.take(along(t.line[i-1], t.line[i], trackWidth/2+3)...)
		}
	}
}

// placeTags stands each rank at its hotspot: in its middle, else on its edge, else
// beside it. A rank is never left out.
func placeTags(p *placer, hotspots []hotspot.Hotspot, v view) []tag {
	var tags []tag
	for _, h := range hotspots {
		if !v.sees(v.at(h.Centre)) {
			continue
		}
		t := tag{rank: h.Rank, at: v.at(h.Centre)}
		for _, spot := range tagSpots(h, v) {
			t.at = spot
			if p.free(discsOf(t.box())...) && v.box.Pad(-tagHeight).Contains(spot) {
				break
			}
			t.at = v.at(h.Centre)
		}
		p.take(discsOf(t.box().Pad(1))...)
		tags = append(tags, t)
	}
	return tags
}

func tagSpots(h hotspot.Hotspot, v view) []orb.Point {
	middle := v.at(h.Centre)
	spots := []orb.Point{middle}
	for _, shape := range v.surfaces(h.Shape) {
		ring := orb.LineString(shape[0])
		long := geo.Length(ring)
		for i := range 16 {
			spots = append(spots, geo.Along(ring, long*float64(i)/16))
		}
	}
	for _, far := range []float64{24, 36, 50, 66} {
		for turn := range 12 {
			sin, cos := math.Sincos(float64(turn) * math.Pi / 6)
			spots = append(spots, orb.Point{middle[0] - far*cos, middle[1] - far*sin})
		}
	}
	return spots
}

// labelBases names the bases, off the ways of the teams where that can be.
func labelBases(c canvas, p *placer, s Scene, v view, tracks []track, marks []mark) {
	ways := newPlacer()
	ways.takeTracks(tracks)
	for _, m := range marks {
		t := text{Words: m.name.In(s.Lang), Size: 15, Bold: true, Ink: inkStrong, Halo: 3}
		if len(m.stops) > 0 || t.width() == 0 {
			continue
		}
		for _, others := range []*placer{ways, newPlacer()} {
			if at, box, ok := baseSpot(p, others, t, m.at, v); ok {
				p.take(discsOf(box)...)
				c.write(t, at, 0)
				break
			}
		}
	}
}

// baseSpot is where a name fits around a base's mark.
func baseSpot(p, others *placer, t text, at orb.Point, v view) (start orb.Point, box orb.Bound, ok bool) {
	wide, away := t.width(), markRadius+6
	for _, start := range []orb.Point{
		{at[0] + away, at[1] + 5},
		{at[0] - away - wide, at[1] + 5},
		{at[0] - wide/2, at[1] + away + 13},
		{at[0] - wide/2, at[1] - away - 2},
		{at[0] + away - 4, at[1] + away + 6},
		{at[0] + away - 4, at[1] - away + 2},
		{at[0] - away - wide + 4, at[1] + away + 6},
		{at[0] - away - wide + 4, at[1] - away + 2},
	} {
		box := area(start[0]-1, start[1]-13, start[0]+wide+1, start[1]+4)
		if discs := discsOf(box); v.inside(box) && p.free(discs...) && others.free(discs...) {
			return start, box, true
		}
	}
	return orb.Point{}, orb.Bound{}, false
}

// labelAreas writes the name of each area inside it, as high up as it is free.
func labelAreas(c canvas, p *placer, s Scene, v view) {
	for _, a := range s.Areas {
		t := text{Words: a.Name.In(s.Lang), Size: 19, Bold: true, Ink: areaEdge, Halo: 3.2}
		if at, ok := areaSpot(p, t, a, v); ok {
			c.write(t, at, 0)
		}
	}
}

func areaSpot(p *placer, t text, a municipality.Area, v view) (orb.Point, bool) {
	shape := v.surfaces(a.Shape)
	b := shape.Bound()
	wide, middle := t.width(), b.Center()[0]
	if len(shape) == 0 {
		return orb.Point{}, false
	}
	for y := b.Min[1] + 30; y < b.Max[1]; y += 12 {
		for step := range 40 {
			x := middle + float64((step+1)/2*12*(1-2*(step%2)))
			box := area(x-wide/2-4, y-18, x+wide/2+4, y+6)
			if v.inside(box) && holds(shape, box) && p.free(discsOf(box)...) {
				p.take(discsOf(box)...)
				return orb.Point{x - wide/2, y}, true
			}
		}
	}
	return orb.Point{}, false
}

func holds(shape orb.MultiPolygon, box orb.Bound) bool {
	for _, corner := range []orb.Point{box.Min, {box.Max[0], box.Min[1]}, box.Max, {box.Min[0], box.Max[1]}} {
		if !planar.MultiPolygonContains(shape, corner) {
			return false
		}
	}
	return true
}

// inside reports whether a box of the page lies on the map.
func (v view) inside(box orb.Bound) bool {
	b := v.box.Pad(-4)
	return b.Contains(box.Min) && b.Contains(box.Max)
}
