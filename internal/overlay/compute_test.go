package overlay

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
	"tryggled/internal/street"
)

var about = cmpopts.EquateApprox(0, 1e-9)

// east is a straight street of 60 m from the origin: twenty places where light is looked
// at (1.5, 4.5 … 58.5 m) and six for the rest (5, 15 … 55 m).
func east(light street.Light) street.Segment {
	return street.Segment{ID: 7, Line: orb.LineString{{0, 0}, {60, 0}}, LengthM: 60, Light: light}
}

func lamp(x, y float64, broken bool) Object {
	return Object{Kind: Lamp, Geometry: orb.Point{x, y}, Props: Props{Broken: broken}}
}

func TestLight(t *testing.T) {
	tests := []struct {
		name    string
		light   street.Light
		objects []Object
		want    Exposure
	}{
		{"nothing known", street.LightUnknown, nil, Exposure{}},
		{"tagged lit", street.Lit, nil, Exposure{LightKnown: 1}},
		{"tagged unlit", street.Unlit, nil, Exposure{LightKnown: 1, Dark: 1}},
		// The lamp at 0,0 lights the places up to 25 m: eight of twenty.
		{"one lamp at the end", "", []Object{lamp(0, 0, false)}, Exposure{LampsPer100M: 100.0 / 60, LightKnown: 0.4}},
		{"two lamps", "", []Object{lamp(10, 5, false), lamp(45, 5, false)}, Exposure{LampsPer100M: 200.0 / 60, LightKnown: 1}},
		{"a broken lamp is known darkness", "", []Object{lamp(0, 0, true)}, Exposure{LightKnown: 0.4, Dark: 1}},
		{"a broken lamp on a street tagged lit", street.Lit, []Object{lamp(0, 0, true)}, Exposure{LightKnown: 1, Dark: 0.4}},
		{
			"a working lamp beside a broken one", "",
			[]Object{lamp(0, 0, true), lamp(0, 1, false)},
			Exposure{LampsPer100M: 100.0 / 60, LightKnown: 0.4},
		},
		{"one lamp on a street tagged unlit", street.Unlit, []Object{lamp(0, 0, false)}, Exposure{LampsPer100M: 100.0 / 60, LightKnown: 1, Dark: 0.6}},
		{"a lamp too far away", "", []Object{lamp(30, 25.1, false)}, Exposure{}},
		// It reaches the street at one point only, between two places.
		{"a lamp just within reach", "", []Object{lamp(30, 25, false)}, Exposure{LampsPer100M: 100.0 / 60}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.want.Segment = 7
			got := Compute([]street.Segment{east(test.light)}, test.objects, Params{})
			if diff := cmp.Diff(got, []Exposure{test.want}, about); diff != "" {
				t.Errorf("exposure (-got +want):\n%s", diff)
			}
		})
	}
}

func TestVegetation(t *testing.T) {
	box := func(x0, y0, x1, y1 float64) Object {
		b := orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}
		return Object{Kind: Vegetation, Geometry: orb.MultiPolygon{b.ToPolygon()}}
	}
	tree := func(x, y float64) Object { return Object{Kind: Vegetation, Geometry: orb.Point{x, y}} }
	tests := []struct {
		name         string
		objects      []Object
		share, known float64
	}{
		{"none anywhere", nil, 0, 0},
		{"a tree beside it", []Object{tree(15, 8)}, 1.0 / 6, 1},
		{"a tree just too far", []Object{tree(15, 10.1)}, 0, 1},
		{"a hedge along a half", []Object{box(0, 5, 30, 6)}, 4.0 / 6, 1}, // and 7 m from the place at 35
		{"a hedge along all but an end", []Object{box(0, 5, 44, 6)}, 5.0 / 6, 1},
		{"within a wood", []Object{box(-50, -50, 100, 50)}, 1, 1},
		{"only far away", []Object{tree(1000, 0)}, 0, 0},
		{"within the reach of a register", []Object{tree(240, 0)}, 0, 1},
		{"half within the reach", []Object{tree(300, 0)}, 0, 0},
		{"no shape", []Object{{Kind: Vegetation}, {Kind: Vegetation, Geometry: orb.Polygon{}}}, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Compute([]street.Segment{east("")}, test.objects, Params{})[0]
			if diff := cmp.Diff([]float64{got.VegetationShare, got.VegetationKnown}, []float64{test.share, test.known}, about); diff != "" {
				t.Errorf("share and known (-got +want):\n%s", diff)
			}
		})
	}
}

