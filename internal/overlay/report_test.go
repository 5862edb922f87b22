package overlay

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// reported are a few objects of each kind, one with each thing that a report counts.
func reported() []Object {
	north := 0.0
	lamps := []Object{
		{Source: "register", Geometry: orb.Point{10, 3}, Props: Props{HeightM: 6, Owner: "VME", Lighting: Lighting{Status: Working, Lumens: 4000, Mount: "pole", Pole: "17"}}},
		{Source: "register", Geometry: orb.Point{50, 3}, Props: Props{HeightM: 6, Lighting: Lighting{Status: Broken, Watts: 40, Dimming: []Dim{{0, 60, 0.5}}}}},
		{Source: SourceOSM, Geometry: orb.Point{50, 300}, Props: Props{Mended: []string{"lamp_height", "unclear"}}},
	}
	plants := []Object{
		{Source: SourceOSM, Geometry: orb.Point{10, 30}, Props: Props{Class: "tree", Greenery: Greenery{Protected: "alley"}}},
		{Source: SourceOSM, Geometry: rectangle(0, 20, 10, 21), Props: Props{Class: "hedge", HeightM: 2}},
	}
	cameras := []Object{
		{Source: SourceHand, Geometry: orb.Point{50, -20}, Props: Props{Watching: Watching{Operator: "KBAB"}}},
		{Source: SourceHand, Geometry: orb.Point{50, -31}, Props: Props{Watching: Watching{BearingDeg: &north}}},
		{Source: SourceHand, Geometry: orb.Point{50, -45}, Props: Props{Watching: Watching{BearingDeg: &north}}},
	}
	houses := []Object{{Source: SourceOSM, Geometry: rectangle(0, -60, 100, -30), Props: Props{Dwelling: true}}}
	var all []Object
	for i, some := range [][]Object{lamps, plants, cameras, houses} {
		for _, o := range some {
			o.Kind = Exposing[i]
			all = append(all, o)
		}
	}
	return all
}

func codes(counts []Count) map[string]int {
	m := map[string]int{}
	for _, c := range counts {
		m[c.Code] = c.Count
	}
	return m
}

func TestSummariseKinds(t *testing.T) {
	imported := []Imported{
		{Kind: Lamp, Source: "register", Read: 5, Kept: 2, Aside: map[string]int{"twice": 2, "elsewhere": 1}, Task: 9},
		{Kind: Lamp, Source: SourceOSM, Read: 1, Kept: 1, Mended: map[string]int{"lamp_height": 1}, Task: 8},
		{Kind: Place, Source: SourceOSM, Read: 3, Aside: map[string]int{"shape_kind": 3}, Task: 8},
	}
	segments := []street.Segment{line(1, "", orb.Point{0, 0}, orb.Point{100, 0})}
	r := Summarise(reported(), nil, segments, imported)
	want := []struct {
		kind                           Kind
		objects                        int
		inSource                       int64
		mended, aside, defaults, notes map[string]int
	}{
		{
			Lamp, 3, 6,
			map[string]int{"lamp_height": 1, "unclear": 1},
			map[string]int{"twice": 2, "elsewhere": 1},
			map[string]int{"height_m": 1, "lumens": 1, "lumens_by_watts": 1, "status": 1, "mount": 2, "owner": 2, "pole": 2},
			map[string]int{"broken": 1, "dimmed": 1, "lamp_far": 1},
		},
		{
			Vegetation, 2, 0,
			map[string]int{},
			map[string]int{},
			map[string]int{"height_m": 1, "crown_base_m": 2, "density": 2, "evergreen": 2, "spread_m": 1},
			map[string]int{"protected": 1},
		},
		{
			Camera, 3, 0,
			map[string]int{},
			map[string]int{},
			map[string]int{"bearing_deg": 1, "height_m": 3, "field_deg": 3, "width_px": 3, "operator": 2, "legal_basis": 3},
			map[string]int{"camera_moved": 1, "camera_inside": 1}, // 1 m behind the wall it looks out of, and 15 m
		},
		{Building, 1, 0, map[string]int{}, map[string]int{}, map[string]int{"height_m": 1}, map[string]int{"dwelling": 1}},
		{Place, 0, 3, map[string]int{}, map[string]int{"shape_kind": 3}, map[string]int{}, map[string]int{}},
		{Backdrop, 0, 0, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}},
	}
	for i, w := range want {
		k := r.Kinds[i]
		if k.Kind != w.kind || k.Objects != w.objects || k.InSource != w.inSource || k.Title.SV == "" || k.Title.EN == "" {
			t.Errorf("%s: %+v", w.kind, k)
		}
		for name, pair := range map[string][2]map[string]int{
			"mended": {codes(k.Mended), w.mended}, "aside": {codes(k.Aside), w.aside}, "defaults": {codes(k.Defaults), w.defaults}, "notes": {codes(k.Notes), w.notes},
		} {
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Errorf("%s, %s (-got +want):\n%s", w.kind, name, diff)
			}
		}
	}
	lamps := r.Kinds[0].Sources
	if len(lamps) != 2 || lamps[0].Source != SourceOSM || lamps[1].Objects != 2 || lamps[1].InSource != 5 || lamps[1].Task != 9 {
		t.Errorf("sources of lamps: %+v", lamps)
	}
}

