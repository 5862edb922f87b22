package export

import (
	"io"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// Format is a format of picture.
type Format string

// The formats of picture.
const (
	SVG Format = "svg"
	PNG Format = "png"
)

// Scene is what a picture shows. All geometry is metric, in the municipality's system.
type Scene struct {
	Municipality municipality.Municipality
	Areas        []municipality.Area
	Segments     []street.Segment
	Overlays     []overlay.Object
	Hotspots     []hotspot.Hotspot
	Planned      *route.Planned // nil: no routes
	Lang         lang.Lang
	WidthPx      int // 0 is DefaultWidthPx
	// Focus is what the picture is framed on; nil: on areas, hotspots and routes, else on the
	// streets, else on the overlays.
	Focus orb.Geometry
}

// The widths of a picture. The height is three quarters of the width.
const (
	DefaultWidthPx = 1600
	leastWidthPx   = 200
	mostWidthPx    = 8000
)

// Map draws the scene: the same picture as SVG or PNG, framed on the areas, hotspots and
// routes. The same scene gives the same bytes. It returns Invalid for another format or
// an unreasonable width, and NotFound where there is nothing to draw.
func Map(w io.Writer, format Format, s Scene) error {
	s, v, err := ready(s)
	if err != nil {
		return err
	}
	return drawTo(w, format, s, drawing{title(s), description(s), func(c canvas) { drawScene(c, s, v) }})
}

// ready settles how wide a picture is and what it is framed on. Faults are as in Map.
func ready(s Scene) (Scene, view, error) {
	if s.WidthPx == 0 {
		s.WidthPx = DefaultWidthPx
	}
	if s.WidthPx < leastWidthPx || s.WidthPx > mostWidthPx {
		return s, view{}, fault.New(fault.Invalid, lang.T(
			"bredden %d bildpunkter går inte att rita; välj %d till %d",
			"a width of %d pixels cannot be drawn; choose %d to %d", s.WidthPx, leastWidthPx, mostWidthPx))
	}
	v, ok := frame(s)
	if !ok {
		return s, view{}, fault.New(fault.NotFound, lang.T(
			"det finns inget att rita i %s; läs in områden eller gator först",
			"there is nothing to draw in %s; import areas or streets first", s.Municipality.Name))
	}
	return s, v, nil
}

// drawing is a picture that can be put on any canvas, with what it says to those who cannot
// see it.
type drawing struct {
	title, description string
	on                 func(c canvas)
}

func drawTo(w io.Writer, format Format, s Scene, d drawing) error {
	switch format {
	case SVG:
		c := newSVG()
		d.on(c)
		return c.writeTo(w, s.WidthPx, s.Lang, d.title, d.description)
	case PNG:
		c := newPNG(s.WidthPx)
		d.on(c)
		return c.writeTo(w)
	}
	return fault.New(fault.Invalid, lang.T(
		"bildformatet %q finns inte; välj svg eller png", "there is no picture format %q; choose svg or png", string(format)))
}

// The page, in units; a unit is a pixel at the default width and 0.17 mm on A4.
const (
	pageWidth  = 1600
	pageHeight = 1200
)

// Where the map and the words beside it stand on the page.
var (
	mapBox   = area(28, 28, 1196, 1172)
	panelBox = area(1222, 28, 1572, 1172)
)

// drawScene draws everything from the ground up. Labels come last, each where it hides
// the least of what is beneath.
func drawScene(c canvas, s Scene, v view) {
	c.group("ground")
	drawGround(c, s, v)
	c.group("streets")
	drawStreets(c, s.Segments, v)
	c.group("areas")
	drawAreas(c, s.Areas, v)
	c.group("things")
	drawThings(c, s.Overlays, v)
	c.group("hotspots")
	drawHotspots(c, s.Hotspots, v)

	tracks := layTracks(s.Planned, v)
	marks := placeMarks(s.Planned, v)
	c.group("routes")
	drawTracks(c, tracks, marks)
	c.group("labels")
	drawLabels(c, s, v, tracks, marks)
	c.group("stops")
	drawMarks(c, marks)
	c.group("frame")
	drawFrame(c, s, v)
	c.group("legend")
	drawPanel(c, s)
}

// clipped is the part of the page on which the map may draw: a little more than its
// frame, so that cut edges stay hidden under the margin.
func (v view) clipped() orb.Bound { return v.box.Pad(12) }
