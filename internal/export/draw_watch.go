package export

import (
	"fmt"
	"image/color"
	"io"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
	cameraview "tryggled/internal/overlay/view"
	"tryggled/internal/street"
)

// DrawCameras draws what cameras see of the ground, band by band, minus what buildings
// hide; hatched what those of unknown direction may see; where views overlap; and which of
// the scene's hotspots hardly any camera sees. Exposures are those of the scene's segments,
// in any order. Faults are as in Map.
func DrawCameras(w io.Writer, format Format, s Scene, exposures []overlay.Exposure) error {
	return drawPoster(w, format, s, func(v view) (poster, error) { return cameraPoster(s, v, exposures) })
}

// bandColours run from pale to dark blue: the better one sees, the darker.
var (
	bandColours = [cameraview.Bands]color.NRGBA{rgb(0xBFDDF3), rgb(0x74B3E3), rgb(0x2A7AC0), rgb(0x0A2F66)}
	possibleInk = rgb(0x5B6B82)
	overlapInk  = rgb(0x0A2F66)
	blindInk    = rgb(0xC2410C)
)

// watching is a camera as it is drawn.
type watching struct {
	at       orb.Point // metric
	sure     bool      // its direction is known
	inside   bool      // sees no street
	proposed bool
	bands    []orb.MultiPolygon // metric, from detect on; of one that is not sure, all that it may see
}

// watchingOf works out what each camera of a scene sees.
func watchingOf(objects []overlay.Object) ([]watching, error) {
	walls, err := overlay.WallsOf(objects)
	if err != nil {
		return nil, fmt.Errorf("draw cameras: %w", err)
	}
	var all []watching
	for _, o := range objects {
		if o.Kind != overlay.Camera {
			continue
		}
		seen, err := overlay.ViewOf(o, walls)
		if err != nil {
			return nil, fmt.Errorf("draw camera %d: %w", o.ID, err)
		}
		w := watching{at: seen.At, sure: o.DirectionKnown(), inside: seen.Inside}
		for b := range cameraview.Band(cameraview.Bands) {
			ground, err := seen.Band(b)
			if err != nil {
				return nil, fmt.Errorf("draw camera %d: %w", o.ID, err)
			}
			w.bands = append(w.bands, ground)
		}
		all = append(all, w)
	}
	return all, nil
}

// watchPaths are the views of cameras on the page.
type watchPaths struct {
	bands          [cameraview.Bands]path
	hatch, outline path // what is only possible
	overlap        path
	cameras        path
	unsure         path // cameras of unknown direction
	inside         path
	proposed       path
}

func watchPathsOf(all []watching, v view) (*watchPaths, error) {
	p := &watchPaths{}
	var possible orb.MultiPolygon
	for _, w := range all {
		p.stand(w, v)
		if len(w.bands) == 0 {
			continue
		}
		if !w.sure {
			possible = append(possible, w.bands[0]...)
			continue
		}
		for b, ground := range w.bands {
			p.bands[b].polygons(v.surfaces(ground))
		}
	}
	whole, err := geo.Union(possible)
	if err != nil {
		return nil, fmt.Errorf("draw what cameras may see: %w", err)
	}
	shown := v.surfaces(whole)
	p.outline.polygons(shown)
	p.hatch = hatch(shown, math.Pi/4, 7)
	both, err := overlaps(all)
	if err != nil {
		return nil, fmt.Errorf("draw where views overlap: %w", err)
	}
	p.overlap = hatch(v.surfaces(both), -math.Pi/4, 7)
	return p, nil
}

// stand adds the sign of a camera where it hangs.
func (p *watchPaths) stand(w watching, v view) {
	at := v.at(w.at)
	if !v.sees(at) {
		return
	}
	switch {
	case w.inside:
		camera(&p.inside, at)
	case w.proposed:
		star(&p.proposed, at)
	case w.sure:
		camera(&p.cameras, at)
	default:
		camera(&p.unsure, at)
	}
}

