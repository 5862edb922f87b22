package light_test

import (
	"math"
	"testing"

	"tryggled/internal/overlay/light"
)

// one is a lamp at the origin, with a maintenance factor of 0.8.
func one(height, lumens float64, o light.Optic) light.Lamps {
	return with(light.Lamps{}, 0, 0, height, lumens, o)
}

// at is the light of some lamps at points.
func at(t *testing.T, l light.Lamps, level []float64, points ...light.Point) []light.Lux {
	t.Helper()
	out := make([]light.Lux, len(points))
	field(t, l, 1).Sum(points, level, out)
	return out
}

// near reports whether two values agree to a share of the greater; zero only with zero.
func near(got, want, share float64) bool {
	return math.Abs(got-want) <= share*max(math.Abs(got), math.Abs(want))
}

func TestIntensity(t *testing.T) {
	// Even 5000/2π, Lambert 5000/π·cosγ, Globe 5000/4π.
	for name, c := range map[string]struct {
		optic     light.Optic
		cos, want float64
	}{
		"even down":        {light.Even, 1, 795.7747},
		"even aslant":      {light.Even, 0.6, 795.7747},
		"even level":       {light.Even, 0, 795.7747},
		"even upwards":     {light.Even, -0.1, 0},
		"Lambert down":     {light.Lambert, 1, 1591.5494},
		"Lambert aslant":   {light.Lambert, 0.6, 954.9297},
		"Lambert level":    {light.Lambert, 0, 0},
		"Lambert upwards":  {light.Lambert, -0.1, 0},
		"globe down":       {light.Globe, 1, 397.8874},
		"globe upwards":    {light.Globe, -1, 397.8874},
		"no optic at all":  {light.Optic(9), 1, 0},
		"no optic upwards": {light.Optic(9), -1, 0},
	} {
		if got := c.optic.Intensity(5000, c.cos); !near(got, c.want, 1e-6) {
			t.Errorf("%s: got %.4f cd, want %.4f", name, got, c.want)
		}
	}
}

// Lamps of 5,000 lm on 6 m, MF 0.8. Straight under one, d = 6 and cosγ = 1; 8 m away, d = 10
// and cosγ = 0.6, the triangle of 6, 8 and 10.
func TestHorizontal(t *testing.T) {
	two := func(o light.Optic) light.Lamps { return with(one(6, 5000, o), 16, 0, 6, 5000, o) }
	for name, c := range map[string]struct {
		lamps light.Lamps
		x     float64
		want  float64
	}{
		// 795.7747·0.8/36 = 636.6198/36
		"even, under": {one(6, 5000, light.Even), 0, 17.683883},
		// 636.6198·0.6/100
		"even, 8 m": {one(6, 5000, light.Even), 8, 3.819719},
		"even, two": {two(light.Even), 8, 7.639437},
		// 1591.5494·0.8/36 = 1273.2395/36; the other, r = 16, d² = 292: 1273.2395·36/292²
		"Lambert, under":     {one(6, 5000, light.Lambert), 0, 35.367765},
		"Lambert, under two": {two(light.Lambert), 0, 35.905347},
		// 1273.2395·0.6·0.6/100
		"Lambert, 8 m": {one(6, 5000, light.Lambert), 8, 4.583662},
		"Lambert, two": {two(light.Lambert), 8, 9.167325},
		// half of even
		"globe, under": {one(6, 5000, light.Globe), 0, 8.841941},
		"globe, 8 m":   {one(6, 5000, light.Globe), 8, 1.909859},
		"globe, two":   {two(light.Globe), 8, 3.819719},
		// 636.6198·6/(1600+36)^1.5 = 3819.7186/66171.83
		"even, at the reach":     {one(6, 5000, light.Even), 40, 0.057724},
		"even, beyond the reach": {one(6, 5000, light.Even), 40.001, 0},
		"a lamp that is off":     {one(6, 0, light.Even), 0, 0},
		"no lamps":               {light.Lamps{}, 0, 0},
	} {
		if got := at(t, c.lamps, nil, light.Point{X: c.x, EastH: 1})[0].E; !near(got, c.want, 1e-6) {
			t.Errorf("%s: got %.6f lx, want %.6f", name, got, c.want)
		}
	}
}

