package cluster

// The farthest a neighbour lies, in cells: eps is √2 sides, a little more since the sides
// are a little less; beyond a whole row between, one side.
const (
	reach       = 1.415
	reachBeyond = 1.001
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
	u, v := (p.x-g.minX)*g.perM, (p.y-g.minY)*g.perM
	u, v = u-float64(int(u)), v-float64(int(v))
	return window{
		lo: int(u+(2-reach)) - 2, hi: int(u + reach),
		loBeyond: int(u+(2-reachBeyond)) - 2, hiBeyond: int(u + reachBeyond),
		first:  2*int(v+0.5) - 1,
		beyond: 2 * (int(v+reach) - 1 - (1 - int(v+(2-reach)))),
	}
}

// rows are the rows of cells, seen from a point's own, that hold its neighbours: the first
// n, from the nearest out.
func (w *window) rows() (rows [4]int, n int) {
	if w.beyond == 0 {
		return [...]int{0, w.first, -w.first, 0}, 3
	}
	return [...]int{0, w.first, -w.first, w.beyond}, 4
}

// near reports whether positions i and j are neighbours.
func (g *grid) near(i, j int32) bool {
	return apart2(g.at[i], g.at[j]) <= g.eps2 && (g.t == nil || g.gap(i, j) <= g.epsT)
}

// apart2 is the squared distance of two points, each product rounded by itself on every
// kind of machine.
func apart2(p, q point) float64 {
	dx, dy := p.x-q.x, p.y-q.y
	return float64(dx*dx) + float64(dy*dy)
}
