package cell

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
)

// halfSideM is half the side of a cell.
var halfSideM = WidthM / math.Sqrt(3) / 2

func TestHexAt(t *testing.T) {
	for name, c := range map[string]struct {
		at   orb.Point
		want Hex
	}{
		"the origin":              {orb.Point{0, 0}, Hex{0, 0}},
		"just west of the border": {orb.Point{124.9, 0}, Hex{0, 0}},
		"just east of the border": {orb.Point{125.1, 0}, Hex{1, 0}},
		"the row to the north":    {orb.Point{125, 216}, Hex{0, 1}},
		"north-west":              {orb.Point{-125, 216}, Hex{-1, 1}},
		"south":                   {orb.Point{0, -433}, Hex{1, -2}},
		"a town":                  {orb.Point{556_300, 6_597_400}, Hex{-13011, 30472}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := HexAt(c.at); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// Every point lies in its cell, and no place is nearer to another cell's middle.
func TestCellsCoverThePlane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-2e6, 8e6).Draw(t, "x"), rapid.Float64Range(-2e6, 8e6).Draw(t, "y")}
		h := HexAt(p)
		own := geo.Dist(p, middle(h))
		if most := 2*halfSideM + 1e-3; own > most {
			t.Fatalf("%v lies %.3f m from the middle of %v, beyond its corners", p, own, h)
		}
		for _, n := range neighbours(h) {
			if other := geo.Dist(p, middle(n)); other < own-1e-3 {
				t.Fatalf("%v was put in %v, %.3f m off, and %v is %.3f m off", p, h, own, n, other)
			}
		}
	})
}

func TestNoCellIsNarrowerThanPromised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := Hex{rapid.IntRange(-30_000, 30_000).Draw(t, "q"), rapid.IntRange(-30_000, 30_000).Draw(t, "r")}
		shape := h.Shape()
		// Opposite sides are WidthM apart, so the area is that of the regular hexagon.
		if want := math.Sqrt(3) / 2 * WidthM * WidthM; math.Abs(planar.Area(shape)-want) > 1 {
			t.Fatalf("%v has %.1f m², want %.1f", h, planar.Area(shape), want)
		}
		if HexAt(middle(h)) != h {
			t.Fatalf("the middle of %v lies in %v", h, HexAt(middle(h)))
		}
		shared := 0
		for _, corner := range shape[0][:6] {
			for _, other := range (Hex{h.Q + 1, h.R}).Shape()[0][:6] {
				if corner == other {
					shared++
				}
			}
		}
		if shared != 2 {
			t.Fatalf("%v shares %d corners with its neighbour, want 2 to the last bit", h, shared)
		}
	})
}

func middle(h Hex) orb.Point {
	return orb.Point{float64(2*h.Q+h.R) * WidthM / 2, float64(3*h.R) * halfSideM}
}

func neighbours(h Hex) []Hex {
	return []Hex{{h.Q + 1, h.R}, {h.Q - 1, h.R}, {h.Q, h.R + 1}, {h.Q, h.R - 1}, {h.Q + 1, h.R - 1}, {h.Q - 1, h.R + 1}}
}
