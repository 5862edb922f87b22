package export_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// colours that a picture of the sample must hold, and at least how many pixels of each.
var colours = map[string]struct {
	at     color.RGBA
	pixels int
}{
	"team 1":        {color.RGBA{0x00, 0x72, 0xB2, 255}, 2000},
	"team 2":        {color.RGBA{0xD5, 0x5E, 0x00, 255}, 2000},
	"team 3":        {color.RGBA{0x00, 0x7F, 0x5C, 255}, 2000},
	"exercise mark": {color.RGBA{0xFF, 0xD8, 0x4D, 255}, 5000},
	"water":         {color.RGBA{0xCF, 0xE2, 0xEE, 255}, 20000},
	"buildings":     {color.RGBA{0xE5, 0xE0, 0xD7, 255}, 20000},
	"first place":   {color.RGBA{0x5E, 0x0F, 0x75, 255}, 200},
}

func checkPicture(t *testing.T, picture image.Image) {
	t.Helper()
	if got, want := picture.Bounds().Size(), image.Pt(1600, 1200); got != want {
		t.Fatalf("the picture is %v, want %v", got, want)
	}
	found := map[color.RGBA]int{}
	for y := range 1200 {
		for x := range 1600 {
			r, g, b, a := picture.At(x, y).RGBA()
			found[color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}]++
		}
	}
	for name, want := range colours {
		if found[want.at] < want.pixels {
			t.Errorf("%s: %d pixels of %v, want at least %d", name, found[want.at], want.at, want.pixels)
		}
	}
}

func drawn(t *testing.T, s export.Scene) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := export.Map(&b, export.PNG, s); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestPNG(t *testing.T) {
	checkPicture(t, drawn(t, exporttest.Scene()))
}

// Real data carries no mark of exercise.
func TestRealDataHasNoExerciseMark(t *testing.T) {
	s := exporttest.Scene()
	s.Municipality.Exercise = false
	picture := drawn(t, s)
	for y := range 100 {
		for x := range 600 {
			if r, g, b, _ := picture.At(x, y).RGBA(); r>>8 == 0xFF && g>>8 == 0xD8 && b>>8 == 0x4D {
				t.Fatalf("the mark of exercise data at %d,%d", x, y)
			}
		}
	}
}

func TestMapRefuses(t *testing.T) {
	wide, empty := exporttest.Scene(), export.Scene{Municipality: exporttest.Municipality()}
	wide.WidthPx = 100_000
	tests := []struct {
		name   string
		scene  export.Scene
		format export.Format
		want   fault.Kind
	}{
		{"format", exporttest.Scene(), "gif", fault.Invalid},
		{"width", wide, export.PNG, fault.Invalid},
		{"nothing", empty, export.PNG, fault.NotFound},
	}
	for _, test := range tests {
		var b bytes.Buffer
		if err := export.Map(&b, test.format, test.scene); !fault.Is(err, test.want) || b.Len() > 0 {
			t.Errorf("%s: %v after %d bytes, want kind %d and nothing written", test.name, err, b.Len(), test.want)
		}
	}
}

func TestMapWidth(t *testing.T) {
	s := exporttest.Scene()
	s.WidthPx, s.Lang = 800, lang.EN
	if got, want := drawn(t, s).Bounds().Size(), image.Pt(800, 600); got != want {
		t.Errorf("the picture is %v, want %v", got, want)
	}
}

// What there is nothing else of is enough for a picture.
func TestMapOfLittle(t *testing.T) {
	full := exporttest.Scene()
	bare := export.Scene{Municipality: full.Municipality, Lang: lang.SV}
	for name, change := range map[string]func(*export.Scene){
		"areas":    func(s *export.Scene) { s.Areas = full.Areas },
		"streets":  func(s *export.Scene) { s.Segments = full.Segments },
		"overlays": func(s *export.Scene) { s.Overlays = full.Overlays },
		"hotspots": func(s *export.Scene) { s.Hotspots = full.Hotspots },
		"plan":     func(s *export.Scene) { s.Planned = full.Planned },
		"a point":  func(s *export.Scene) { s.Hotspots = []hotspot.Hotspot{{Rank: 1, Centre: full.Hotspots[0].Centre}} },
		"an area without shape": func(s *export.Scene) {
			s.Areas, s.Segments = []municipality.Area{{Slug: "x", Name: lang.Same("X")}}, full.Segments[:1]
		},
	} {
		s := bare
		change(&s)
		for _, format := range []export.Format{export.SVG, export.PNG} {
			var b bytes.Buffer
			if err := export.Map(&b, format, s); err != nil || b.Len() < 5000 {
				t.Errorf("%s as %s: %v, %d bytes", name, format, err, b.Len())
			}
		}
	}
}

func BenchmarkMap(b *testing.B) {
	s := exporttest.Scene()
	for _, format := range []export.Format{export.PNG, export.SVG} {
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if err := export.Map(&out, format, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
