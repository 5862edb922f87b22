package export

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// placer remembers what already stands on the map, as discs, so that no label covers
// another.
type placer struct {
	cells map[[2]int][]disc
}

type disc struct {
	at orb.Point
	r  float64
}

const placerCell = 32.0

func newPlacer() *placer { return &placer{cells: map[[2]int][]disc{}} }

// take marks the discs as covered.
func (p *placer) take(discs ...disc) {
	for _, d := range discs {
		p.around(d, func(cell [2]int) bool {
			p.cells[cell] = append(p.cells[cell], d)
			return true
		})
	}
}

// free reports whether nothing covered is touched by the discs.
func (p *placer) free(discs ...disc) bool {
	for _, d := range discs {
		if !p.around(d, func(cell [2]int) bool {
			for _, other := range p.cells[cell] {
				if geo.Dist(other.at, d.at) < other.r+d.r {
					return false
				}
			}
			return true
		}) {
			return false
		}
	}
	return true
}

// around visits the cells that a disc touches until visit says no.
func (p *placer) around(d disc, visit func([2]int) bool) bool {
	cell := func(v float64) int { return int(math.Floor(v / placerCell)) }
	for x := cell(d.at[0] - d.r); x <= cell(d.at[0]+d.r); x++ {
		for y := cell(d.at[1] - d.r); y <= cell(d.at[1]+d.r); y++ {
			if !visit([2]int{x, y}) {
				return false
			}
		}
	}
	return true
}

// discsOf covers a rectangle with discs.
func discsOf(b orb.Bound) []disc {
	wide, high := b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]
	middle := b.Center()
	if wide >= high {
		return along(orb.Point{b.Min[0] + high/2, middle[1]}, orb.Point{b.Max[0] - high/2, middle[1]}, high/2)
	}
	return along(orb.Point{middle[0], b.Min[1] + wide/2}, orb.Point{middle[0], b.Max[1] - wide/2}, wide/2)
}

// along covers a straight strip of radius r with discs.
func along(a, b orb.Point, r float64) []disc {
	steps := int(math.Ceil(geo.Dist(a, b)/math.Max(r, 1))) + 1
	discs := make([]disc, 0, steps+1)
	for i := range steps + 1 {
		t := float64(i) / float64(steps)
		discs = append(discs, disc{at: orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}, r: r})
	}
	return discs
}