// overlaps is the ground that two cameras or more are known to see.
func overlaps(all []watching) (orb.MultiPolygon, error) {
	var both orb.MultiPolygon
	for i, a := range all {
		for _, b := range all[:i] {
			if !a.sure || !b.sure || len(a.bands) == 0 || len(b.bands) == 0 || len(a.bands[0]) == 0 || len(b.bands[0]) == 0 ||
				!a.bands[0].Bound().Intersects(b.bands[0].Bound()) {
				continue
			}
			shared, err := geo.Intersection(a.bands[0], b.bands[0])
			if err != nil {
				return nil, err
			}
			both = append(both, shared...)
		}
	}
	return geo.Union(both)
}

// star is the sign of a proposed camera.
func star(p *path, at orb.Point) {
	const r = 6.5
	p.loop(orb.Point{at[0], at[1] - r}, orb.Point{at[0] + r, at[1]}, orb.Point{at[0], at[1] + r}, orb.Point{at[0] - r, at[1]})
}

// draw lays the views over the ground, the best band uppermost.
func (p *watchPaths) draw(c canvas) {
	drawPossible(c, p.outline, p.hatch)
	for b, band := range p.bands {
		drawBand(c, band, b)
	}
	drawOverlap(c, p.overlap)
}

func drawPossible(c canvas, outline, lines path) {
	c.draw(lines, look{Stroke: faded(possibleInk, 0.75), Width: 0.8})
	c.draw(outline, look{Stroke: possibleInk, Width: 1, Dash: []float64{4, 3.5}})
}

func drawBand(c canvas, p path, band int) {
	c.draw(p, look{Fill: faded(bandColours[band], 0.72), Stroke: blend(bandColours[band], overlapInk, 0.45), Width: 0.7})
}

func drawOverlap(c canvas, p path) { c.draw(p, look{Stroke: overlapInk, Width: 0.9}) }

// drawSigns sets the cameras above the streets.
func (p *watchPaths) drawSigns(c canvas) {
	c.draw(p.inside, look{Fill: rgb(0xB9BEC6), Stroke: inkSoft, Width: 0.9})
	c.draw(p.unsure, look{Fill: paper, Stroke: cameraInk, Width: 1.6})
	drawCameras(c, p.cameras)
	drawProposed(c, p.proposed)
}

func drawProposed(c canvas, p path) {
	c.draw(p, look{Fill: exerciseFill, Stroke: inkStrong, Width: 1.6})
}

func cameraPoster(s Scene, v view, exposures []overlay.Exposure) (poster, error) {
	all, err := watchingOf(s.Overlays)
	if err != nil {
		return poster{}, err
	}
	paths, err := watchPathsOf(all, v)
	if err != nil {
		return poster{}, err
	}
	spots := blindOf(s, exposures)
	sure := 0
	for _, w := range all {
		if w.sure {
			sure++
		}
	}
	return poster{
		title: lang.T("Kameror", "Cameras"),
		below: []lang.Text{lang.T("%s, varav %d med känd riktning", "%s, %d of them with a known direction", numbered(len(all), "kamera", "kameror", "camera", "cameras"), sure)},
		line:  func(street.Segment) ribbon { return plainRibbon },
		bars:  cameraBars(s, exposures),
		over: func(c canvas) {
			paths.draw(c)
			spots.draw(c, v)
			paths.drawSigns(c)
		},
		signs: append(append(watchSigns(paths), spots.signs()...), groundSigns(s)...),
		notes: []lang.Text{lang.T(
			"En kameras vy är marken den ser, minus det som byggnader skymmer, så långt bildpunkterna räcker: 25, 62,5, 125 och 250 per meter (EN IEC 62676-4). Där riktningen är okänd är vyn bara möjlig, aldrig täckt. Döda vinklar är prioriterade platser där kameror är kända men ser mindre än %.0f %% av gatorna.",
			"A camera's view is the ground it sees, minus what buildings hide, as far as its pixels reach: 25, 62.5, 125 and 250 to the metre (EN IEC 62676-4). Where the direction is unknown the view is only possible, never covered. Blind spots are priority places where cameras are known but see less than %.0f %% of the streets.",
			100*measure.BlindBelow)},
		spots: lang.T("Andel av gatorna som kameror ser", "Share of the streets that cameras see"),
		share: func(i int) lang.Text { return spots.shares[i] },
	}, nil
}

// plainRibbon is a street on a picture that is not about the streets.
var plainRibbon = ribbon{fill: look{Stroke: faded(paper, 0.92)}, edge: look{Stroke: streetCasing, Width: 0.9}}

