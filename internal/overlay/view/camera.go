package view

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// What a camera may be. Wider or narrower than this is a slip of the pen.
const (
	narrowestDeg = 0.1
	mostPixels   = 100_000
)

// widestFlatDeg is the widest field that a lens is taken to draw flat, as a pinhole does;
// wider ones are fisheyes, which draw equal angles equally wide.
const widestFlatDeg = 120

// Camera is one camera as it was mounted, in metres and degrees.
type Camera struct {
	At         orb.Point
	HeightM    float64 // above the ground, > 0
	BearingDeg float64 // of the middle of its field, clockwise from north
	FieldDeg   float64 // horizontal field of view, at least 0.1 and at most 360; 360 sees all around
	WidthPx    float64 // pixels across the field, above 0 and at most 100 000
	RangeM     float64 // ground metres the operator says it reaches at most; 0: not said
}

// SlantM is how far from the lens, in metres, a metre across the picture still fills
// pxPerM pixels: d = WidthPx/(2·pxPerM·tan(FieldDeg/2)), the pinhole's width of the
// picture at distance d. Above 120° the lens is taken as equiangular: the picture at d is
// an arc, d = WidthPx/(pxPerM·field in radians). At 1920 pixels and 68° it gives 56.9 m
// for 25 pixels per metre. Where the rule changes d jumps: 22.2 m at 120°, 36.7 m just above.
//
// A pinhole has that density on a plane across its axis; off the axis the place that lies as
// far from the lens is nearer to that plane, and has more pixels. The same d all over the
// field is thus the least there.
func (c Camera) SlantM(pxPerM float64) float64 {
	field := c.FieldDeg * math.Pi / 180
	if c.FieldDeg > widestFlatDeg {
		return c.WidthPx / (pxPerM * field)
	}
	return c.WidthPx / (2 * pxPerM * math.Tan(field/2))
}

// GroundM is how far over flat ground a band reaches, in metres from the camera's foot:
// √(d²−h²) of the slant d and the height h, at most RangeM, and 0 where d ≤ h.
func (c Camera) GroundM(b Band) float64 {
	d := c.SlantM(PixelsPerM[b])
	if !(d > c.HeightM) {
		return 0
	}
	reach := math.Sqrt((d - c.HeightM) * (d + c.HeightM))
	if c.RangeM > 0 {
		reach = math.Min(reach, c.RangeM)
	}
	return reach
}

func (c Camera) reaches() (reach [Bands]float64) {
	for b := range reach {
		reach[b] = c.GroundM(Band(b))
	}
	return reach
}

// check returns Invalid with a field for each value that no camera has.
func (c Camera) check() error {
	var wrong []fault.Field
	refuse := func(ok bool, name, sv, en string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: name, Text: lang.T(sv, en)})
		}
	}
	refuse(finite(c.At[0]) && finite(c.At[1]), "geometry", "ange en punkt med två tal", "give a point of two numbers")
	refuse(finite(c.HeightM) && c.HeightM > 0, "height_m",
		"ange höjden över marken i meter, större än 0", "give the height above the ground in metres, above 0")
	refuse(finite(c.BearingDeg), "bearing_deg",
		"ange riktningen i grader medurs från norr", "give the bearing in degrees clockwise from north")
	refuse(c.FieldDeg >= narrowestDeg && c.FieldDeg <= 360, "field_deg",
		"ange synfältets bredd i grader, minst 0,1 och högst 360 (360 ser runt om)",
		"give the width of the field of view in degrees, at least 0.1 and at most 360 (360 sees all around)")
	refuse(c.WidthPx > 0 && c.WidthPx <= mostPixels, "width_px",
		"ange bildens bredd i pixlar, större än 0 och högst 100 000",
		"give the width of the picture in pixels, above 0 and at most 100,000")
	refuse(finite(c.RangeM) && c.RangeM >= 0, "range_m",
		"ange räckvidden i meter, eller 0 om den inte är känd", "give the range in metres, or 0 where it is not known")
	if wrong == nil {
		return nil
	}
	return fault.New(fault.Invalid, lang.T(
		"det går inte att räkna ut vad kameran vid %.1f, %.1f ser",
		"what the camera at %.1f, %.1f sees cannot be worked out", c.At[0], c.At[1]), wrong...)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