// Two streets of 300 and 100 m, one of them without an exposure.
func TestSummariseStreets(t *testing.T) {
	segments := []street.Segment{{ID: 4, LengthM: 300}, {ID: 5, LengthM: 100}}
	exposures := []Exposure{{
		Segment: 4,
		Light:   []Lit{{Mean: 3, Min: 1, Class: light.P5, Dark: 0.2, ByLamps: 0.5, ByTag: 0.24}},
		LeafOn:  Sight{Concealed: 0.5, ConcealKnown: 0.4, Blocked: 0.25, ProspectKnown: 0.2},
		LeafOff: Sight{ConcealKnown: 1},
		Escape:  Escape{Blocked: 1, Known: 0.6},
		Camera:  CameraShare{Detect: 0.5, Possible: 0.25, Known: 1},
	}}
	got := Summarise(nil, exposures, segments, nil).Streets
	want := StreetReport{
		Segments: 2, LengthKM: 0.4,
		Known: KnownShares{
			LightByLamps: 0.375, // 300·0.5/400
			LightByTag:   0.18,  // 300·0.24/400
			LightUnknown: 0.445, // 1 − 0.375 − 0.18
			Concealment:  0.3,   // 300·0.4/400
			Prospect:     0.15,  // 300·0.2/400
			Escape:       0.45,  // 300·0.6/400
			Cameras:      0.75,  // 300/400
		},
		DarkKM:      0.044, // 0.3·0.74·0.2 = 0.0444
		ConcealedKM: 0.06,  // 0.3·0.4·0.5
		BlockedKM:   0.015, // 0.3·0.2·0.25
		TrappedKM:   0.18,  // 0.3·0.6·1
		WatchedKM:   0.15,
		PossibleKM:  0.075,
	}
	for c := light.ClassUnknown; c <= light.P1; c++ {
		want.Class = append(want.Class, ClassLength{Class: c, Title: c.Name()})
	}
	want.Class[light.ClassUnknown].LengthKM, want.Class[light.P5].LengthKM = 0.1, 0.3
	if diff := cmp.Diff(got, want, rounding); diff != "" {
		t.Errorf("streets (-got +want):\n%s", diff)
	}
}

// A municipality without anything has a report too, with lists and not null.
func TestSummariseNothing(t *testing.T) {
	raw, err := json.Marshal(Summarise(nil, nil, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "null") || strings.Contains(string(raw), "NaN") {
		t.Errorf("the report of nothing is %s", raw)
	}
}

// Every rule is one that some code goes by: here, or where files are read.
func TestEveryRuleIsUsed(t *testing.T) {
	var code strings.Builder
	for _, pattern := range []string{"*.go", "../ingest/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(raw)
			if file == "rules.go" { // the table itself is no use
				_, text, _ = strings.Cut(text, "// RuleOf")
			}
			code.WriteString(text)
		}
	}
	for _, r := range Rules {
		if !strings.Contains(code.String(), `"`+r.Code+`"`) {
			t.Errorf("nothing goes by the rule %s", r.Code)
		}
	}
}
