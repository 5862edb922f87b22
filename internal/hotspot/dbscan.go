package hotspot

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// noise is the label of a point in no cluster.
const noise int32 = -1

// maxCells is how many grid cells wide or high the points may lie apart.
const maxCells = 1 << 30

// DBSCAN labels points by density (Ester, Kriegel, Sander and Xu, 1996): exact, 0, 1, …
// in the order in which each cluster's first core point comes, −1 for noise. A core point
// has at least minPoints points within eps, itself included. A border point goes to the
// cluster of its nearest core point.
//
// The points lie in a grid of side just under eps/√2, after Gunawan (2013): points of one
// cell are always within eps of each other, so that a cell of minPoints holds core points
// only, cells join as wholes, and a crowd on one point costs no more than its rows.
// It returns Invalid for an eps or a coordinate that is not a finite number.
func DBSCAN(x, y []float64, eps float64, minPoints int) ([]int32, error) {
	if !(eps > 0) || math.IsInf(eps, 0) || minPoints < 1 {
		return nil, fault.New(fault.Invalid, lang.T(
			"radien %v m eller minsta antalet %d duger inte: båda ska vara större än noll",
			"the radius %v m or the least number %d will not do: both must be above zero", eps, minPoints))
	}
	if len(x) == 0 {
		return []int32{}, nil
	}
	g, err := newGrid(x, y, eps)
	if err != nil {
		return nil, err
	}
	g.findCores(minPoints)
	g.joinCells()
	return g.labels(), nil
}

// grid holds points by cell, in flat columns. Position i of x, y, core and row is the
// same point; the points of cell c are at [start[c], start[c+1]).
type grid struct {
	eps2  float64
	x, y  []float64
	row   []int32 // which input point it is
	core  []bool
	start []int32
	key   []uint64 // row-major number of each cell, ascending
	wide  uint64   // cells in a row
	all   []box    // of a cell's points
	cores []box    // of a cell's core points
	near  []span   // 5 a cell: the cells of the rows −2..2 that may hold neighbours
	root  []int32  // union-find over cells
}

// span is a run of cells.
type span struct{ from, to int32 }

func newGrid(x, y []float64, eps float64) (*grid, error) {
	extent := emptyBox
	for i := range x {
		extent.add(x[i], y[i])
		if math.IsNaN(x[i]+y[i]) || math.IsInf(x[i]+y[i], 0) {
			return nil, fault.New(fault.Invalid, lang.T(
				"punkt %d har ingen giltig koordinat (%v, %v)", "point %d has no valid coordinate (%v, %v)", i+1, x[i], y[i]))
		}
	}
	side := eps / math.Sqrt2 * (1 - 1e-9) // rounding never takes two points of a cell beyond eps
	if (extent.maxX-extent.minX)/side > maxCells || (extent.maxY-extent.minY)/side > maxCells {
		return nil, fault.New(fault.Invalid, lang.T(
			"punkterna ligger för långt isär för radien %v m: välj en större radie", "the points lie too far apart for the radius %v m: choose a larger one", eps))
	}
	g := &grid{eps2: eps * eps, wide: uint64((extent.maxX-extent.minX)/side) + 1}
	keys := make([]uint64, len(x))
	for i := range x {
		keys[i] = uint64((y[i]-extent.minY)/side)*g.wide + uint64((x[i]-extent.minX)/side)
	}
	g.row = sortByKey(keys)
	g.fill(x, y, keys)
	g.findNear()
	return g, nil
}

// fill lays the points out by cell.
func (g *grid) fill(x, y []float64, keys []uint64) {
	n := len(x)
	g.x, g.y, g.core = make([]float64, n), make([]float64, n), make([]bool, n)
	for i, r := range g.row {
		g.x[i], g.y[i] = x[r], y[r]
		if key := keys[r]; i == 0 || key != g.key[len(g.key)-1] {
			g.key = append(g.key, key)
			g.start = append(g.start, int32(i))
			g.all = append(g.all, emptyBox)
		}
		g.all[len(g.all)-1].add(x[r], y[r])
	}
	g.start = append(g.start, int32(n))
	g.cores = make([]box, len(g.key))
	g.root = make([]int32, len(g.key))
	for c := range g.key {
		g.cores[c], g.root[c] = emptyBox, int32(c)
	}
}

