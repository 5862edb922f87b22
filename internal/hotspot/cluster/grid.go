package cluster

import (
	"math"
	"math/bits"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// How many columns or rows of cells the points may span, how many bits a place
// may have, and how many a dense grid may have for each point before a sparse one takes over.
const (
	maxSpan   = 1 << 34
	placeBits = 62
	perPoint  = 6
	leastGrid = 1 << 16
)

// margin is cells that a grid has around the points in each direction, so that the cells
// of every point's neighbours lie within it.
const margin = 2

type point struct{ x, y float64 }

// grid holds points by cell, in flat columns: position i of at, t, weight and row is the
// same point, and the points of cell c are at [start[c], start[c+1]).
//
// The cells' side is just under eps/√2, after Gunawan (2013): points of one cell are always
// neighbours, so that a cell of enough points holds cores only, cells join as wholes, and
// a crowd on one point costs no more than its rows. A point's neighbours lie in its own
// row of cells and the two on each side, at most two columns away. Cells are numbered row
// by row, so that the cells of such a row follow each other, and their points too. In time
// there is a layer of rows for each slab of just under EpsT.
//
// A dense grid numbers every cell; a sparse one, for points far apart, the occupied ones. It
// leaves out points that no core is near.
type grid struct {
	eps2       float64
	minX, minY float64
	perM       float64 // cells a metre
	wide, high int     // cells in a row, rows in a layer
	cells      int
	clock

	at     []point
	weight []float64 // nil: 1 each
	row    []int32   // which input point it is
	start  []int32

	// A dense grid has a bit for each cell: whether one with cores is at most two columns
	// away, in its row.
	beside []uint64

	// A sparse grid has also:
	key                []uint64 // place of each cell, ascending, and one after all
	wideBits, highBits uint     // wide and high are powers of two
	blocks
	far   []bool   // of each cell: whether points of it have neighbours two layers away
	sides []uint32 // of each cell without cores: its sides
	index index
}

// newGrid lays checked points out, at least one, which have a box around them. spare holds a number for each point, and
// is overwritten.
func newGrid(p Points, around box, params Params, k clock, threads int, spare []int32) (*grid, error) {
	eps, enough := params.EpsM, params.enough()
	wide, high := around.max.x-around.min.x, around.max.y-around.min.y
	side := eps / math.Sqrt2
	span := max(wide/side, high/side)
	if !(span < maxSpan-8) {
		return nil, tooFar(eps)
	}
	// A cell's number is off by at most span·2⁻⁵⁰ cells, by rounding; a side smaller by
	// more than that never takes two points of a cell beyond eps.
	side *= 1 - 1e-9 - span*0x1p-48
	g := &grid{eps2: eps * eps, minX: around.min.x, minY: around.min.y, perM: 1 / side, clock: k}
	g.wide, g.high = int(wide*g.perM)+1+2*margin, int(high*g.perM)+1+2*margin
	places := float64(g.wide) * float64(g.high) * float64(k.layers)
	switch most := min(max(leastGrid, perPoint*len(p.X)), math.MaxInt32-1); {
	case places <= float64(most):
		g.cells = g.wide * g.high * k.layers
		g.fillDense(p, threads, spare)
	case bits.Len(uint(g.wide-1))+bits.Len(uint(g.high-1))+bits.Len(uint(k.layers-1)) <= placeBits:
		g.fillSparse(p, enough, threads, spare)
	case k.in != nil:
		return nil, tooLong(k.epsT)
	default:
		return nil, tooFar(eps)
	}
	return g, nil
}

func tooFar(eps float64) error {
	return fault.New(fault.Invalid, lang.T(
		"punkterna ligger för långt isär för radien %v m; välj en större radie eller ta bort punkter långt borta",
		"the points lie too far apart for the radius %v m; choose a larger one or remove points far away", eps))
}

// place is where a point's cell lies, layer by layer, row by row.
func (g *grid) place(x, y float64, i int) uint64 {
	row := int((y-g.minY)*g.perM) + margin
	if g.in != nil {
		row += g.layer(g.in[i]) * g.high
	}
	return uint64(row)*uint64(g.wide) + uint64(int((x-g.minX)*g.perM)+margin)
}

// toStarts turns each thread's counts into where its points of each cell begin, the first
// at a position.
func toStarts(sum int32, counts ...[]int32) {
	for c := range counts[0] {
		for _, of := range counts {
			of[c], sum = sum, sum+of[c]
		}
	}
}

func (g *grid) makeColumns(p Points) {
	n := len(p.X)
	g.at, g.row = make([]point, n), make([]int32, n)
	if p.Weight != nil {
		g.weight = make([]float64, n)
	}
	if g.in != nil {
		g.t = make([]float64, n)
	}
}

// span is the cells, from first up to past, that lie lo to hi columns from cell c, k rows
// on in the layer that a shift leads to. In a sparse grid only occupied ones.
func (g *grid) span(c int, to shift, k, lo, hi int) (first, past int) {
	if g.key == nil {
		c += (to.layers*g.high + k) * g.wide
		return c + lo, c + hi + 1
	}
	return g.index.span(g.key, g.placeFrom(c, to, k, lo), hi-lo+1)
}

// run is the points of a span.
func (g *grid) run(c int, to shift, k, lo, hi int) (from, past int32) {
	first, end := g.span(c, to, k, lo, hi)
	return g.start[first], g.start[end]
}
