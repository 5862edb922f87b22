package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/overlay"
)

func TestClassify(t *testing.T) {
	tests := []struct {
		tags map[string]string
		kind overlay.Kind // empty: none
		want overlay.Props
	}{
		{map[string]string{"highway": "street_lamp", "height": "6.5"}, overlay.Lamp, overlay.Props{HeightM: 6.5}},
		{map[string]string{"highway": "street_lamp", "light:operational": "no"}, overlay.Lamp, overlay.Props{Broken: true}},
		{map[string]string{"disused:highway": "street_lamp"}, "", overlay.Props{}},
		{map[string]string{"natural": "scrub"}, overlay.Vegetation, overlay.Props{Class: "scrub"}},
		{map[string]string{"landuse": "forest", "height": "tall"}, overlay.Vegetation, overlay.Props{Class: "forest"}},
		{map[string]string{"landuse": "grass"}, "", overlay.Props{}},
		{map[string]string{"leisure": "garden"}, "", overlay.Props{}},
		{map[string]string{"man_made": "surveillance", "camera:type": "dome", "direction": "90"}, overlay.Camera, overlay.Props{Class: "dome", FieldDeg: 360}},
		{map[string]string{"man_made": "surveillance", "surveillance": "indoor"}, "", overlay.Props{}},
		{map[string]string{"man_made": "surveillance", "surveillance:type": "ALPR"}, "", overlay.Props{}},
		{map[string]string{"highway": "speed_camera"}, "", overlay.Props{}},
		{map[string]string{"building": "detached"}, overlay.Building, overlay.Props{Class: "detached", Dwelling: true}},
		{map[string]string{"building": "yes"}, overlay.Building, overlay.Props{Class: "yes"}},
		{map[string]string{"building": "no"}, "", overlay.Props{}},
		{map[string]string{"natural": "water"}, overlay.Backdrop, overlay.Props{Class: "water"}},
		{map[string]string{"waterway": "stream", "tunnel": "culvert"}, "", overlay.Props{}},
		{map[string]string{"railway": "rail"}, overlay.Backdrop, overlay.Props{Class: "rail"}},
		{map[string]string{"railway": "subway"}, "", overlay.Props{}},
		{nil, "", overlay.Props{}},
	}
	for _, test := range tests {
		got, ok := classify(test.tags)
		if ok != (test.kind != "") || got.kind != test.kind {
			t.Errorf("%v is %q, want %q", test.tags, got.kind, test.kind)
		}
		if diff := cmp.Diff(got.props, test.want); diff != "" {
			t.Errorf("%v (-got +want):\n%s", test.tags, diff)
		}
	}
}

func TestParseDirections(t *testing.T) {
	tests := map[string][]sector{
		"90": {{90, 0}}, "N": {{0, 0}}, "nne": {{22.5, 0}}, "-90": nil, "360": {{0, 0}}, "45°": {{45, 0}},
		"N;S": {{0, 0}, {180, 0}}, "90-180": {{135, 90}}, "350-10": {{0, 20}}, "NW-NE": {{0, 90}},
		"": nil, "street": nil, "90;x": nil, "1000": nil, "NaN": nil, "90-": nil,
	}
	for in, want := range tests {
		if diff := cmp.Diff(parseDirections(in), want, cmp.AllowUnexported(sector{})); diff != "" {
			t.Errorf("%q (-got +want):\n%s", in, diff)
		}
	}
}

func TestCameraAngle(t *testing.T) {
	got := cameraProps(map[string]string{"camera:direction": "SE", "camera:angle": "60", "camera:height": "4", "camera:type": "fixed"})
	bearing := 135.0
	if diff := cmp.Diff(got, []overlay.Props{{BearingDeg: &bearing, FieldDeg: 60, HeightM: 4, Class: "fixed"}}); diff != "" {
		t.Errorf("camera (-got +want):\n%s", diff)
	}
}

func FuzzParseDirections(f *testing.F) {
	for _, s := range []string{"90", "N;S", "350-10", "NW-NE;5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range parseDirections(s) {
			if !(d.bearing >= 0 && d.bearing < 360 && d.field >= 0 && d.field < 360) {
				t.Errorf("%q gives %+v", s, d)
			}
		}
	})
}
