package overlay

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestSetNumber(t *testing.T) {
	tests := []struct {
		kind   Kind
		field  string
		v      float64
		mended string
	}{
		{Lamp, "height_m", 6, ""},
		{Lamp, "height_m", 0, "lamp_height"},
		{Lamp, "height_m", 400, "lamp_height"},
		{Lamp, "lumens", -10, "lamp_lumens"},
		{Lamp, "lumens", math.NaN(), "lamp_lumens"},
		{Lamp, "watts", math.Inf(1), "lamp_watts"},
		{Lamp, "unit_cost", 0, ""},
		{Lamp, "unit_cost", -1, "unit_cost"},
		{Vegetation, "density", 1, ""},
		{Vegetation, "density", 1.1, "green_density"},
		{Vegetation, "spread_m", 51, "green_spread"},
		{Vegetation, "crown_base_m", 0, ""},
		{Vegetation, "crown_base_m", -1, "green_crown"},
		{Camera, "height_m", 101, "camera_height"},
		{Camera, "field_deg", 0, "camera_field"},
		{Camera, "field_deg", 360, ""},
		{Camera, "field_deg", 361, "camera_field"},
		{Camera, "bearing_deg", 725, "camera_bearing"},
		{Camera, "bearing_deg", math.NaN(), "camera_bearing"},
		{Camera, "bearing_deg", -90, ""},
		{Camera, "width_px", 99, "camera_width"},
		{Camera, "range_m", 0, "camera_range"},
		{Building, "height_m", 501, "building_height"},
	}
	for _, test := range tests {
		o := Object{Kind: test.kind}
		if !o.SetNumber(test.field, test.v) {
			t.Errorf("%s has no %s", test.kind, test.field)
		}
		var want []string
		if test.mended != "" {
			want = []string{test.mended}
		}
		if diff := cmp.Diff(o.Props.Mended, want); diff != "" {
			t.Errorf("%s %s %v (-got +want):\n%s", test.kind, test.field, test.v, diff)
		}
	}
	o := Object{Kind: Camera}
	o.SetNumber("bearing_deg", -90)
	if *o.Props.BearingDeg != 270 {
		t.Errorf("-90 degrees are kept as %v", *o.Props.BearingDeg)
	}
	for _, other := range []struct {
		kind  Kind
		field string
	}{{Lamp, "field_deg"}, {Building, "lumens"}, {Camera, "crown_base_m"}, {Vegetation, "bearing_deg"}, {Place, "height_m"}, {Lamp, "colour"}} {
		o := Object{Kind: other.kind}
		if o.SetNumber(other.field, 1000) || cmp.Diff(o.Props, Props{}) != "" {
			t.Errorf("%s takes %s: %+v", other.kind, other.field, o.Props)
		}
	}
}

// A crown cannot begin over its top, whichever is read first.
func TestCrownUpsideDown(t *testing.T) {
	for _, fields := range [][]string{{"height_m", "crown_base_m"}, {"crown_base_m", "height_m"}} {
		o := Object{Kind: Vegetation}
		for _, field := range fields {
			o.SetNumber(field, map[string]float64{"height_m": 2, "crown_base_m": 3}[field])
		}
		if o.Props.CrownBaseM != nil || o.Props.HeightM != 2 || cmp.Diff(o.Props.Mended, []string{"green_crown"}) != "" {
			t.Errorf("%v: %+v", fields, o.Props)
		}
	}
}

// Whatever a source says, each code that is noted is a rule, and what is kept may be entered
// by hand and changes nothing when it is reckoned with.
func TestWhatIsKeptIsSound(t *testing.T) {
	fields := []string{"bearing_deg", "crown_base_m"}
	for _, l := range limits {
		fields = append(fields, l.field)
		if _, ok := RuleOf(l.rule); !ok {
			t.Errorf("%s is no rule", l.rule)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		o := Object{Kind: rapid.SampledFrom(Kinds).Draw(t, "kind")}
		for range rapid.IntRange(0, 8).Draw(t, "fields") {
			v := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-1, 400)).Draw(t, "value")
			o.SetNumber(rapid.SampledFrom(fields).Draw(t, "field"), v)
		}
		for _, code := range o.Props.Mended {
			if _, ok := RuleOf(code); !ok {
				t.Fatalf("%s is no rule", code)
			}
		}
		if bad := o.badNumbers(nil); len(bad) > 0 {
			t.Fatalf("kept, and refused when entered: %v", bad)
		}
		if diff := cmp.Diff(o.sound(), o); diff != "" {
			t.Fatalf("kept, and not reckoned with (-sound +kept):\n%s", diff)
		}
	})
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules {
		if seen[r.Code] || r.Text.SV == "" || r.Text.EN == "" || r.Text.SV == r.Text.EN {
			t.Errorf("rule %+v", r)
		}
		seen[r.Code] = true
	}
	if _, ok := RuleOf("no such rule"); ok {
		t.Error("a rule that there is not is found")
	}
}

func TestClock(t *testing.T) {
	for text, want := range map[string]Clock{"00:00": 0, "05:30": 330, "23:59": 1439, "24:00": 0} {
		if got, err := ParseClock(text); err != nil || got != want {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "5:30", "24:01", "25:00", "12:60", "12.30", "-1:00", "+1:00", "12:3x", "noon"} {
		if got, err := ParseClock(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := Clock(rapid.IntRange(0, dayMinutes-1).Draw(t, "clock"))
		if got, err := ParseClock(c.String()); err != nil || got != c {
			t.Fatalf("%v is read as %v, %v", c, got, err)
		}
	})
}

// What is stored of an object and of an exposure is read back the same.
func TestStoredForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t}
		segments := d.streets()
		o := d.object(rapid.SampledFrom(Kinds).Draw(t, "kind"), segments)
		raw, err := json.Marshal(o.Props)
		if err != nil {
			t.Fatal(err)
		}
		var back Props
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(back, o.Props); diff != "" {
			t.Fatalf("read back from %s (-got +want):\n%s", raw, diff)
		}
	})
	raw, err := json.Marshal(dimming)
	if err != nil {
		t.Fatal(err)
	}
	var back Exposure
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(back, dimming); diff != "" {
		t.Errorf("read back from %s (-got +want):\n%s", raw, diff)
	}
}

// A pole of three luminaires gives three times the light, and what nobody told of it stays
// unknown: 3·3500 lm by the mounting, 3·28 W·110 lm/W by the power, 3·4000 lm as told.
func TestLampLumensOfSeveral(t *testing.T) {
	for _, c := range []struct {
		lamp Lighting
		want float64
	}{
		{Lighting{Count: 3}, 10_500},
		{Lighting{Count: 3, Watts: 28, Method: "led"}, 9240},
		{Lighting{Count: 3, Lumens: 4000}, 12_000},
		{Lighting{Lumens: 4000}, 4000},
	} {
		o := Object{Kind: Lamp, Props: Props{Lighting: c.lamp}}
		if got := o.LampLumens(); got != c.want {
			t.Errorf("%+v gives %v lm, want %v", c.lamp, got, c.want)
		}
	}
	for _, bad := range []float64{0.5, 1.5, 21, -1} {
		if o := (Object{Kind: Lamp, Geometry: orb.Point{1, 1}, Props: Props{Lighting: Lighting{Count: bad}}}); o.Validate() == nil || o.sound().Props.Count != 0 {
			t.Errorf("%v luminaires are taken for true", bad)
		}
	}
}
