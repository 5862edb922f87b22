package export

import (
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// drawGround draws what lies beneath the streets: greenery, water, railways and houses.
func drawGround(c canvas, s Scene, v view) {
	var page, green, trees, water, rivers, rails, houses path
	page.box(mapBox, 0)
	c.draw(page, look{Fill: ground})
	for _, o := range s.Overlays {
		switch o.Kind {
		case overlay.Vegetation:
			green.polygons(v.surfaces(o.Geometry))
			if p, ok := o.Geometry.(orb.Point); ok && v.sees(v.at(p)) {
				trees.circle(v.at(p), treeSize(v))
			}
		case overlay.Building:
			houses.polygons(v.surfaces(o.Geometry))
		case overlay.Backdrop:
			water.polygons(v.surfaces(o.Geometry))
			lines := &rivers
			if isRail(o.Props.Class) {
				lines = &rails
			}
			for _, line := range linesOf(o.Geometry) {
				addLines(lines, v.lines(line))
			}
		}
	}
	c.draw(green, look{Fill: greenFill})
	c.draw(water, look{Fill: waterFill, Stroke: waterEdge, Width: 0.8})
	c.draw(rivers, look{Stroke: waterFill, Width: 5})
	c.draw(houses, look{Fill: buildingFill, Stroke: buildingEdge, Width: 0.5})
	c.draw(rails, look{Stroke: railInk, Width: 3.2})
	c.draw(rails, look{Stroke: paper, Width: 1.6, Dash: []float64{5, 7}})
	c.draw(trees, look{Fill: faded(treeFill, 0.75)})
}

// treeSize is the radius of a tree: a crown of 2.5 m where the map is large enough.
func treeSize(v view) float64 { return min(5, max(1.8, 2.5*v.perM)) }

func isRail(class string) bool {
	return slices.Contains([]string{"rail", "railway", "light_rail", "tram", "subway", "narrow_gauge"}, class)
}

// drawStreets draws each class twice, the edge under the filling, so that streets of a
// class run into each other at junctions.
func drawStreets(c canvas, segments []street.Segment, v view) {
	byStyle := make([]path, len(streetStyles))
	for _, s := range segments {
		addLines(&byStyle[styleOf(s)], v.lines(s.Line))
	}
	wide := streetScale(v)
	for i, row := range streetStyles {
		if !row.style.path {
			c.draw(byStyle[i], look{Stroke: streetCasing, Width: row.style.width*wide + 1.8})
		}
	}
	for i, row := range streetStyles {
		width := row.style.width
		if !row.style.path {
			width *= wide
		}
		c.draw(byStyle[i], look{Stroke: row.style.fill, Width: width, Dash: row.style.dash})
	}
}

// streetScale thins the streets of a map that shows much, and widens those of one that
// shows little: 1 where a metre is 0.7 units.
func streetScale(v view) float64 { return min(1.8, max(0.55, v.perM/0.7)) }

func styleOf(s street.Segment) int {
	class := s.Class
	if s.Steps {
		class = "steps"
	}
	for i, row := range streetStyles {
		if slices.Contains(row.classes, class) {
			return i
		}
	}
	return otherStreets
}

func addLines(p *path, lines orb.MultiLineString) {
	for _, line := range lines {
		p.line(line...)
	}
}

// drawAreas outlines the areas. Their names come with the other labels.
func drawAreas(c canvas, areas []municipality.Area, v view) {
	var outlines path
	for _, a := range areas {
		outlines.polygons(v.surfaces(a.Shape))
	}
	c.draw(outlines, look{Stroke: faded(paper, 0.8), Width: 4.5})
	c.draw(outlines, look{Stroke: faded(areaEdge, 0.85), Width: 1.8, Dash: []float64{9, 5, 1.5, 5}})
}
