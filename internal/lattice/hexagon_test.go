package lattice

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
)

// Every point lies in the hexagon whose middle is nearest, wherever the grid is laid.
func TestHexagonsFillThePlane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.Float64Range(1, 500).Draw(t, "width")
		g := NewHexagons(width, orb.Point{rapid.Float64Range(-1e3, 1e3).Draw(t, "ox"), rapid.Float64Range(-1e3, 1e3).Draw(t, "oy")})
		p := orb.Point{rapid.Float64Range(-1e5, 1e5).Draw(t, "x"), rapid.Float64Range(-1e5, 1e5).Draw(t, "y")}
		h := g.At(p)
		own := geo.Dist(p, g.Centre(h))
		for _, d := range []Hexagon{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, -1}, {-1, 1}} {
			n := Hexagon{h.Q + d.Q, h.R + d.R}
			if other := geo.Dist(p, g.Centre(n)); other < own-1e-6 {
				t.Fatalf("%v was put in %v, %.6f m off, and %v is %.6f m off", p, h, own, n, other)
			}
			if apart := geo.Dist(g.Centre(h), g.Centre(n)); math.Abs(apart-width) > 1e-6 {
				t.Fatalf("middles lie %v m apart, want %v", apart, width)
			}
		}
		if want := math.Sqrt(3) / 2 * width * width; math.Abs(planar.Area(g.Shape(h))-want) > 1e-6*want {
			t.Fatalf("%v has %v m², want %v", h, planar.Area(g.Shape(h)), want)
		}
	})
}
