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
	var page path
	page.box(v.box, 0)
	c.draw(page, look{Fill: ground})
	var g groundPaths
	for _, o := range s.Overlays {
		g.add(o, v)
	}
	c.draw(g.green, look{Fill: greenFill})
	c.draw(g.squares, look{Fill: squareFill, Stroke: streetCasing, Width: 0.8})
	// The edge under the filling: pieces of one water run together.
	c.draw(g.water, look{Stroke: waterEdge, Width: 1.6})
	c.draw(g.water, look{Fill: waterFill})
	c.draw(g.rivers, look{Stroke: waterFill, Width: 5})
	c.draw(g.houses, look{Fill: buildingFill, Stroke: buildingEdge, Width: 0.5})
	c.draw(g.tracks, look{Fill: railInk, Stroke: railInk, Width: 0.8})
	c.draw(g.rails, look{Stroke: railInk, Width: railWidth})
	c.draw(g.trees, look{Fill: faded(treeFill, 0.75)})
}

// groundPaths gathers the shapes of the ground by how they are drawn.
type groundPaths struct {
	green, trees, squares, water, rivers, rails, tracks, houses path
}

func (g *groundPaths) add(o overlay.Object, v view) {
	switch o.Kind {
	case overlay.Vegetation:
		g.green.polygons(v.surfaces(o.Geometry))
		if p, ok := o.Geometry.(orb.Point); ok && v.sees(v.at(p)) {
			g.trees.circle(v.at(p), treeSize(v))
		}
	case overlay.Building:
		g.houses.polygons(v.surfaces(o.Geometry))
	case overlay.Backdrop:
		surfaces, lines := &g.squares, &g.squares
		switch backdropOf(o.Props.Class) {
		case rail:
			surfaces, lines = &g.tracks, &g.rails
		case water:
			surfaces, lines = &g.water, &g.rivers
		}
		surfaces.polygons(v.surfaces(o.Geometry))
		for _, line := range linesOf(o.Geometry) {
			addLines(lines, v.lines(line))
		}
	}
}

// treeSize is the radius of a tree: a crown of 2.5 m where the map is large enough.
func treeSize(v view) float64 { return min(5, max(1.8, 2.5*v.perM)) }

// backdrop is a kind of ground.
type backdrop int

const (
	square backdrop = iota
	water
	rail
)

const railWidth = 3.0

// areaDash is how the edges of areas are drawn.
var areaDash = []float64{9, 5, 1.5, 5}

// backdropOf tells what a class of backdrop is: water where it does not say.
func backdropOf(class string) backdrop {
	switch class {
	case "rail", "railway", "light_rail", "tram", "subway", "narrow_gauge":
		return rail
	case "", "water", "river", "riverbank", "stream", "canal", "basin", "reservoir", "dock", "pond", "lake", "wetland":
		return water
	}
	return square
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
	c.draw(outlines, look{Stroke: faded(areaEdge, 0.85), Width: 1.8, Dash: areaDash})
}
