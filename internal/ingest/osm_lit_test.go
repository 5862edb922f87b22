package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/overlay"
)

// A lamp is out in the hours in which OSM does not say that it burns.
func TestParseLit(t *testing.T) {
	out := func(spans ...overlay.Clock) (dims []overlay.Dim) {
		for i := 0; i < len(spans); i += 2 {
			dims = append(dims, overlay.Dim{From: spans[i], To: spans[i+1]})
		}
		return dims
	}
	const h = 60
	for text, want := range map[string][]overlay.Dim{
		"dusk-23:00":                 out(23*h, 12*h), // and so through the dark morning
		"sunset-23:00;05:00-sunrise": out(23*h, 5*h),
		"Mo-Su sunset-22:30":         out(22*h+30, 12*h),
		"22:00-05:00":                out(5*h, 22*h),
		"sunset-24:00, 5-dawn":       out(0, 5*h),
		"17:00–23:00; 05:30-08:00":   out(8*h, 17*h, 23*h, 5*h+30),
		"16:00-23:00;22:00-02:00":    out(2*h, 16*h), // one into the other
		"00:00-24:00":                nil,
		"dusk-dawn":                  nil,
	} {
		lamp := lamp(map[string]string{"light:lit": text})
		if diff := cmp.Diff(lamp.Props.Dimming, want); diff != "" || len(lamp.Props.Mended) > 0 {
			t.Errorf("%s, noted %v (-got +want):\n%s", text, lamp.Props.Mended, diff)
		}
	}
	for _, text := range []string{
		"dawn-dusk", "dusk", "23:00-dusk", "-", ";", "Fr,Sa dusk-23:00", "dusk-25:00", "(sunset+01:00)-23:00", "interval", "dusk-23:00 off",
	} {
		lamp := lamp(map[string]string{"lit": text})
		if len(lamp.Props.Dimming) > 0 || cmp.Diff(lamp.Props.Mended, []string{ruleUnclear}) != "" || len(lamp.puzzles) != 1 {
			t.Errorf("%q is read as %v, noted %v and %q; want it unclear", text, lamp.Props.Dimming, lamp.Props.Mended, lamp.puzzles)
		}
	}
}
