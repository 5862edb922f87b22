package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/overlay"
)

func TestClassify(t *testing.T) {
	type tags = map[string]string
	tests := []struct {
		tags tags
		kind overlay.Kind // empty: none
		want overlay.Props
	}{
		{tags{"highway": "street_lamp", "height": "6.5"}, overlay.Lamp, overlay.Props{HeightM: 6.5}},
		{tags{"highway": "street_lamp", "light:operational": "no"}, overlay.Lamp, overlay.Props{Lighting: overlay.Lighting{Status: overlay.Broken}}},
		{tags{"highway": "street_lamp", "light:height": "7 m", "light:lumens": "4000 lm", "light:method": "LED", "lamp_mount": "bent_mast", "operator": "VME", "ref": "12"}, overlay.Lamp, overlay.Props{
			HeightM: 7, Owner: "VME", Lighting: overlay.Lighting{Lumens: 4000, Method: "led", Mount: "pole", Pole: "12"},
		}},
		{tags{"highway": "street_lamp", "light:power": "35W", "lamp_type": "electric", "support": "catenary", "light:count": "2"}, overlay.Lamp, overlay.Props{
			Lighting: overlay.Lighting{Watts: 35, Count: 2, Mount: "suspended"},
		}},
		{tags{"highway": "street_lamp", "height": "400"}, overlay.Lamp, overlay.Props{Mended: []string{"lamp_height"}}},
		{tags{"highway": "street_lamp", "lamp_mount": "ufo"}, overlay.Lamp, overlay.Props{Mended: []string{"unclear"}}},
		{tags{"disused:highway": "street_lamp"}, overlay.Lamp, overlay.Props{Lighting: overlay.Lighting{Status: overlay.Broken}}},
		{tags{"highway": "street_lamp", "disused": "yes"}, overlay.Lamp, overlay.Props{Lighting: overlay.Lighting{Status: overlay.Broken}}},
		{tags{"abandoned:highway": "street_lamp", "ref": "7"}, overlay.Lamp, overlay.Props{Lighting: overlay.Lighting{Status: overlay.Broken, Pole: "7"}}},
		{tags{"removed:highway": "street_lamp"}, "", overlay.Props{}},
		{tags{"highway": "street_lamp", "disused": "no", "lit": "24/7"}, overlay.Lamp, overlay.Props{}},
		{tags{"highway": "street_lamp", "lit": "no"}, overlay.Lamp, overlay.Props{Lighting: overlay.Lighting{Status: overlay.Broken}}},
		{tags{"highway": "street_lamp", "light:lit": "dusk-23:00", "lit": "yes"}, overlay.Lamp, overlay.Props{
			Lighting: overlay.Lighting{Dimming: []overlay.Dim{{From: 23 * 60, To: 12 * 60}}},
		}},
		{tags{"highway": "street_lamp", "lit": "limited"}, overlay.Lamp, overlay.Props{Mended: []string{"unclear"}}},
		{tags{"natural": "scrub"}, overlay.Vegetation, overlay.Props{Class: "scrub"}},
		{tags{"landuse": "forest", "height": "tall"}, overlay.Vegetation, overlay.Props{Class: "forest", Mended: []string{"unclear"}}},
		{tags{"natural": "tree", "est_height": "9", "diameter_crown": "5.5 m", "leaf_cycle": "deciduous", "leaf_type": "needleleaved"}, overlay.Vegetation, overlay.Props{
			Class: "tree", HeightM: 9, Greenery: overlay.Greenery{SpreadM: 5.5, Evergreen: new(false)},
		}},
		{tags{"natural": "tree", "denotation": "avenue"}, overlay.Vegetation, overlay.Props{Class: "tree"}},
		{tags{"natural": "tree", "denotation": "avenue", "protected": "yes"}, overlay.Vegetation, overlay.Props{Class: "tree", Greenery: overlay.Greenery{Protected: "alley"}}},
		{tags{"natural": "tree", "denotation": "natural_monument"}, overlay.Vegetation, overlay.Props{Class: "tree", Greenery: overlay.Greenery{Protected: "monument"}}},
		{tags{"landuse": "grass"}, "", overlay.Props{}},
		{tags{"leisure": "garden"}, "", overlay.Props{}},
		{tags{"man_made": "surveillance", "camera:type": "dome", "operator": "Regionen"}, overlay.Camera, overlay.Props{Watching: overlay.Watching{CameraType: "dome", Operator: "Regionen"}}},
		{tags{"highway": "speed_camera"}, "", overlay.Props{}},
		{tags{"building": "detached", "building:levels": "2"}, overlay.Building, overlay.Props{Class: "detached", Dwelling: true, HeightM: 6}},
		{tags{"building": "yes", "height": "0"}, overlay.Building, overlay.Props{Class: "yes", Mended: []string{"building_height"}}},
		{tags{"building": "no"}, "", overlay.Props{}},
		{tags{"barrier": "city_wall", "height": "4"}, overlay.Building, overlay.Props{Class: "wall", HeightM: 4}},
		{tags{"barrier": "fence"}, overlay.Building, overlay.Props{Class: "fence"}},
		{tags{"amenity": "kindergarten"}, overlay.Place, overlay.Props{Class: "kindergarten"}},
		{tags{"leisure": "playground"}, overlay.Place, overlay.Props{Class: "playground"}},
		{tags{"highway": "crossing", "crossing": "zebra"}, overlay.Place, overlay.Props{Class: "crossing"}},
		{tags{"highway": "crossing", "crossing": "no"}, "", overlay.Props{}},
		{tags{"natural": "water"}, overlay.Backdrop, overlay.Props{Class: "water"}},
		{tags{"waterway": "stream", "tunnel": "culvert"}, "", overlay.Props{}},
		{tags{"railway": "station"}, overlay.Place, overlay.Props{Class: "station"}},
		{tags{"amenity": "bus_station"}, overlay.Place, overlay.Props{Class: "station"}},
		{tags{"amenity": "community_centre", "community_centre": "youth_centre"}, overlay.Place, overlay.Props{Class: "youth_club"}},
		{tags{"railway": "rail"}, overlay.Backdrop, overlay.Props{Class: "rail"}},
		{tags{"railway": "subway"}, "", overlay.Props{}},
		{nil, "", overlay.Props{}},
	}
	for _, test := range tests {
		got := classify(test.tags)
		if test.kind == "" {
			if len(got) > 0 {
				t.Errorf("%v is %v, want nothing", test.tags, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Kind != test.kind {
			t.Errorf("%v is %v, want one of %s", test.tags, got, test.kind)
			continue
		}
		if diff := cmp.Diff(got[0].Props, test.want); diff != "" {
			t.Errorf("%v (-got +want):\n%s", test.tags, diff)
		}
	}
	for _, camera := range []tags{{"surveillance": "indoor"}, {"surveillance:type": "ALPR"}, {"surveillance:type": "guard"}, {"surveillance": "public"}} {
		camera["man_made"] = "surveillance"
		want := "camera_streetless"
		if camera["surveillance"] == "public" {
			want = ""
		}
		if got := classify(camera); len(got) != 1 || got[0].aside != want {
			t.Errorf("%v is %v, want a camera put aside by %q", camera, got, want)
		}
	}
	both := classify(tags{"building": "school", "amenity": "school"})
	if len(both) != 2 || both[0].Kind != overlay.Building || both[1].Kind != overlay.Place {
		t.Errorf("a school building is %v, want a building and a place", both)
	}
}

func TestParseDirections(t *testing.T) {
	tests := map[string][]sector{
		"90": {{90, 0}}, "N": {{0, 0}}, "nne": {{22.5, 0}}, "-90": {{270, 0}}, "725": nil, "360": {{0, 0}}, "45°": {{45, 0}},
		"N;S": {{0, 0}, {180, 0}}, "90-180": {{135, 90}}, "350-10": {{0, 20}}, "NW-NE": {{0, 90}},
		"": nil, "street": nil, "90;x": nil, "1000": nil, "NaN": nil, "90-": nil, "0-360": {{0, 360}}, "90-90": nil, "NO;Söder": {{45, 0}, {180, 0}},
	}
	for in, want := range tests {
		if diff := cmp.Diff(parseDirections(in), want, cmp.AllowUnexported(sector{})); diff != "" {
			t.Errorf("%q (-got +want):\n%s", in, diff)
		}
	}
}

func TestCameraSectors(t *testing.T) {
	deg := func(d float64) *float64 { return &d }
	tests := map[string]struct {
		tags map[string]string
		want []overlay.Watching
	}{
		"a field of its own":    {map[string]string{"camera:direction": "SE", "camera:angle": "60", "camera:type": "fixed"}, []overlay.Watching{{BearingDeg: deg(135), FieldDeg: 60, CameraType: "fixed"}}},
		"two directions":        {map[string]string{"camera:direction": "N;S"}, []overlay.Watching{{BearingDeg: deg(0)}, {BearingDeg: deg(180)}}},
		"a range":               {map[string]string{"camera:direction": "350-30", "camera:type": "panning"}, []overlay.Watching{{BearingDeg: deg(10), FieldDeg: 40, CameraType: "ptz"}}},
		"a dome that looks one": {map[string]string{"direction": "90", "camera:type": "dome"}, []overlay.Watching{{BearingDeg: deg(90), CameraType: "dome"}}},
		"a bearing of 725":      {map[string]string{"camera:direction": "725"}, []overlay.Watching{{}}},
	}
	for name, test := range tests {
		test.tags["man_made"] = "surveillance"
		var got []overlay.Watching
		camera := classify(test.tags)[0]
		for _, o := range camera.all() {
			got = append(got, o.Props.Watching)
		}
		if diff := cmp.Diff(got, test.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func FuzzParseDirections(f *testing.F) {
	for _, s := range []string{"90", "N;S", "350-10", "NW-NE;5", "0-360", "sydost"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range parseDirections(s) {
			if !(d.bearing >= 0 && d.bearing < 360 && d.field >= 0 && d.field <= 360) {
				t.Errorf("%q gives %+v", s, d)
			}
		}
	})
}
