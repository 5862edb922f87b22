package export

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// hatch is parallel lines across a surface of the page, step apart and turned by angle
// radians from level. Holes stay free.
func hatch(shape orb.MultiPolygon, angle, step float64) path {
	sin, cos := math.Sincos(angle)
	turn := func(p orb.Point) orb.Point { return orb.Point{p[0]*cos + p[1]*sin, p[1]*cos - p[0]*sin} }
	back := func(x, y float64) orb.Point { return orb.Point{x*cos - y*sin, x*sin + y*cos} }
	crossings := map[int][]float64{} // of each line, by its number
	low, high := math.MaxInt, math.MinInt
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := turn(ring[i-1]), turn(ring[i])
				if a[1] > b[1] {
					a, b = b, a
				}
				// Lines at (k+½)·step with a.y <= y < b.y.
				for k := int(math.Ceil(a[1]/step - 0.5)); (float64(k)+0.5)*step < b[1]; k++ {
					y := (float64(k) + 0.5) * step
					crossings[k] = append(crossings[k], a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]))
					low, high = min(low, k), max(high, k)
				}
			}
		}
	}
	var p path
	for k := low; k <= high; k++ {
		xs := crossings[k]
		slices.Sort(xs)
		for i := 1; i < len(xs); i += 2 {
			y := (float64(k) + 0.5) * step
			p.line(back(xs[i-1], y), back(xs[i], y))
		}
	}
	return p
}