func TestCameras(t *testing.T) {
	camera := func(x, y float64, p Props) Object { return Object{Kind: Camera, Geometry: orb.Point{x, y}, Props: p} }
	facing := func(deg, field float64) Props { return Props{BearingDeg: &deg, FieldDeg: field} }
	tests := []struct {
		name   string
		object Object
		share  float64
	}{
		{"all around where the direction is unknown", camera(28, 0, Props{}), 5.0 / 6}, // all but 55
		{"dome", camera(30, 0, Props{FieldDeg: 360}), 1},
		{"facing east", camera(0, 0, facing(90, 60)), 3.0 / 6}, // 5, 15, 25
		{"facing west", camera(0, 0, facing(270, 60)), 0},
		{"facing west sees what lies west", camera(30, 0, facing(-90, 60)), 3.0 / 6}, // 5, 15, 25
		{"field unknown", camera(30, 0, facing(90, 0)), 3.0 / 6},
		{"north across the bearing of 0", camera(15, -10, facing(350, 40)), 1.0 / 6}, // at 15 straight north; 5 is 45° off
		{"a wide field over north", camera(15, -10, facing(0, 91)), 3.0 / 6},         // 5, 15, 25
		{"short range", camera(15, 0, Props{RangeM: 3}), 1.0 / 6},
		{"range beyond the reach", camera(30, 0, Props{RangeM: 500}), 1},
		{"a sector drawn", Object{Kind: Camera, Geometry: orb.Polygon{{{0, -5}, {20, -5}, {20, 5}, {0, 5}, {0, -5}}}}, 2.0 / 6},
		{"on the street itself", camera(15, 0, facing(0, 10)), 1.0 / 6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Compute([]street.Segment{east("")}, []Object{test.object}, Params{})[0]
			if diff := cmp.Diff([]float64{got.CameraShare, got.CameraKnown}, []float64{test.share, 1}, about); diff != "" {
				t.Errorf("share and known (-got +want):\n%s", diff)
			}
		})
	}
	if got := Compute([]street.Segment{east("")}, nil, Params{})[0]; got.CameraKnown != 0 {
		t.Error("a municipality without cameras counts as known")
	}
}

// Every share lies within 0 and 1, nothing is dark where nothing is known, and a broken
// lamp never makes a street lighter.
func TestExposureLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(-60, 60).Draw(t, "x"), rapid.Float64Range(-60, 60).Draw(t, "y")}
		})
		line := orb.LineString(rapid.SliceOfN(point, 1, 5).Draw(t, "line"))
		s := street.Segment{ID: 1, Line: line, LengthM: geo.Length(line), Light: rapid.SampledFrom([]street.Light{"", street.Lit, street.Unlit}).Draw(t, "light")}
		var objects []Object
		for range rapid.IntRange(0, 6).Draw(t, "objects") {
			objects = append(objects, Object{
				Kind:     rapid.SampledFrom(Kinds).Draw(t, "kind"),
				Geometry: point.Draw(t, "at"), Props: Props{Broken: rapid.Bool().Draw(t, "broken")},
			})
		}
		e := Compute([]street.Segment{s}, objects, Params{})[0]
		for _, share := range []float64{e.LightKnown, e.Dark, e.VegetationShare, e.VegetationKnown, e.CameraShare, e.CameraKnown} {
			if !(share >= 0 && share <= 1) {
				t.Fatalf("a share of %v in %+v", share, e)
			}
		}
		if e.LightKnown == 0 && e.Dark > 0 || e.VegetationKnown == 0 && e.VegetationShare > 0 || e.CameraKnown == 0 && e.CameraShare > 0 {
			t.Fatalf("more is said than known: %+v", e)
		}
		with := Compute([]street.Segment{s}, append(objects, lamp(line[0][0], line[0][1], true)), Params{})[0]
		if with.Dark*with.LightKnown < e.Dark*e.LightKnown-1e-9 {
			t.Fatalf("a broken lamp took darkness away: %+v, before %+v", with, e)
		}
	})
}

func TestPlacesAreTheMiddlesOfEqualSteps(t *testing.T) {
	s := street.Segment{Line: orb.LineString{{0, 0}, {10, 0}, {10, 0}, {10, 14}}, LengthM: 24}
	var got []orb.Point
	places(s, steps(24, 10), func(at orb.Point) { got = append(got, at) })
	want := []orb.Point{{4, 0}, {10, 2}, {10, 10}}
	if diff := cmp.Diff(got, want, about); diff != "" {
		t.Errorf("places (-got +want):\n%s", diff)
	}
	for _, line := range []orb.LineString{{{1, 2}}, {{1, 2}, {1, 2}}} {
		n := 0
		places(street.Segment{Line: line}, 1, func(orb.Point) { n++ })
		if n != 1 {
			t.Errorf("a street without length was looked at %d times, want 1", n)
		}
	}
	if got := Compute([]street.Segment{{ID: 3}}, nil, Params{}); got[0] != (Exposure{Segment: 3}) {
		t.Errorf("a segment without a line: %+v", got[0])
	}
}

// fake gives one object of every kind, or an error.
type fake struct{ err error }

func (f fake) Objects(_ context.Context, _ string, kind Kind) ([]Object, error) {
	return []Object{{Kind: kind}}, f.err
}

func TestExposing(t *testing.T) {
	got, err := Exposing(t.Context(), fake{}, "1983")
	want := []Object{{Kind: Lamp}, {Kind: Vegetation}, {Kind: Camera}}
	if diff := cmp.Diff(got, want); diff != "" || err != nil {
		t.Errorf("%v; objects (-got +want):\n%s", err, diff)
	}
	down := errors.New("down")
	if _, err := Exposing(t.Context(), fake{down}, "1983"); !errors.Is(err, down) {
		t.Errorf("overlays down: %v", err)
	}
}
