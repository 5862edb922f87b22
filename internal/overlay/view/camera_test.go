package view_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/overlay/view"
)

// usual is a common street camera at the origin: 1920 pixels over 68°, 3 m up, to the north.
func usual() view.Camera {
	return view.Camera{HeightM: 3, FieldDeg: 68, WidthPx: 1920}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, tolerance)
	}
}

func TestSlant(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		widthPx, fieldDeg, pxPerM, want float64
	}{
		// tan 34° = 0.674509: 1920/(2·25·0.674509) = 1920/33.7254
		"the usual one, detection":      {1920, 68, 25, 56.9304},
		"the usual one, observation":    {1920, 68, 62.5, 22.7722},
		"the usual one, recognition":    {1920, 68, 125, 11.3861},
		"the usual one, identification": {1920, 68, 250, 5.6930},
		// tan 45° = 1: 4000/(2·25)
		"a right angle": {4000, 90, 25, 80},
		// tan 60° = √3: 1920/(50·1.732051)
		"the widest flat lens": {1920, 120, 25, 22.1703},
		// 180° = π: 1920/(25·3.141593)
		"a half circle": {1920, 180, 25, 24.4462},
		// 360° = 2π: 3600/(25·6.283185)
		"all around": {3600, 360, 25, 22.9183},
	}
	for name, test := range tests {
		c := view.Camera{WidthPx: test.widthPx, FieldDeg: test.fieldDeg}
		near(t, name, c.SlantM(test.pxPerM), test.want, 1e-4)
	}
}

func TestGround(t *testing.T) {
	t.Parallel()
	// d = 250/(2·25·tan 45°) = 5 for detection, 2 for observation, 1 and 0.5 for the others.
	c := view.Camera{HeightM: 3, FieldDeg: 90, WidthPx: 250}
	near(t, "√(5²−3²)", c.GroundM(view.Detect), 4, 1e-12)
	for _, b := range []view.Band{view.Observe, view.Recognise, view.Identify} {
		near(t, b.String()+" ends above the ground", c.GroundM(b), 0, 0)
	}
	c.HeightM = 5
	near(t, "straight down", c.GroundM(view.Detect), 0, 0)
	c.HeightM, c.RangeM = 3, 2.5
	near(t, "as far as the operator says", c.GroundM(view.Detect), 2.5, 0)
	c.RangeM = 10
	near(t, "no farther than the pixels", c.GroundM(view.Detect), 4, 1e-12)
}

func TestBandNames(t *testing.T) {
	t.Parallel()
	var got []string
	for b := range view.Band(view.Bands) {
		got = append(got, b.String(), b.Name().SV)
	}
	want := []string{
		"detect", "detektering", "observe", "observation",
		"recognise", "igenkänning", "identify", "identifiering",
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("-got +want:\n%s", diff)
	}
	if b := view.Band(9); b.String() != "unknown" || b.Name().SV != "okänt" {
		t.Errorf("a band that is none: got %s, %v", b, b.Name())
	}
}

func TestOfRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*view.Camera)
		field  string
	}{
		"no place":          {func(c *view.Camera) { c.At[1] = math.NaN() }, "geometry"},
		"on the ground":     {func(c *view.Camera) { c.HeightM = 0 }, "height_m"},
		"below the ground":  {func(c *view.Camera) { c.HeightM = -2 }, "height_m"},
		"height no number":  {func(c *view.Camera) { c.HeightM = math.NaN() }, "height_m"},
		"bearing no number": {func(c *view.Camera) { c.BearingDeg = math.Inf(1) }, "bearing_deg"},
		"no field":          {func(c *view.Camera) { c.FieldDeg = 0 }, "field_deg"},
		"more than around":  {func(c *view.Camera) { c.FieldDeg = 361 }, "field_deg"},
		"field no number":   {func(c *view.Camera) { c.FieldDeg = math.NaN() }, "field_deg"},
		"no pixels":         {func(c *view.Camera) { c.WidthPx = 0 }, "width_px"},
		"endless pixels":    {func(c *view.Camera) { c.WidthPx = math.Inf(1) }, "width_px"},
		"range below 0":     {func(c *view.Camera) { c.RangeM = -1 }, "range_m"},
	}
	for name, test := range tests {
		c := usual()
		test.change(&c)
		_, err := view.Of(c, nil)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != test.field {
			t.Errorf("%s: got %v, want Invalid for %s", name, err, test.field)
		}
	}
	_, err := view.Of(view.Camera{At: orb.Point{12, 34}}, nil)
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) != 3 || f.Text.SV != "det går inte att räkna ut vad kameran vid 12.0, 34.0 ser" {
		t.Errorf("nothing said: got %v, want Invalid with three fields", err)
	}
}
