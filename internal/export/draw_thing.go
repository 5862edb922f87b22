package export

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay"
)

// drawThings draws what stands beside the streets: lamps, whole and broken, and cameras.
func drawThings(c canvas, objects []overlay.Object, v view) {
	var lamps, broken, sectors, cameras path
	for _, o := range objects {
		p, ok := pointOf(o.Geometry)
		if !ok || !v.sees(v.at(p)) {
			continue
		}
		switch {
		case o.Kind == overlay.Lamp && o.Props.Status == overlay.Broken:
			cross(&broken, v.at(p), brokenSize)
		case o.Kind == overlay.Lamp:
			lamps.circle(v.at(p), lampSize)
		case o.Kind == overlay.Camera:
			sector(&sectors, v.at(p), o.Props)
			camera(&cameras, v.at(p))
		}
	}
	drawLamps(c, lamps)
	drawBroken(c, broken)
	c.draw(sectors, look{Fill: faded(cameraInk, 0.16)})
	drawCameras(c, cameras)
}

// Half the size of the signs, in units of the page.
const (
	lampSize   = 1.7
	brokenSize = 3
	cameraSize = 3.4
	sectorSize = 17
)

func drawLamps(c canvas, p path)  { c.draw(p, look{Fill: faded(lampInk, 0.75)}) }
func drawBroken(c canvas, p path) { c.draw(p, look{Stroke: brokenInk, Width: 1.5}) }
func drawCameras(c canvas, p path) {
	c.draw(p, look{Fill: cameraInk, Stroke: paper, Width: 0.9})
}

func cross(p *path, at orb.Point, r float64) {
	p.line(orb.Point{at[0] - r, at[1] - r}, orb.Point{at[0] + r, at[1] + r})
	p.line(orb.Point{at[0] - r, at[1] + r}, orb.Point{at[0] + r, at[1] - r})
}

func camera(p *path, at orb.Point) {
	p.box(orb.Bound{Min: at, Max: at}.Pad(cameraSize), 1)
}

// sector adds the wedge that a camera of a known direction looks into.
func sector(p *path, at orb.Point, props overlay.Props) {
	if props.BearingDeg == nil || props.FieldDeg >= 360 {
		return
	}
	field := props.FieldDeg
	if field <= 0 {
		field = overlay.CameraFieldDeg
	}
	const steps = 8
	p.moveTo(at)
	for i := range steps + 1 {
		bearing := (*props.BearingDeg + field*(float64(i)/steps-0.5)) * math.Pi / 180
		p.lineTo(orb.Point{at[0] + sectorSize*math.Sin(bearing), at[1] - sectorSize*math.Cos(bearing)})
	}
	p.close()
}

// pointOf is where a thing is drawn: its point, or the middle of what it covers.
func pointOf(g orb.Geometry) (orb.Point, bool) {
	if g == nil {
		return orb.Point{}, false
	}
	if p, ok := g.(orb.Point); ok {
		return p, true
	}
	b := g.Bound()
	return b.Center(), !b.IsEmpty()
}
