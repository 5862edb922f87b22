package export

import (
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// mapSize is the size of a sheet's map, in units of the page: so wide, and as high as its way
// needs, within bounds.
type mapSize struct{ wide, least, most float64 }

var (
	// On paper a unit is 0.18 mm, so that the smallest letters are still read by the light of
	// a torch.
	paperMap = mapSize{1000, 440, 660}
	// On a phone a unit is two thirds of a pixel.
	phoneMap = mapSize{560, 400, 700}
)

// What stays free of the way at the sides of a map, and above and below it, where the mark of
// exercise data, the north and the scale stand.
const (
	mapSide = 14.0
	mapEdge = 56.0
)

// The looks of a team's way. Dark and pale, thick and thin tell them apart on a printer
// without colours too.
var (
	wayInk     = rgb(0x123A66)
	strollBand = look{Stroke: rgb(0xF3D98B), Width: 15}
	strollLine = look{Stroke: wayInk, Width: 1.8, Dash: []float64{1, 5}}
)

// sheetMap is the map of a team's sheet.
type sheetMap struct {
	team
	size  mapSize
	scene Scene
	view  view
}

// sheetMap frames the ground of a scene on what the team walks. It reports false where the
// team walks nothing at all.
func (t team) sheetMap(s Scene) (sheetMap, bool) {
	b := t.bound()
	if b.IsEmpty() {
		return sheetMap{}, false
	}
	own := t.Planned
	own.Plan.Tours, own.Routes = []plan.Tour{t.tour}, t.ways()
	s.Municipality, s.Planned, s.Hotspots, s.Areas, s.Lang = t.Municipality, &own, nil, nil, t.lang
	return sheetMap{team: t, scene: s}.sized(paperMap), true
}

// sized is the map in a size, as high as its way is.
func (m sheetMap) sized(size mapSize) sheetMap {
	m.size = size
	b := m.bound()
	return m.within(max(leastSpanM, b.Max[1]-b.Min[1])/max(leastSpanM, b.Max[0]-b.Min[0]) + 2*mapEdge/size.wide)
}

// within is the map as high as a share of its width, within bounds.
func (m sheetMap) within(share float64) sheetMap {
	high := min(m.size.most, max(m.size.least, m.size.wide*share))
	box := area(10, 10, 10+m.size.wide, 10+high)
	m.view = fit(m.bound(), area(box.Min[0]+mapSide, box.Min[1]+mapEdge, box.Max[0]-mapSide, box.Max[1]-mapEdge))
	m.view.box = box
	m.view.north = trueNorth(m.scene, m.view.centre)
	return m
}

// high is how many millimetres of a printed sheet the map takes; of one that is at least so
// many units high where that is told.
func (m sheetMap) high(units float64) float64 {
	if units == 0 {
		units = m.view.box.Max[1] - m.view.box.Min[1]
	}
	return (units + 2) * pdfWide / (m.size.wide + 2)
}

// ground is what the map shows of its scene.
func (m sheetMap) ground() Scene {
	s, shown := m.scene, m.view.metric()
	s.Segments = slices.DeleteFunc(slices.Clone(s.Segments), func(g street.Segment) bool { return !shown.Intersects(g.Line.Bound()) })
	s.Overlays = slices.DeleteFunc(slices.Clone(s.Overlays), func(o overlay.Object) bool {
		return !onSheet(o) || o.Geometry == nil || !shown.Intersects(o.Geometry.Bound())
	})
	return s
}

// ways are what the team walks between its strolls, each piece as a route of its own.
func (t team) ways() []route.Route {
	ways := []route.Route{{Team: t.tour.Number}}
	for _, leg := range t.route.Legs {
		last := &ways[len(ways)-1]
		switch {
		case !leg.Stroll:
			last.Legs = append(last.Legs, leg)
		case len(last.Legs) > 0:
			ways = append(ways, route.Route{Team: t.tour.Number})
		}
	}
	return ways
}

// onSheet tells of what is drawn beneath a team's way: what it finds its way by. Where lamps
// are broken and cameras look is not for every pocket in town.
func onSheet(o overlay.Object) bool {
	return o.Kind == overlay.Vegetation || o.Kind == overlay.Building || o.Kind == overlay.Backdrop
}

// bound is what the team walks.
func (t team) bound() orb.Bound {
	b := nothing()
	for _, leg := range t.route.Legs {
		if len(leg.Line) > 0 {
			b = join(b, leg.Line)
		}
	}
	for _, v := range t.tour.Visits {
		b = join(b, v.Place.Point)
	}
	return join(join(b, t.tour.Base.Point), finishOf(t.tour).Point)
}

// metric is the part of the ground that a map shows.
func (v view) metric() orb.Bound {
	half := orb.Point{(v.box.Max[0] - v.box.Min[0]) / 2 / v.perM, (v.box.Max[1] - v.box.Min[1]) / 2 / v.perM}
	return area(v.centre[0]-half[0], v.centre[1]-half[1], v.centre[0]+half[0], v.centre[1]+half[1])
}

func (m sheetMap) drawing() drawing {
	return drawing{tidy(m.title(), m.lang), tidy(m.description(), m.lang), m.draw}
}

// description tells those who cannot see the map what it shows.
func (m sheetMap) description() string {
	return lang.T("Karta över %s med gruppens väg och %s. Stoppen och vägen står i text på bladet.",
		"Map of %s with the team's way and %s. The stops and the way stand in words on the sheet.",
		m.Municipality.Name, lang.Same(stops(len(m.tour.Visits), m.lang))).In(m.lang)
}

// draw draws the map from the ground up.
func (m sheetMap) draw(c canvas) {
	s, v := m.ground(), m.view
	c.group("ground")
	drawGround(c, s, v)
	c.group("streets")
	drawStreets(c, s.Segments, v)
	tracks, strolls := layTracks(s.Planned, v), m.strollPath()
	marks := placeMarks(s.Planned, v)
	for i := range marks {
		marks[i].team = 0
	}
	c.group("way")
	c.draw(strolls, strollBand)
	for i := range tracks {
		tracks[i].team = 0
	}
	drawTracks(c, tracks, marks)
	c.draw(strolls, strollLine)
	c.group("labels")
	drawLabels(c, s, v, tracks, marks)
	c.group("stops")
	drawMarks(c, marks)
	c.group("frame")
	drawFrame(c, s, v)
}

// strollPath are the streets that the team walks about on as its stay.
func (m sheetMap) strollPath() path {
	var p path
	for _, leg := range m.route.Legs {
		if leg.Stroll {
			addLines(&p, m.view.lines(leg.Line))
		}
	}
	return p
}

// signs are the legend of the map.
func (m sheetMap) signs() []sign {
	var signs []sign
	add := func(shown bool, words lang.Text, draw func(c canvas, at orb.Point)) {
		if shown {
			signs = append(signs, sign{draw, words})
		}
	}
	ground := m.ground()
	has := seen(ground.Overlays)
	add(true, lang.T("utgångspunkt", "base"), drawBase)
	add(len(m.tour.Visits) > 0, lang.T("stopp", "stop"), func(c canvas, at orb.Point) { drawStop(c, at, 0, "1") })
	add(comesAgain(m.scene), lang.T("stopp 1, åter som 5", "stop 1, again as 5"), func(c canvas, at orb.Point) { drawStop(c, at, 0, "1·5") })
	add(len(m.route.Legs) > 0, lang.T("väg med riktning", "way, direction"), func(c canvas, at orb.Point) {
		var head path
		arrow(&head, at, 0)
		c.draw(stroke(at), look{Stroke: wayInk, Width: trackWidth})
		c.draw(head, look{Fill: wayInk, Stroke: paper, Width: 1.1})
	})
	add(len(m.strollPath()) > 0, lang.T("promenad på platsen", "stroll on the spot"), func(c canvas, at orb.Point) {
		c.draw(stroke(at), strollBand)
		c.draw(stroke(at), strollLine)
	})
	add(hasPaths(ground), lang.T("gångväg", "footpath"), drawPathSign)
	add(has["building"], lang.T("byggnad", "building"), patch(look{Fill: buildingFill, Stroke: buildingEdge, Width: 0.8}))
	add(has["green"], lang.T("växtlighet", "greenery"), drawGreenSign)
	add(has["water"], lang.T("vatten", "water"), patch(look{Fill: waterFill, Stroke: waterEdge, Width: 0.8}))
	add(has["rail"], lang.T("järnväg", "railway"), drawRailSign)
	return signs
}

// signBox is the room around a sign of the legend.
func signBox() orb.Bound { return area(-22, -15, 22, 15) }
