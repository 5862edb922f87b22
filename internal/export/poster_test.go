package export_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb/geojson"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
)

// posters are the pictures of the overlays of a scene.
func posters(exposures []overlay.Exposure, at overlay.Moment) map[string]func(io.Writer, export.Format, export.Scene) error {
	return map[string]func(io.Writer, export.Format, export.Scene) error{
		"light": func(w io.Writer, f export.Format, s export.Scene) error {
			return export.DrawLight(w, f, s, exposures, at)
		},
		"green": func(w io.Writer, f export.Format, s export.Scene) error {
			return export.DrawVegetation(w, f, s, exposures, at)
		},
		"cameras": func(w io.Writer, f export.Format, s export.Scene) error {
			return export.DrawCameras(w, f, s, exposures)
		},
	}
}

func hotScene() export.Scene {
	s := exporttest.Scene()
	s.Planned = nil
	return s
}

func pixels(t *testing.T, draw func(io.Writer, export.Format, export.Scene) error, s export.Scene) map[color.RGBA]int {
	t.Helper()
	var b bytes.Buffer
	s.WidthPx = 800
	if err := draw(&b, export.PNG, s); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	found := map[color.RGBA]int{}
	box := picture.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X*3/4; x++ { // the map without its column
			found[rgba(picture, x, y)]++
		}
	}
	return found
}

func rgba(picture image.Image, x, y int) color.RGBA {
	r, g, b, a := picture.At(x, y).RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}
}

var below = color.RGBA{0x1C, 0x07, 0x30, 255} // of a street that is darker than P6

// Streets of which nothing is known are never drawn as dark.
func TestUnknownIsNotDrawnDark(t *testing.T) {
	s := hotScene()
	s.Overlays, s.Hotspots = nil, nil
	at := exporttest.Evening()
	unknown := make([]overlay.Exposure, len(s.Segments))
	dark := make([]overlay.Exposure, len(s.Segments))
	for i, segment := range s.Segments {
		unknown[i] = overlay.Exposure{Segment: segment.ID, Light: []overlay.Lit{{}}}
		dark[i] = overlay.Exposure{Segment: segment.ID, Light: []overlay.Lit{{Class: light.Below, Dark: 1, ByLamps: 1}}}
	}
	if got := pixels(t, posters(unknown, at)["light"], s)[below]; got > 0 {
		t.Errorf("%d pixels of unknown streets are dark", got)
	}
	if got := pixels(t, posters(nil, at)["light"], s)[below]; got > 0 {
		t.Errorf("%d pixels of streets without an exposure are dark", got)
	}
	if got := pixels(t, posters(dark, at)["light"], s)[below]; got < 5000 {
		t.Errorf("%d pixels of dark streets, want most of the mesh", got)
	}
}

// The picture says in words what it shows, in the language asked for, and carries the mark
// of exercise data.
func TestPostersSayWhatTheyShow(t *testing.T) {
	exposures, at := exporttest.Exposures(), exporttest.Evening()
	words := map[string][2]string{
		"light": {"Belysning", "Lighting"}, "green": {"Växtlighet och sikt", "Greenery and sight"}, "cameras": {"Kameror", "Cameras"},
	}
	for name, draw := range posters(exposures, at) {
		for i, l := range []lang.Lang{lang.SV, lang.EN} {
			s := hotScene()
			s.Lang = l
			path := saved(t, name+".svg", func(w io.Writer) error { return draw(w, export.SVG, s) })
			run(t, "xmllint", "--noout", path)
			wants(t, run(t, "xmllint", "--xpath", "string(//*[local-name()='desc'])", path), words[name][i], []string{"ÖVNINGSDATA", "EXERCISE DATA"}[i])
			run(t, "rsvg-convert", "-o", filepath.Join(t.TempDir(), "x.png"), path)
		}
	}
}

func TestPostersRefuse(t *testing.T) {
	for name, draw := range posters(exporttest.Exposures(), exporttest.Evening()) {
		var b bytes.Buffer
		if err := draw(&b, "gif", hotScene()); !fault.Is(err, fault.Invalid) || b.Len() > 0 {
			t.Errorf("%s as gif: %v after %d bytes", name, err, b.Len())
		}
		if err := draw(&b, export.SVG, export.Scene{Municipality: exporttest.Municipality()}); !fault.Is(err, fault.NotFound) || b.Len() > 0 {
			t.Errorf("%s of nothing: %v after %d bytes", name, err, b.Len())
		}
	}
}