// cameraBars sum up the streets by the best band that cameras see them in.
func cameraBars(s Scene, exposures []overlay.Exposure) []bar {
	shares := map[int64]overlay.CameraShare{}
	for _, e := range exposures {
		shares[e.Segment] = e.Camera
	}
	var in [cameraview.Bands]float64
	var possible, unseen, unknown float64
	for _, segment := range s.Segments {
		c := shares[segment.ID]
		known := segment.LengthM * c.Known
		atLeast := [cameraview.Bands + 1]float64{c.Detect, c.Observe, c.Recognise, c.Identify}
		for b := range in {
			in[b] += known * (atLeast[b] - atLeast[b+1])
		}
		possible += known * c.Possible
		unseen += known * max(0, 1-c.Detect-c.Possible)
		unknown += segment.LengthM * (1 - c.Known)
	}
	var bars []bar
	for b := range in {
		bars = append(bars, bar{bandRibbon(bandColours[b]), lang.T("%s", "%s", cameraview.Band(b).Name()), in[b]})
	}
	return append(bars,
		bar{ribbon{fill: look{Stroke: paper}, edge: look{Stroke: possibleInk, Width: 0.9, Dash: []float64{4, 8}}}, lang.T("kanske sedd", "perhaps seen"), possible},
		bar{plainRibbon, lang.T("sedd av ingen känd", "seen by none known"), unseen},
		bar{unknownRibbon, lang.T("okänt", "unknown"), unknown})
}

func bandRibbon(ink color.NRGBA) ribbon {
	return ribbon{fill: look{Stroke: ink}, edge: look{Stroke: blend(ink, overlapInk, 0.45), Width: 0.7}}
}

func watchSigns(p *watchPaths) []sign {
	box := func(at orb.Point) (orb.MultiPolygon, path) {
		b := area(at[0]-14, at[1]-8, at[0]+14, at[1]+8)
		var p path
		p.box(b, 0)
		return orb.MultiPolygon{b.ToPolygon()}, p
	}
	var signs []sign
	add := func(shown bool, words lang.Text, draw func(canvas, orb.Point)) {
		if shown {
			signs = append(signs, sign{draw, words})
		}
	}
	for b := range p.bands {
		add(len(p.bands[b]) > 0, lang.T("vy: %s", "view: %s", cameraview.Band(b).Name()), func(c canvas, at orb.Point) {
			_, shape := box(at)
			drawBand(c, shape, b)
		})
	}
	add(len(p.hatch) > 0, lang.T("möjlig vy, riktning okänd", "possible view, direction unknown"), func(c canvas, at orb.Point) {
		shape, outline := box(at)
		drawPossible(c, outline, hatch(shape, math.Pi/4, 7))
	})
	add(len(p.overlap) > 0, lang.T("två kameror eller fler ser", "two cameras or more see"), func(c canvas, at orb.Point) {
		shape, outline := box(at)
		drawBand(c, outline, 0)
		drawOverlap(c, hatch(shape, -math.Pi/4, 7))
	})
	for _, row := range []struct {
		of    path
		words lang.Text
		sign  func(orb.Point) *watchPaths
	}{
		{p.cameras, lang.T("kamera", "camera"), func(at orb.Point) *watchPaths { return &watchPaths{cameras: cameraAt(at)} }},
		{p.unsure, lang.T("kamera, riktning okänd", "camera, direction unknown"), func(at orb.Point) *watchPaths { return &watchPaths{unsure: cameraAt(at)} }},
		{p.inside, lang.T("kamera inomhus: ser ingen gata", "camera indoors: sees no street"), func(at orb.Point) *watchPaths { return &watchPaths{inside: cameraAt(at)} }},
		{p.proposed, lang.T("föreslagen kamera", "proposed camera"), func(at orb.Point) *watchPaths {
			var s path
			star(&s, at)
			return &watchPaths{proposed: s}
		}},
	} {
		add(len(row.of) > 0, row.words, func(c canvas, at orb.Point) { row.sign(at).drawSigns(c) })
	}
	return signs
}

func cameraAt(at orb.Point) path {
	var p path
	camera(&p, at)
	return p
}