// A lamp 4.5 m above the eyes and 6 m away over ground, d² = 56.25 and sinε = 6/7.5 = 0.8:
// I·MF = 5000/(2π)·0.8 = 636.6198 cd, so that I·MF·sinε/(π·d²) = 2.882025 lx, and that
// times 1 + cosα.
func TestSemiCylindrical(t *testing.T) {
	lamp := one(6, 5000, light.Even)
	for name, c := range map[string]struct {
		lamps light.Lamps
		point light.Point
		want  float64
	}{
		"the lamp abeam: cosα = 0": {lamp, light.Point{X: 6, NorthH: 1}, 2.882025},
		// The way to the lamp is west; walking at 60° to it, one way has cosα = 0.5 and the
		// other −0.5, and the lesser counts.
		"at 60 degrees":     {lamp, light.Point{X: 6, EastH: -0.5, NorthH: math.Sqrt(0.75)}, 1.441012},
		"the same, turned":  {lamp, light.Point{X: 6, EastH: 0.5, NorthH: -math.Sqrt(0.75)}, 1.441012},
		"away from it":      {lamp, light.Point{X: 6, EastH: 1}, 0},
		"direction unknown": {lamp, light.Point{X: 6}, 2.882025},
		"direction no number": {
			lamp, light.Point{X: 6, EastH: math.NaN(), NorthH: math.Inf(1)}, 0,
		},
		// A lamp ahead and its like behind: 1 + 1 = 2 from one of them, whichever way.
		"one ahead, one behind": {
			with(lamp, 12, 0, 6, 5000, light.Even), light.Point{X: 6, EastH: 1}, 5.764050,
		},
		// Lambert: twice the intensity, times cosε = 4.5/7.5 = 0.6.
		"Lambert abeam":    {one(6, 5000, light.Lambert), light.Point{X: 6, NorthH: 1}, 3.458430},
		"globe abeam":      {one(6, 5000, light.Globe), light.Point{X: 6, NorthH: 1}, 1.441012},
		"straight above":   {lamp, light.Point{EastH: 1}, 0},
		"at the eyes":      {one(1.5, 5000, light.Globe), light.Point{X: 3, NorthH: 1}, 0},
		"on the eyes":      {one(1.5, 5000, light.Globe), light.Point{NorthH: 1}, 0},
		"a bollard":        {one(0.9, 500, light.Even), light.Point{X: 1, NorthH: 1}, 0},
		"a bollard's flat": {one(0.9, 500, light.Lambert), light.Point{X: 1, NorthH: 1}, 0},
	} {
		if got := at(t, c.lamps, nil, c.point)[0].Semi; !near(got, c.want, 1e-6) {
			t.Errorf("%s: got %.6f lx, want %.6f", name, got, c.want)
		}
	}
}

// The form with no pole gives what the standard's own form does.
func TestSemiCylindricalByTheStandard(t *testing.T) {
	for _, height := range []float64{2, 4, 6, 12} {
		for _, r := range []float64{0.5, 3, 10, 39} {
			for _, deg := range []float64{0, 30, 90, 135} {
				alpha, epsilon := deg*math.Pi/180, math.Atan2(r, height-1.5)
				form := func(alpha float64) float64 {
					return 5000 / (2 * math.Pi) * 0.8 * (1 + math.Cos(alpha)) *
						math.Pow(math.Cos(epsilon), 2) * math.Sin(epsilon) / (math.Pi * math.Pow(height-1.5, 2))
				}
				want := min(form(alpha), form(math.Pi-alpha))
				// The lamp is west of the point.
				p := light.Point{X: r, EastH: -math.Cos(alpha), NorthH: math.Sin(alpha)}
				got := at(t, one(height, 5000, light.Even), nil, p)[0].Semi
				if math.Abs(got-want) > 1e-12 {
					t.Errorf("H %v m, r %v m, α %v°: got %v lx, want %v", height, r, deg, got, want)
				}
			}
		}
	}
}

// The first lamp gives 17.683883 lx straight under it, the second, 8 m away, 3.819719.
func TestLevels(t *testing.T) {
	lamps := with(one(6, 5000, light.Even), 8, 0, 6, 5000, light.Even)
	for name, c := range map[string]struct {
		level []float64
		want  float64
	}{
		"all":                  {nil, 21.503602},
		"full":                 {[]float64{1, 1}, 21.503602},
		"one out":              {[]float64{0, 1}, 3.819719},
		"one at half":          {[]float64{0.5, 1}, 12.661660},
		"both at half":         {[]float64{0.5, 0.5}, 10.751801},
		"all out":              {[]float64{0, 0}, 0},
		"more than full":       {[]float64{7, 0}, 17.683883},
		"less than out":        {[]float64{-1, 1}, 3.819719},
		"not a number":         {[]float64{math.NaN(), 1}, 3.819719},
		"more than any number": {[]float64{math.Inf(1), 0}, 17.683883},
	} {
		if got := at(t, lamps, c.level, light.Point{})[0].E; !near(got, c.want, 1e-6) {
			t.Errorf("%s: got %.6f lx, want %.6f", name, got, c.want)
		}
	}
}
