package terrain_test

import (
	"math"
	"strings"
	"testing"

	"tryggled/internal/hotspot/terrain"
	"tryggled/internal/lang"
)

// Where nearly all street is out of sight of a camera, what the few metres within sight go
// with says nothing of a street without cameras against one with them.
func TestTooOneSidedIsNotEstimated(t *testing.T) {
	s := simulate(300)
	counts := s.counts(math.Log(2), 0, 0)
	for name, c := range map[string]struct {
		seen, share float64 // segments within sight, and how much of each
		want        string  // empty: estimated
	}{
		"a little of a few":   {12, 0.3, "at least half of the street is affected on 300 street segments, less on 0;"},
		"nine segments":       {9, 1, "on 291 street segments, less on 9; it takes at least 10 of each and 1% of the known street length."},
		"all of ten":          {10, 1, ""},
		"a little everywhere": {300, 0.4, "on 300 street segments, less on 0;"},
	} {
		camera := terrain.Exposure{Name: "no_camera", Title: lang.T("ingen kamera", "no camera"), Known: s.everythingYes}
		for i := range s.lengthM {
			seen := 0.0
			if i < int(c.seen) {
				seen = c.share * (1 - s.dark[i]/10)
			}
			camera.Share = append(camera.Share, 1-seen)
		}
		got := of(t, s.lengthM, counts, s.exposures()[0], camera).Factors[1]
		if got.Estimated != (c.want == "") || !strings.Contains(got.Text.EN, c.want) {
			t.Errorf("%s: got estimated %v, %q, want %q", name, got.Estimated, got.Text.EN, c.want)
		}
	}
	short := make([]float64, len(s.lengthM)) // ten segments, but of next to no length
	for i := range short {
		short[i] = s.lengthM[i]
		if i < 10 {
			short[i] = 1
		}
	}
	camera := terrain.Exposure{Name: "no_camera", Known: s.everythingYes, Share: make([]float64, len(short))}
	for i := range camera.Share {
		camera.Share[i] = min(1, float64(i/10))
	}
	if got := of(t, short, counts, s.exposures()[0], camera).Factors[1]; got.Estimated {
		t.Errorf("got an estimate from 10 m of street: %q", got.Text.EN)
	}
}

// A value is never said to be 0, nor an interval that leaves 1 out to reach it, and the note
// says once what such values are not.
func TestRisksAreReadable(t *testing.T) {
	s := simulate(400)
	for _, beta := range []float64{-9, -3, -0.06, 0, 0.06, 9} {
		got := of(t, s.lengthM, s.counts(beta, 0, 0), s.exposures()...)
		for _, f := range got.Factors {
			for _, zero := range []string{" 0.00 ", "0.00–", "–0.00", " 0.0 ", "0.0–", " 0 times"} {
				if strings.Contains(f.Text.EN, zero) {
					t.Errorf("%v: got %q", beta, f.Text.EN)
				}
			}
			if certain := f.Low > 1 || f.High < 1; certain && (strings.Contains(f.Text.EN, "–1.0)") || strings.Contains(f.Text.EN, "–1.00)") || strings.Contains(f.Text.EN, "interval 1.0–")) {
				t.Errorf("%v–%v: got %q", f.Low, f.High, f.Text.EN)
			}
		}
		if strings.Count(got.Note.SV, "samband, inte orsak") != 1 || strings.Count(got.Note.EN, "an association, not a cause") != 1 {
			t.Errorf("got the note %q, %q", got.Note.SV, got.Note.EN)
		}
	}
}
