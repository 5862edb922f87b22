package light_test

import (
	"math"
	"testing"

	"tryggled/internal/overlay/light"
)

// The flux that reaches the ground within the reach is the flux that leaves the lamp within
// the cone over it: with γ its half angle, for even light Φ·(1−cosγ)·MF, by Lambert's
// law Φ·sin²γ·MF, and half of the even for a globe. The illuminance is integrated
// over squares of 25 cm.
func TestFluxIsKept(t *testing.T) {
	const step, lumens, mf = 0.25, 5000.0, 0.8
	for _, height := range []float64{3, 6, 12} {
		gamma := math.Atan(light.ReachM / height)
		for optic, want := range map[light.Optic]float64{
			light.Even:    lumens * (1 - math.Cos(gamma)) * mf,
			light.Lambert: lumens * math.Pow(math.Sin(gamma), 2) * mf,
			light.Globe:   lumens * (1 - math.Cos(gamma)) * mf / 2,
		} {
			var plane []light.Point
			for x := -light.ReachM + step/2; x < light.ReachM; x += step {
				for y := -light.ReachM + step/2; y < light.ReachM; y += step {
					plane = append(plane, light.Point{X: x, Y: y, EastH: 1})
				}
			}
			var got float64
			for _, lux := range at(t, one(height, lumens, optic), nil, plane...) {
				got += lux.E * step * step
			}
			if !near(got, want, 1e-4) {
				t.Errorf("optic %d at %v m: got %.1f lm on the ground, want %.1f", optic, height, got, want)
			}
		}
	}
}

// meanAlong is the mean over ten spans of a long row of lamps 30 m apart and 6 m high, over
// the path, looked at every so many metres from a phase on.
func meanAlong(t *testing.T, step, phase float64) float64 {
	t.Helper()
	var row light.Lamps
	for x := -60.0; x <= 360; x += 30 {
		row = with(row, x, 0, 6, 5000, light.Even)
	}
	var path []light.Point
	for d := phase; d < phase+300-step/2; d += step {
		path = append(path, light.Point{X: d, EastH: 1})
	}
	return light.Summarise(at(t, row, nil, path...)).Mean
}

// Steps of 3 m see a row of lamps as it is, whatever place they start from; steps of 10 m are
// in time with the lamps, and what they see is decided by where they start.
func TestStepsOf3mDoNotAlias(t *testing.T) {
	fine := meanAlong(t, 0.05, 0)
	coarse := []float64{math.Inf(1), math.Inf(-1)}
	for phase := 0.0; phase < 10; phase += 0.5 {
		if got := meanAlong(t, 3, phase); !near(got, fine, 0.01) {
			t.Errorf("every 3 m from %v m: got a mean of %.3f lx, want %.3f within 1 %%", phase, got, fine)
		}
		got := meanAlong(t, 10, phase)
		coarse[0], coarse[1] = min(coarse[0], got), max(coarse[1], got)
	}
	t.Logf("mean %.2f lx; every 10 m %.2f to %.2f", fine, coarse[0], coarse[1])
	if coarse[0] > 0.9*fine || coarse[1] < 1.1*fine {
		t.Errorf("every 10 m: got means of %.2f to %.2f lx by where they start, want them over 10 %% off %.2f both ways", coarse[0], coarse[1], fine)
	}
}
