package cluster

import "math"

// slack is how far, as a share, a sum of weights may fall short of Min by rounding: ten
// weights of 0.1 make 1.
const slack = 1e-9

// The farthest a neighbour lies, in cells: eps is √2 sides, a little more since the sides
// are a little less; beyond a whole row between, one side.
const (
	reach       = 1.4143
	reachBeyond = 1.0001
)

// window is the cells that hold a point's neighbours: the columns lo to hi of its own row
// of cells and of those beside it, and loBeyond to hiBeyond of the rows below and above
// those, of which it reaches into one at most.
type window struct {
	lo, hi, loBeyond, hiBeyond int
	first                      int // the row beside its own that lies nearer: −1 or 1
	beyond                     int // −2, 2, or 0 for neither
}

func (g *grid) window(p point) window {
	u, v := (p.x-g.minX)*g.inverse, (p.y-g.minY)*g.inverse
	u, v = u-float64(int(u)), v-float64(int(v))
	return window{
		lo: int(u+(2-reach)) - 2, hi: int(u + reach),
		loBeyond: int(u+(2-reachBeyond)) - 2, hiBeyond: int(u + reachBeyond),
		first:  2*int(v+0.5) - 1,
		beyond: 2 * (int(v+reach) - 1 - (1 - int(v+(2-reach)))),
	}
}

// findCores marks the cores among the points of the cells from up to past.
func (g *grid) findCores(core []bool, root []int32, enough float64, from, past int) {
	for c := from; c < past; c++ {
		a, b := g.start[c], g.start[c+1]
		root[c] = none
		if a == b || !g.markCores(core, c, a, b, enough) {
			continue
		}
		root[c] = int32(c)
	}
}

// none is the root of a cell without cores.
const none int32 = -1

// markCores marks the cores of a cell, and reports whether there are any.
func (g *grid) markCores(core []bool, c int, a, b int32, enough float64) bool {
	if g.weight != nil {
		return g.markHeavy(core, c, a, b, enough)
	}
	least := int(math.Ceil(enough))
	if int(b-a) >= least {
		for i := a; i < b; i++ {
			core[i] = true
		}
		return true
	}
	if g.around(c) < least {
		return false
	}
	found := false
	for i := a; i < b; i++ {
		if g.count(c, a, b, i, least-int(b-a)) {
			core[i], found = true, true
		}
	}
	return found
}

// around is how many points lie in the cells that may hold neighbours of cell c's.
func (g *grid) around(c int) int {
	sum := 0
	for k := -2; k <= 2; k++ {
		from, to := g.run(c, k, -2, 2)
		sum += int(to - from)
	}
	return sum
}

// count reports whether point i, of cell c with the points a up to b, has at least so many
// neighbours outside its cell.
func (g *grid) count(c int, a, b, i int32, least int) bool {
	p := g.at[i]
	w := g.window(p)
	from, to := g.run(c, 0, w.lo, w.hi)
	found := within(g.at[from:a], p, g.eps2) + within(g.at[b:to], p, g.eps2)
	if found >= least {
		return true
	}
	from, to = g.run(c, w.first, w.lo, w.hi)
	found += within(g.at[from:to], p, g.eps2)
	if found >= least {
		return true
	}
	from, to = g.run(c, -w.first, w.lo, w.hi)
	found += within(g.at[from:to], p, g.eps2)
	if found >= least || w.beyond == 0 {
		return found >= least
	}
	from, to = g.run(c, w.beyond, w.loBeyond, w.hiBeyond)
	return found+within(g.at[from:to], p, g.eps2) >= least
}

// within is how many of the points lie within eps of p. The sign of a difference of
// doubles is exact, and taking it costs no branch to guess.
func within(points []point, p point, eps2 float64) int {
	beyond := 0
	for i := range points {
		beyond += int(math.Float64bits(eps2-apart2(points[i], p)) >> 63)
	}
	return len(points) - beyond
}

// apart2 is the squared distance of two points, each product rounded by itself on every
// kind of machine.
func apart2(p, q point) float64 {
	dx, dy := p.x-q.x, p.y-q.y
	return float64(dx*dx) + float64(dy*dy)
}

// markHeavy is markCores where points have weights.
func (g *grid) markHeavy(core []bool, c int, a, b int32, enough float64) bool {
	own := 0.0
	for _, w := range g.weight[a:b] {
		own += w
	}
	found := false
	for i := a; i < b; i++ {
		if g.weight[i] > 0 && (own >= enough || g.heavy(c, a, b, i, enough-own)) {
			core[i], found = true, true
		}
	}
	return found
}

// heavy is count where points have weights.
func (g *grid) heavy(c int, a, b, i int32, enough float64) bool {
	w := g.window(g.at[i])
	from, to := g.run(c, 0, w.lo, w.hi)
	sum := g.weigh(from, a, i) + g.weigh(b, to, i)
	for _, k := range [...]int{w.first, -w.first} {
		if sum >= enough {
			return true
		}
		from, to := g.run(c, k, w.lo, w.hi)
		sum += g.weigh(from, to, i)
	}
	if w.beyond != 0 && sum < enough {
		from, to := g.run(c, w.beyond, w.loBeyond, w.hiBeyond)
		sum += g.weigh(from, to, i)
	}
	return sum >= enough
}

// weigh is the weight of the points from up to past that lie within eps of point i.
func (g *grid) weigh(from, past, i int32) float64 {
	sum := 0.0
	for j := from; j < past; j++ {
		if apart2(g.at[j], g.at[i]) <= g.eps2 {
			sum += g.weight[j]
		}
	}
	return sum
}
