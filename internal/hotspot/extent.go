package hotspot

import "math"

// box is the extent of some points.
type box struct{ minX, minY, maxX, maxY float64 }

var emptyBox = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func (b *box) add(x, y float64) {
	b.minX, b.minY = min(b.minX, x), min(b.minY, y)
	b.maxX, b.maxY = max(b.maxX, x), max(b.maxY, y)
}

// diagonal is the distance between opposite corners, 0 for one point.
func (b *box) diagonal() float64 { return math.Hypot(b.maxX-b.minX, b.maxY-b.minY) }

// square is the square of a distance, each product rounded: no machine puts a place on
// another side of a radius.
func square(dx, dy float64) float64 { return float64(dx*dx) + float64(dy*dy) }