// The same bytes each time, in both formats, and what there is little of is no fault.
func TestPostersAreTheSameEachTime(t *testing.T) {
	exposures, at := exporttest.Exposures(), exporttest.Evening()
	bare := hotScene()
	bare.Overlays, bare.Areas, bare.Hotspots = nil, nil, nil
	for name, draw := range posters(exposures, at) {
		for _, format := range []export.Format{export.SVG, export.PNG} {
			for i, s := range []export.Scene{hotScene(), bare} {
				s.WidthPx = 800
				t.Run(fmt.Sprint(name, format, i), func(t *testing.T) {
					written(t, func(w io.Writer) error { return draw(w, format, s) })
				})
			}
		}
	}
}

// grey is how light a colour is in a grey print (ITU-R BT.601).
func grey(c color.RGBA) float64 {
	return 0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)
}

// deuteranope is how a colour looks to an eye without green cones (Viénot, Brettel and
// Mollon, 1999), in linear light.
func deuteranope(c color.RGBA) [3]float64 {
	lin := func(v uint8) float64 { return math.Pow(float64(v)/255, 2.2) }
	r, g, b := lin(c.R), lin(c.G), lin(c.B)
	l := 17.8824*r + 43.5161*g + 4.11935*b
	s := 0.0299566*r + 0.184309*g + 1.46709*b
	m := 0.494207*l + 1.24827*s
	return [3]float64{0.0809444479*l - 0.130504409*m + 0.116721066*s, -0.0102485335*l + 0.0540193266*m - 0.113614708*s, -0.000365296938*l - 0.00412161469*m + 0.693511405*s}
}

// The classes are told apart in grey print, in their order, and by an eye that lacks green.
func TestClassesAreToldApart(t *testing.T) {
	s := hotScene()
	s.Overlays, s.Hotspots = nil, nil
	var last color.RGBA
	for class := light.Below; class <= light.P1; class++ {
		exposures := make([]overlay.Exposure, len(s.Segments))
		for i, segment := range s.Segments {
			exposures[i] = overlay.Exposure{Segment: segment.ID, Light: []overlay.Lit{{Class: class, ByLamps: 1}}}
		}
		var most color.RGBA
		found := pixels(t, posters(exposures, exporttest.Evening())["light"], s)
		for c, n := range found {
			saturated := max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > 35
			if saturated && (n > found[most] || n == found[most] && grey(c) < grey(most)) && c != (color.RGBA{0xFF, 0xD8, 0x4D, 255}) {
				most = c
			}
		}
		if class > light.Below {
			if grey(most) < grey(last)+12 {
				t.Errorf("%s is %.0f in grey, %s before it %.0f", class, grey(most), class-1, grey(last))
			}
			a, b := deuteranope(most), deuteranope(last)
			if d := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2]); d < 0.05 {
				t.Errorf("%s and %s are %.3f apart to an eye without green cones", class, class-1, d)
			}
		}
		last = most
	}
}

func TestExposureGeoJSON(t *testing.T) {
	s, at := exporttest.Scene(), exporttest.Evening()
	var records []overlay.Record
	for _, e := range exporttest.Exposures()[:3] {
		records = append(records, e.At(at))
	}
	records = append(records, overlay.Record{Segment: 4, Moment: at}) // of which nothing is known
	var b bytes.Buffer
	if err := export.ExposureGeoJSON(&b, s.Municipality, s.Segments, records, at, at.At.Add(72*time.Hour), "/next", lang.EN); err != nil {
		t.Fatal(err)
	}
	wants(t, b.String(), `"night":true`, `"next":"/next"`, `"at":"2026-11-20T20:00:00+01:00"`, `"created_at":"2026-11-23T19:00:00Z"`, `"leaf_on":false`, "Dark outside")
	all, err := geojson.UnmarshalFeatureCollection(b.Bytes())
	if err != nil || len(all.Features) != 4 {
		t.Fatalf("%d features, %v", len(all.Features), err)
	}
	lit, none := all.Features[0].Properties, all.Features[3].Properties
	if lit["lux_mean"] == nil || lit["class"] == "unknown" || lit["exercise"] != true || !strings.Contains(fmt.Sprint(lit["sources"]), "lamps") {
		t.Errorf("a lit street: %v", lit)
	}
	for _, name := range []string{"lux_mean", "dark", "concealed", "ahead_m", "escape_ways", "camera_detect"} {
		if v, ok := none[name]; ok {
			t.Errorf("%s is %v where nothing is known", name, v)
		}
	}
	if none["class"] != "unknown" || none["light_known"] != 0.0 {
		t.Errorf("a street of which nothing is known: %v", none)
	}
	if err := export.ExposureGeoJSON(&b, s.Municipality, nil, records, at, at.At, "", lang.SV); err == nil {
		t.Error("records without their segments are written")
	}
}

func BenchmarkPosters(b *testing.B) {
	s := hotScene()
	for name, draw := range posters(exporttest.Exposures(), exporttest.Evening()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := draw(io.Discard, export.PNG, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
