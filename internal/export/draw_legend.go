package export

import (
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
)

// sign is one row of the legend: how it is drawn, around a point, and what it means.
type sign struct {
	draw  func(c canvas, at orb.Point)
	words lang.Text
}

const (
	signStep  = 25.0
	rampSpace = 44.0
)

// legendHeight is the room that the legend takes, heading and ramp included; the signs
// stand in two columns.
func legendHeight(signs []sign) float64 {
	return 54 + rampSpace + float64((len(signs)+1)/2)*signStep
}

func (p *panel) legend(signs []sign) {
	p.rule(0, 6)
	p.header(lang.T("Teckenförklaring", "Legend"))
	p.ramp()
	wide := panelWidth() / 2
	for i, s := range signs {
		x, y := panelBox.Min[0]+wide*float64(i%2), p.y+signStep*(float64(i/2)+0.5)
		s.draw(p, orb.Point{x + 15, y})
		words := text{Words: s.words.In(p.lang), Size: 14, Ink: inkStrong}
		words.Words = shorten(words, wide-40)
		p.write(words, orb.Point{x + 36, y + 5}, 0)
	}
	p.y += float64((len(signs)+1)/2) * signStep
}

// ramp shows what the colours of hotspots mean.
func (p *panel) ramp() {
	const fields = 5
	label := text{Words: lang.T("Prioritet: lägre", "Priority: lower").In(p.lang), Size: 14, Ink: inkStrong}
	high := text{Words: lang.T("högre", "higher").In(p.lang), Size: 14, Ink: inkStrong}
	p.y += 20
	p.write(label, orb.Point{panelBox.Min[0], p.y}, 0)
	x := panelBox.Min[0] + label.width() + 10
	long := panelBox.Max[0] - high.width() - 10 - x
	for i := range fields {
		var field path
		field.box(area(x+long*float64(i)/fields, p.y-13, x+long*float64(i+1)/fields-3, p.y+3), 2)
		drawHotspotShape(p, field, float64(i)*100/(fields-1))
	}
	p.write(high, orb.Point{panelBox.Max[0] - high.width(), p.y}, 0)
	p.y += rampSpace - 20
}

// signsOf lists the signs of what the scene holds.
func signsOf(s Scene) []sign {
	var signs []sign
	add := func(shown bool, words lang.Text, draw func(c canvas, at orb.Point)) {
		if shown {
			signs = append(signs, sign{draw, words})
		}
	}
	has := seen(s.Overlays)
	add(len(s.Hotspots) > 0, lang.T("plats och rang", "place and rank"), func(c canvas, at orb.Point) {
		var p path
		p.circle(at, 14)
		drawHotspotShape(c, p, 60)
		drawTag(c, tag{rank: 1, at: at})
	})
	add(s.Planned != nil, lang.T("utgångspunkt", "base"), drawBase)
	add(s.Planned != nil, lang.T("väg med riktning", "way, direction"), drawWaySign)
	add(comesAgain(s), lang.T("stopp 1, åter som 5", "stop 1, again as 5"), func(c canvas, at orb.Point) {
		drawStop(c, at, 1, mark{stops: []int{1, 5}}.words())
	})
	add(len(s.Areas) > 0, lang.T("områdesgräns", "area boundary"), drawAreaSign)
	add(has["lamp"], lang.T("lampa", "lamp"), pointSign(drawLamps, func(p *path, at orb.Point) { p.circle(at, lampSize*1.5) }))
	add(has["broken"], lang.T("trasig lampa", "broken lamp"), pointSign(drawBroken, func(p *path, at orb.Point) { cross(p, at, brokenSize*1.3) }))
	add(has["camera"], lang.T("kamera", "camera"), pointSign(drawCameras, camera))
	add(has["green"], lang.T("växtlighet", "greenery"), drawGreenSign)
	add(has["water"], lang.T("vatten", "water"), patch(look{Fill: waterFill, Stroke: waterEdge, Width: 0.8}))
	add(has["square"], lang.T("torg, plats", "square"), patch(look{Fill: squareFill, Stroke: streetCasing, Width: 0.8}))
	add(has["rail"], lang.T("järnväg", "railway"), drawRailSign)
	add(has["building"], lang.T("byggnad", "building"), patch(look{Fill: buildingFill, Stroke: buildingEdge, Width: 0.8}))
	add(hasPaths(s), lang.T("gångväg", "footpath"), drawPathSign)
	return signs
}

// comesAgain tells whether a team stops twice at a place.
func comesAgain(s Scene) bool {
	return s.Planned != nil && slices.ContainsFunc(s.Planned.Plan.Tours, func(t plan.Tour) bool {
		return len(stopMarks(t, view{perM: 1})) < len(t.Visits)
	})
}

// seen tells which signs the overlays call for.
func seen(objects []overlay.Object) map[string]bool {
	has := map[string]bool{}
	for _, o := range objects {
		switch o.Kind {
		case overlay.Lamp:
			has["broken"] = has["broken"] || o.Props.Status == overlay.Broken
			has["lamp"] = has["lamp"] || o.Props.Status != overlay.Broken
		case overlay.Camera:
			has["camera"] = true
		case overlay.Vegetation:
			has["green"] = true
		case overlay.Building:
			has["building"] = true
		case overlay.Backdrop:
			kind := backdropOf(o.Props.Class)
			has["rail"] = has["rail"] || kind == rail
			has["water"] = has["water"] || kind == water
			has["square"] = has["square"] || kind == square
		}
	}
	return has
}

func hasPaths(s Scene) bool {
	for _, segment := range s.Segments {
		if streetStyles[styleOf(segment)].style.path {
			return true
		}
	}
	return false
}

func pointSign(draw func(canvas, path), shape func(*path, orb.Point)) func(canvas, orb.Point) {
	return func(c canvas, at orb.Point) {
		var p path
		shape(&p, at)
		draw(c, p)
	}
}

func patch(l look) func(canvas, orb.Point) {
	return func(c canvas, at orb.Point) {
		var p path
		p.box(area(at[0]-14, at[1]-8, at[0]+14, at[1]+8), 2)
		c.draw(p, l)
	}
}

func stroke(at orb.Point) path {
	var p path
	p.line(orb.Point{at[0] - 14, at[1]}, orb.Point{at[0] + 14, at[1]})
	return p
}

func drawWaySign(c canvas, at orb.Point) {
	var head path
	arrow(&head, at, 0)
	c.draw(stroke(at), look{Stroke: inkStrong, Width: trackWidth})
	c.draw(head, look{Fill: inkStrong, Stroke: paper, Width: 1.1})
}

func drawAreaSign(c canvas, at orb.Point) {
	c.draw(stroke(at), look{Stroke: areaEdge, Width: 1.8, Dash: areaDash})
}

func drawGreenSign(c canvas, at orb.Point) {
	patch(look{Fill: greenFill})(c, at)
	var tree path
	tree.circle(at, 4.5)
	c.draw(tree, look{Fill: treeFill})
}

func drawRailSign(c canvas, at orb.Point) {
	c.draw(stroke(at), look{Stroke: railInk, Width: railWidth})
}

func drawPathSign(c canvas, at orb.Point) {
	c.draw(stroke(at), look{Stroke: pathInk, Width: 1.6, Dash: []float64{3.2, 2.8}})
}
