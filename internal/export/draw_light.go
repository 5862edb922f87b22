package export

import (
	"image/color"
	"io"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// DrawLight draws the lighting at a moment: streets by the class that their light is
// equivalent to, unknown ones hollow and never dark, and the lamps. Exposures are those of
// the scene's segments, in any order. Faults are as in Map.
func DrawLight(w io.Writer, format Format, s Scene, exposures []overlay.Exposure, at overlay.Moment) error {
	return drawPoster(w, format, s, func(v view) (poster, error) { return lightPoster(s, v, exposures, at), nil })
}

// lightColours run from dark to light in print without colour too, and are told apart with
// every common form of colour vision (after the ramp viridis of van der Walt and Smith,
// 2015).
var lightColours = map[light.Class]color.NRGBA{
	light.Below: rgb(0x1C0730), light.P6: rgb(0x4A3A91), light.P5: rgb(0x35709F), light.P4: rgb(0x1F9E89),
	light.P3: rgb(0x5CC863), light.P2: rgb(0xB5DE2B), light.P1: rgb(0xFDE93A),
}

// lightClasses are the classes as the legend lists them.
var lightClasses = []light.Class{light.Below, light.P6, light.P5, light.P4, light.P3, light.P2, light.P1}

var lampEdge = rgb(0x3A3320)

// lightRibbon is how a street of a class is drawn. The darkest lies uppermost: that is what
// one looks for.
func lightRibbon(c light.Class, byTag bool) ribbon {
	if c == light.ClassUnknown {
		return unknownRibbon
	}
	r := ribbon{
		rank: 2 * (1 + int(light.P1) - int(c)), thick: c == light.Below, fill: look{Stroke: lightColours[c]},
		edge: look{Stroke: blend(lightColours[c], lightColours[light.Below], 0.55), Width: 0.9},
	}
	if byTag {
		r.rank++
		r.core = look{Stroke: paper, Width: 0.34, Dash: []float64{0.1, 6}}
	}
	return r
}

func lightPoster(s Scene, v view, exposures []overlay.Exposure, at overlay.Moment) poster {
	records := recordsOf(exposures, at)
	of := func(segment street.Segment) ribbon {
		l := records[segment.ID].Light
		if l.Known() < mostlyKnown {
			return unknownRibbon
		}
		return lightRibbon(l.Class, l.ByTag > l.ByLamps)
	}
	when := at.At.In(s.Municipality.Location())
	p := poster{
		title: lang.T("Belysning", "Lighting"), line: of,
		below: []lang.Text{{SV: day(when, lang.SV) + ", kl. " + clock(when, lang.SV), EN: day(when, lang.EN) + ", " + clock(when, lang.EN)}},
		bars:  lightBars(s, records),
		over: func(c canvas) {
			drawSpots(c, s, v)
			drawLampsAt(c, s.Overlays, v, at)
		},
		notes: []lang.Text{lightNote(at), lightReading},
	}
	streets := hotspot.NewStreets(s.Segments, exposures)
	p.spots, p.share = lang.T("Andel mörkt, kl. 18–06", "Share dark, 18–06"), func(i int) lang.Text {
		around := streets.Around(s.Hotspots[i].Shape)
		return shareText(around.Dark, around.LightKnown)
	}
	p.signs = append(lampSigns(s, at), sign{lightRibbon(light.P4, true).drawSign, lang.T("bara känt av kartans uppgift", "known only by what the map says")})
	p.signs = append(append(p.signs, spotSign(s)...), groundSigns(s)...)
	return p
}

var lightReading = lang.T(
	"Klasserna motsvarar EN 13201-2 längs gatans mittlinje (medel/minst i lux: P1 15/3, P2 10/2, P3 7,5/1,5, P4 5/1, P5 3/0,6, P6 2/0,4); de är inget bevis enligt standarden. Gator där mindre än halva ljuset är känt ritas som okända: okänt är inte mörkt.",
	"The classes are equivalent to EN 13201-2 along the centre line (mean/least in lux: P1 15/3, P2 10/2, P3 7.5/1.5, P4 5/1, P5 3/0.6, P6 2/0.4); they are no proof by the standard. Streets where less than half of the light is known are drawn as unknown: unknown is not dark.")

// recordsOf are the records of a moment by segment.
func recordsOf(exposures []overlay.Exposure, at overlay.Moment) map[int64]overlay.Record {
	records := make(map[int64]overlay.Record, len(exposures))
	for _, e := range exposures {
		records[e.Segment] = e.At(at)
	}
	return records
}

// lightBars sum up the streets by class; the unknown part of a street counts as unknown.
func lightBars(s Scene, records map[int64]overlay.Record) []bar {
	metres := map[light.Class]float64{}
	for _, segment := range s.Segments {
		l := records[segment.ID].Light
		metres[l.Class] += segment.LengthM * l.Known()
		metres[light.ClassUnknown] += segment.LengthM * (1 - l.Known())
	}
	bars := make([]bar, 0, len(lightClasses)+1)
	for _, c := range lightClasses {
		bars = append(bars, bar{lightRibbon(c, false), c.Name(), metres[c]})
	}
	return append(bars, bar{unknownRibbon, lang.T("okänt", "unknown"), metres[light.ClassUnknown]})
}

// lamplight is what a lamp does at a moment of the night.
type lamplight int

const (
	burning lamplight = iota
	dimmed
	out
	broken
)

func lamplightOf(o overlay.Object, at overlay.Moment) lamplight {
	level := o.Props.Level(at.Clock)
	switch {
	case o.Props.Status == overlay.Broken:
		return broken
	case level <= 0:
		return out
	case level < 1:
		return dimmed
	}
	return burning
}

// drawLampsAt draws the lamps by what they do at a moment, broken ones above all.
func drawLampsAt(c canvas, objects []overlay.Object, v view, at overlay.Moment) {
	var lamps [broken + 1]path
	r := min(2.8, max(1.5, 2.4*v.perM))
	for _, o := range objects {
		p, ok := pointOf(o.Geometry)
		if o.Kind == overlay.Lamp && ok && v.sees(v.at(p)) {
			k := lamplightOf(o, at)
			lampForm(&lamps[k], k, v.at(p), r)
		}
	}
	for k, p := range lamps {
		drawLampForms(c, lamplight(k), p, r)
	}
}

func lampForm(p *path, k lamplight, at orb.Point, r float64) {
	if k == broken {
		cross(p, at, max(3.6, 1.7*r))
		return
	}
	p.circle(at, r)
}

func drawLampForms(c canvas, k lamplight, p path, r float64) {
	switch k {
	case burning:
		c.draw(p, look{Fill: rgb(0xFFF3A3), Stroke: lampEdge, Width: 0.35 * r})
	case dimmed:
		c.draw(p, look{Fill: rgb(0xB9A24C), Stroke: lampEdge, Width: 0.35 * r})
	case out:
		c.draw(p, look{Fill: paper, Stroke: lampEdge, Width: 0.5 * r})
	case broken:
		c.draw(p, look{Stroke: paper, Width: 4.6})
		c.draw(p, look{Stroke: brokenInk, Width: 2.2})
	}
}

func lampSigns(s Scene, at overlay.Moment) []sign {
	var has [broken + 1]bool
	for _, o := range s.Overlays {
		if o.Kind == overlay.Lamp {
			has[lamplightOf(o, at)] = true
		}
	}
	words := [...]lang.Text{
		lang.T("lampa", "lamp"), lang.T("dimmad vid denna tid", "dimmed at this time"),
		lang.T("släckt vid denna tid", "out at this time"), lang.T("trasig lampa", "broken lamp"),
	}
	var signs []sign
	for k, is := range has {
		if is {
			signs = append(signs, sign{func(c canvas, at orb.Point) {
				var p path
				lampForm(&p, lamplight(k), at, 3.6)
				drawLampForms(c, lamplight(k), p, 3.6)
			}, words[k]})
		}
	}
	return signs
}