// findNear notes for each cell the runs of cells, in its own row and two to each side,
// that its neighbours can lie in. The keys ascend, so each run only moves forward.
func (g *grid) findNear() {
	g.near = make([]span, 5*len(g.key))
	for k := range 5 {
		var from, to int
		for c, key := range g.key {
			line, column := int64(key/g.wide)+int64(k)-2, key%g.wide
			if line < 0 {
				continue
			}
			low := uint64(line)*g.wide + column - min(2, column)
			high := uint64(line)*g.wide + min(column+2, g.wide-1)
			for from < len(g.key) && g.key[from] < low {
				from++
			}
			to = max(to, from)
			for to < len(g.key) && g.key[to] <= high {
				to++
			}
			g.near[5*c+k] = span{int32(from), int32(to)}
		}
	}
}

// findCores marks the points with enough neighbours.
func (g *grid) findCores(minPoints int) {
	for c := range g.key {
		whole := int(g.start[c+1]-g.start[c]) >= minPoints
		for i := g.start[c]; i < g.start[c+1]; i++ {
			if whole || g.dense(c, i, minPoints) {
				g.core[i] = true
				g.cores[c].add(g.x[i], g.y[i])
			}
		}
	}
}

// dense reports whether point i of cell c has at least enough points within eps.
func (g *grid) dense(c int, i int32, enough int) bool {
	found := 0
	for _, s := range g.near[5*c : 5*c+5] {
		for d := s.from; d < s.to; d++ {
			if least, most := g.all[d].reach(g.x[i], g.y[i]); least > g.eps2 {
				continue
			} else if most <= g.eps2 {
				found += int(g.start[d+1] - g.start[d])
			} else {
				found += g.count(d, i)
			}
			if found >= enough {
				return true
			}
		}
	}
	return false
}

func (g *grid) count(d, i int32) int {
	found := 0
	for j := g.start[d]; j < g.start[d+1]; j++ {
		if g.dist2(i, j) <= g.eps2 {
			found++
		}
	}
	return found
}

// joinCells unites the cells whose core points lie within eps of each other.
func (g *grid) joinCells() {
	for c := range int32(len(g.key)) {
		if g.cores[c].empty() {
			continue
		}
		for _, s := range g.near[5*c : 5*c+5] {
			for d := max(s.from, c+1); d < s.to; d++ {
				if a, b := g.find(c), g.find(d); a != b && g.touch(c, d) {
					g.root[max(a, b)] = min(a, b)
				}
			}
		}
	}
}

// touch reports whether a core point of c lies within eps of one of d.
func (g *grid) touch(c, d int32) bool {
	if g.cores[d].empty() {
		return false
	}
	for i := g.start[c]; i < g.start[c+1]; i++ {
		if !g.core[i] {
			continue
		}
		if least, _ := g.cores[d].reach(g.x[i], g.y[i]); least > g.eps2 {
			continue
		}
		for j := g.start[d]; j < g.start[d+1]; j++ {
			if g.core[j] && g.dist2(i, j) <= g.eps2 {
				return true
			}
		}
	}
	return false
}

func (g *grid) find(c int32) int32 {
	for g.root[c] != c {
		g.root[c] = g.root[g.root[c]]
		c = g.root[c]
	}
	return c
}

// labels numbers the clusters in input order.
func (g *grid) labels() []int32 {
	root := make([]int32, len(g.row)) // of each input point's cluster, or noise
	core := make([]bool, len(g.row))
	for c := range g.key {
		for i := g.start[c]; i < g.start[c+1]; i++ {
			root[g.row[i]], core[g.row[i]] = g.clusterOf(c, i), g.core[i]
		}
	}
	number := make([]int32, len(g.key))
	next := int32(1)
	for r := range root {
		if core[r] && number[root[r]] == 0 {
			number[root[r]] = next
			next++
		}
	}
	for r, c := range root {
		if c != noise {
			root[r] = number[c] - 1
		}
	}
	return root
}

// clusterOf is the root cell of the nearest core point within eps of point i, or noise.
func (g *grid) clusterOf(c int, i int32) int32 {
	if g.core[i] {
		return g.find(int32(c))
	}
	best, nearest := noise, g.eps2
	for _, s := range g.near[5*c : 5*c+5] {
		for d := s.from; d < s.to; d++ {
			if least, _ := g.cores[d].reach(g.x[i], g.y[i]); least > nearest {
				continue
			}
			for j := g.start[d]; j < g.start[d+1]; j++ {
				if !g.core[j] {
					continue
				}
				if away := g.dist2(i, j); away < nearest || away == nearest && best == noise {
					best, nearest = g.find(d), away
				}
			}
		}
	}
	return best
}

func (g *grid) dist2(i, j int32) float64 { return square(g.x[i]-g.x[j], g.y[i]-g.y[j]) }

func square(dx, dy float64) float64 { return dx*dx + dy*dy }
