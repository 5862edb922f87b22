package cluster

import "math"

// slack is how far, as a share, a sum of weights may fall short of Min by rounding: ten
// weights of 0.1 make 1.
const slack = 1e-9

// enough is the weight that makes a core.
func (p Params) enough() float64 { return p.Min * (1 - slack) }

// none is the root of a cell without cores.
const none int32 = -1

// findCores finds the cells with cores among those from up to past, and makes each of them
// its own root.
func (j *judge) findCores(root []int32, from, past int) {
	for c := from; c < past; c++ {
		root[c] = none
		if j.key != nil && !j.busy.has(j.blockOf(j.key[c])) {
			continue
		}
		if a, b := j.start[c], j.start[c+1]; a < b && j.hasCores(c, a, b) {
			root[c] = int32(c)
		}
	}
}

// hasCores reports whether there are cores in a cell, the points a up to b. It asks about them
// in turn until one is; with weights about all, since there may be any number of them in a
// cell that does not weigh enough by itself.
func (j *judge) hasCores(c int, a, b int32) bool {
	own := j.sum(a, b)
	if own >= j.enough {
		j.core.set(a, b)
		j.known.set(a, b)
		return true
	}
	if j.key != nil {
		return j.hasCoresSparse(c, own)
	}
	if j.in == nil && j.weight == nil && float64(j.around(c)) < j.enough {
		return false
	}
	found := false
	for i := a; i < b && (!found || j.weight != nil); i++ {
		if j.isDense(c, i, own) {
			j.core.set(i, i+1)
			found = true
		}
		j.known.set(i, i+1)
	}
	return found
}

// sum is the weight of the points from up to past.
func (g *grid) sum(from, past int32) float64 {
	if g.weight == nil {
		return float64(past - from)
	}
	sum := 0.0
	for _, w := range g.weight[from:past] {
		sum += w
	}
	return sum
}

// around is how many points lie at most in the cells of a dense grid that hold neighbours of
// one point of cell c: of four columns and of four rows.
func (g *grid) around(c int) int {
	var left, right [sideRows]int32
	for k := range sideRows {
		row := g.start[c+(k-2)*g.wide-2:][:6]
		left[k], right[k] = row[4]-row[0], row[5]-row[1]
	}
	return int(max(most(&left), most(&right)))
}

// most is the greater sum of the first or the last four.
func most(rows *[sideRows]int32) int32 {
	return rows[1] + rows[2] + rows[3] + max(rows[0], rows[4])
}

// dense reports whether the neighbours of point i outside its cell c weigh enough.
func (g *grid) dense(c int, i int32, enough float64) bool {
	w := g.window(g.at[i])
	enough = g.take(c, i, shift{}, &w, enough)
	if enough <= 0 || g.in == nil {
		return enough <= 0
	}
	shifts, n := g.others(i)
	for _, to := range shifts[:n] {
		if enough = g.take(c, i, to, &w, enough); enough <= 0 {
			return true
		}
	}
	return false
}

// take is what is left of enough when the neighbours of point i in a layer are taken off,
// those of its own cell c aside; it ends once nothing is.
func (g *grid) take(c int, i int32, to shift, w *window, enough float64) float64 {
	from, past := g.run(c, to, 0, w.lo, w.hi)
	if to.lane == 0 {
		enough -= g.weigh(from, g.start[c], i, 0)
		from = g.start[c+1]
	}
	if enough -= g.weigh(from, past, i, to.lane); enough <= 0 {
		return enough
	}
	from, past = g.run(c, to, w.first, w.lo, w.hi)
	if enough -= g.weigh(from, past, i, to.lane); enough <= 0 {
		return enough
	}
	from, past = g.run(c, to, -w.first, w.lo, w.hi)
	if enough -= g.weigh(from, past, i, to.lane); enough <= 0 || w.beyond == 0 {
		return enough
	}
	from, past = g.run(c, to, w.beyond, w.loBeyond, w.hiBeyond)
	return enough - g.weigh(from, past, i, to.lane)
}

// weigh is the weight of point i's neighbours from up to past, in a lane of layers; those
// of its own layer are near in time.
func (g *grid) weigh(from, past, i int32, lane int) float64 {
	if from == past {
		return 0
	}
	if g.weight == nil && lane == 0 {
		return float64(within(g.at[from:past], g.at[i], g.eps2))
	}
	if g.weight == nil {
		return float64(g.withinBoth(from, past, i))
	}
	sum := 0.0
	for j := from; j < past; j++ {
		if g.near(i, j) {
			sum += g.weight[j]
		}
	}
	return sum
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

// withinBoth is within in space and time.
func (g *grid) withinBoth(from, past, i int32) int {
	p, t := g.at[i], g.t[i]
	points, times := g.at[from:past], g.t[from:past]
	epsT, period, eps2 := g.epsT, g.period, g.eps2
	beyond := 0
	for j := range min(len(points), len(times)) {
		straight := math.Abs(times[j] - t)
		far := math.Float64bits(epsT-straight) & math.Float64bits(epsT-(period-straight))
		beyond += int((far | math.Float64bits(eps2-apart2(points[j], p))) >> 63)
	}
	return len(points) - beyond
}
