package light_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/overlay/light"
)

func TestBadLamps(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		change func(l *light.Lamps)
		field  string
	}{
		"a shorter column":       {func(l *light.Lamps) { l.Y = nil }, ""},
		"no optics":              {func(l *light.Lamps) { l.Optic = nil }, ""},
		"east not a number":      {func(l *light.Lamps) { l.X[0] = nan }, "lamps[0].x"},
		"east in millimetres":    {func(l *light.Lamps) { l.X[0] = 585e6 }, "lamps[0].x"},
		"north without end":      {func(l *light.Lamps) { l.Y[0] = -inf }, "lamps[0].y"},
		"on the ground":          {func(l *light.Lamps) { l.HeightM[0] = 0 }, "lamps[0].height_m"},
		"under ground":           {func(l *light.Lamps) { l.HeightM[0] = -6 }, "lamps[0].height_m"},
		"in the sky":             {func(l *light.Lamps) { l.HeightM[0] = 4000 }, "lamps[0].height_m"},
		"height not a number":    {func(l *light.Lamps) { l.HeightM[0] = nan }, "lamps[0].height_m"},
		"swallows light":         {func(l *light.Lamps) { l.Lumens[0] = -1 }, "lamps[0].lumens"},
		"more light than a sun":  {func(l *light.Lamps) { l.Lumens[0] = inf }, "lamps[0].lumens"},
		"lumens not a number":    {func(l *light.Lamps) { l.Lumens[0] = nan }, "lamps[0].lumens"},
		"nothing maintained":     {func(l *light.Lamps) { l.Factor[0] = 0 }, "lamps[0].factor"},
		"brighter with age":      {func(l *light.Lamps) { l.Factor[0] = 1.1 }, "lamps[0].factor"},
		"an optic not known":     {func(l *light.Lamps) { l.Optic[0] = 3 }, "lamps[0].optic"},
		"the second of the two":  {func(l *light.Lamps) { *l = with(*l, 1, nan, 6, 5000, light.Even) }, "lamps[1].y"},
		"a factor not a number ": {func(l *light.Lamps) { l.Factor[0] = nan }, "lamps[0].factor"},
	} {
		l := one(6, 5000, light.Even)
		c.change(&l)
		f, err := light.NewField(l, 1)
		wrong, ok := errors.AsType[*fault.Error](err)
		if !ok || wrong.Kind != fault.Invalid || f != nil {
			t.Errorf("%s: got %v, %v, want it refused", name, f, err)
			continue
		}
		if c.field != "" && (len(wrong.Fields) != 1 || wrong.Fields[0].Name != c.field) {
			t.Errorf("%s: got the fields %+v, want %s", name, wrong.Fields, c.field)
		}
		if sv := wrong.Say(lang.SV); sv == wrong.Say(lang.EN) || strings.Contains(sv, "%!") {
			t.Errorf("%s: got %q in Swedish", name, sv)
		}
	}
}

func TestManyBadLampsAreNamedInPart(t *testing.T) {
	var l light.Lamps
	for range 1000 {
		l = with(l, 0, 0, 0, 5000, light.Even)
	}
	_, err := light.NewField(l, 1)
	if wrong, ok := errors.AsType[*fault.Error](err); !ok || len(wrong.Fields) != 10 {
		t.Errorf("got %v, want ten fields", err)
	}
}

// A slip in a register puts a lamp at the origin, far from the town: it is found where it
// is, and the town's light is the same.
func TestLampFarFromTheTown(t *testing.T) {
	const east, north = 585e3, 6597e3
	var l light.Lamps
	for d := 0.0; d < 3000; d += 30 {
		l = with(l, east+d, north, 6, 5000, light.Even)
	}
	points := []light.Point{{X: east + 15, Y: north, EastH: 1}, {X: east + 2990, Y: north - 3, EastH: 1}}
	want := at(t, l, nil, points...)
	for _, far := range []light.Point{{}, {Y: north}, {X: east}, {X: -20e6, Y: -20e6}, {X: 20e6, Y: north}} {
		out := at(t, with(l, far.X, far.Y, 6, 5000, light.Even), nil, append(points, far)...)
		if out[0] != want[0] || out[1] != want[1] {
			t.Errorf("with a lamp at %+v: got %+v, want %+v", far, out[:2], want)
		}
		if !(out[2].E > 17) {
			t.Errorf("under the lamp at %+v: got %+v", far, out[2])
		}
	}
}
