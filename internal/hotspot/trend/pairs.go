package trend

import (
	"cmp"
	"math"
	"slices"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Pairs tells which events lie near each other. Events of exactly one place are held
// together, so that a crowd on one point costs no more than its rows; make it with
// PlanePairs or NetworkPairs.
type Pairs struct {
	distance string // plane or streets
	maxM     float64
	start    []int32 // the events of place p are event[start[p]:start[p+1]]
	event    []int32 // rows, by place

	// near appends the places other than p within maxM of place p. It may be called by
	// any number of goroutines.
	near func(p int32, out []neighbour) []neighbour
}

// neighbour is a place near another.
type neighbour struct {
	place int32
	m     float64
}

// The ways to measure how far apart events lie.
const (
	Plane   = "plane"
	Streets = "streets"
)

func (p Pairs) places() int { return max(0, len(p.start)-1) }

// crowd is how many events place a has.
func (p Pairs) crowd(a int32) int { return int(p.start[a+1] - p.start[a]) }

// PlanePairs finds events at most maxM metres apart as the crow flies, by a grid of that
// side. It returns Invalid for columns of unequal length, a coordinate or a distance that
// is not a finite number or is too large for the other, and more than a million events.
func PlanePairs(x, y []float64, maxM float64) (Pairs, error) {
	if err := checkReach(len(x), maxM); err != nil {
		return Pairs{}, err
	}
	if len(x) != len(y) {
		return Pairs{}, fault.New(fault.Invalid, lang.T(
			"kolumnerna är olika långa: %d x, %d y", "the columns differ in length: %d x, %d y", len(x), len(y)))
	}
	g, err := newGrid(x, y, maxM)
	if err != nil {
		return Pairs{}, err
	}
	return Pairs{distance: Plane, maxM: maxM, start: g.start, event: g.event, near: g.near}, nil
}

// mostEvents bounds the work of a permutation.
const mostEvents = 1_000_000

func checkReach(events int, maxM float64) error {
	if !(maxM >= 0) || math.IsInf(maxM, 0) {
		return fault.New(fault.Invalid, lang.T(
			"det största avståndet %v m ska vara ett tal som inte är negativt", "the largest distance %v m should be a number that is not negative", maxM))
	}
	if events > mostEvents {
		return fault.New(fault.Invalid, lang.T(
			"%d händelser är fler än %d: välj en kortare tid eller ett mindre område", "%d events are more than %d: choose a shorter time or a smaller area", events, mostEvents))
	}
	return nil
}

// grid holds the distinct points by cell, cells row by row from the south-west, so that
// the cells beside each other in a row lie beside each other in memory.
type grid struct {
	maxM  float64
	x, y  []float64 // of each place
	cell  []cell    // of each place, ascending
	start []int32
	event []int32
}

type cell struct{ row, column int32 }

func (c cell) compare(d cell) int {
	return cmp.Or(cmp.Compare(c.row, d.row), cmp.Compare(c.column, d.column))
}

// mostAcross is how many cells wide or high the points may lie apart.
const mostAcross = 1 << 30

func newGrid(x, y []float64, maxM float64) (*grid, error) {
	side := max(maxM, 1) // where only one place counts, any side will do
	minX, minY := math.Inf(1), math.Inf(1)
	maxX, maxY := math.Inf(-1), math.Inf(-1)
	for i := range x {
		if math.IsNaN(x[i]+y[i]) || math.IsInf(x[i], 0) || math.IsInf(y[i], 0) {
			return nil, fault.New(fault.Invalid, lang.T(
				"rad %d har ingen giltig koordinat (%v, %v): rätta den eller ta bort raden", "row %d has no valid coordinate (%v, %v): mend it or remove the row", i+1, x[i], y[i]))
		}
		minX, minY, maxX, maxY = min(minX, x[i]), min(minY, y[i]), max(maxX, x[i]), max(maxY, y[i])
	}
	if len(x) > 0 && !((maxX-minX)/side < mostAcross && (maxY-minY)/side < mostAcross) {
		return nil, fault.New(fault.Invalid, lang.T(
			"punkterna ligger för långt isär för avståndet %v m: kontrollera att koordinaterna är i meter", "the points lie too far apart for the distance %v m: check that the coordinates are in metres", maxM))
	}
	cells := make([]cell, len(x))
	g := &grid{maxM: maxM, event: make([]int32, len(x))}
	for i := range x {
		g.event[i] = int32(i)
		cells[i] = cell{row: int32((y[i] - minY) / side), column: int32((x[i] - minX) / side)}
	}
	slices.SortFunc(g.event, func(a, b int32) int {
		return cmp.Or(cells[a].compare(cells[b]), cmp.Compare(x[a], x[b]), cmp.Compare(y[a], y[b]), cmp.Compare(a, b))
	})
	for k, i := range g.event {
		if last := len(g.x) - 1; last < 0 || g.x[last] != x[i] || g.y[last] != y[i] {
			g.x, g.y, g.cell = append(g.x, x[i]), append(g.y, y[i]), append(g.cell, cells[i])
			g.start = append(g.start, int32(k))
		}
	}
	g.start = append(g.start, int32(len(x)))
	return g, nil
}

// near appends the places within reach of place p, those of the three rows of cells
// around it.
func (g *grid) near(p int32, out []neighbour) []neighbour {
	own, most := g.cell[p], g.maxM*g.maxM*(1+1e-12) // rounding loses no pair
	for row := own.row - 1; row <= own.row+1; row++ {
		from, _ := slices.BinarySearchFunc(g.cell, cell{row, own.column - 1}, cell.compare)
		for q := from; q < len(g.cell) && g.cell[q].row == row && g.cell[q].column <= own.column+1; q++ {
			dx, dy := g.x[q]-g.x[p], g.y[q]-g.y[p]
			if m2 := float64(dx*dx) + float64(dy*dy); m2 > most || int32(q) == p {
				continue
			} else if m := math.Sqrt(m2); m <= g.maxM {
				out = append(out, neighbour{place: int32(q), m: m})
			}
		}
	}
	return out
}
