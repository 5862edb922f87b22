package cluster

import "math"

// spans are what lies on the sides of a cell of a sparse grid, by lane and row −2..2: found
// once for all its points.
type spans struct {
	of     [3][sideRows]pointSpan
	points [sideRows]int32 // in the row, of all lanes
}

// pointSpan is the points of some cells that follow each other.
type pointSpan struct{ from, end int32 }

// lanes is how many lanes of layers most points have neighbours in.
func (g *grid) lanes() int {
	if g.in == nil {
		return 1
	}
	return 3
}

// corner is the first place of a lane that may hold neighbours of cell c's points, unless the
// lane's layer is that of a lane before.
func (g *grid) corner(c, lane int) (place uint64, ok bool) {
	if g.slabs > 0 && g.slabs <= lane {
		return 0, false
	}
	return g.placeFrom(c, g.lane(g.layerOf(c), lane), -2, -2), true
}

// findSpans finds the spans of a cell, and how many points lie in them.
func (g *grid) findSpans(c int, s *spans) (points int) {
	*s = spans{}
	for lane := range g.lanes() {
		place, ok := g.corner(c, lane)
		if !ok {
			continue
		}
		for k := range sideRows {
			of := &s.of[lane][k]
			var first, past int
			if g.index.words == nil {
				first, past = g.index.search(g.key, place, 5)
			} else { // span is too long to be inlined
				first, past = g.index.look(place, 5)
			}
			of.from, of.end = g.start[first], g.start[past]
			s.points[k] += of.end - of.from
			place += uint64(g.wide)
		}
	}
	for _, n := range s.points {
		points += int(n)
	}
	return points
}

// hasCoresSparse is hasCores in a sparse grid; the points of cell c weigh own together.
func (j *judge) hasCoresSparse(c int, own float64) (found bool) {
	var s spans
	if points := j.findSpans(c, &s); j.weight == nil && !j.far[c] && float64(points) < j.enough {
		return false
	}
	for i := j.start[c]; i < j.start[c+1] && (!found || j.weight != nil); i++ {
		core := false
		if twin := j.seen.of(j.grid, c, i); twin >= 0 {
			core = j.core.has(twin)
		} else {
			core = j.isDenseIn(c, i, &s, own)
		}
		if core {
			j.core.set(i, i+1)
			found = true
		}
		j.known.set(i, i+1)
	}
	return found
}

// isDenseIn reports whether the neighbours of point i weigh enough, of which those of its own
// cell c weigh own.
func (j *judge) isDenseIn(c int, i int32, s *spans, own float64) bool {
	if j.in != nil && j.weight == nil && !j.far[c] {
		return j.count(i, s, int(math.Ceil(j.enough)))
	}
	rest := j.takeSpans(c, i, s, j.enough-own)
	if rest > 0 && j.far[c] {
		rest = j.takeBeyond(c, i, rest)
	}
	return rest <= 0
}

// count reports whether point i has so many neighbours in spans, itself included: isDenseIn
// where no point reaches beyond them and all weigh the same.
func (g *grid) count(i int32, s *spans, enough int) bool {
	w := g.window(g.at[i])
	rows, n := w.rows()
	left := 0 // points not looked at yet
	for _, k := range rows[:n] {
		left += int(s.points[k+2])
	}
	p, t := g.at[i], g.t[i]
	epsT, period, eps2 := g.epsT, g.period, g.eps2
	for lane := range s.of {
		for _, k := range rows[:n] {
			of := &s.of[lane][k+2]
			if left < enough {
				return false
			}
			points, times := g.at[of.from:of.end], g.t[of.from:of.end]
			left -= len(points)
			enough -= len(points)
			for j := range min(len(points), len(times)) {
				straight := math.Abs(times[j] - t)
				far := math.Float64bits(epsT-straight) & math.Float64bits(epsT-(period-straight))
				enough += int((far | math.Float64bits(eps2-apart2(points[j], p))) >> 63)
			}
			if enough <= 0 {
				return true
			}
		}
	}
	return false
}

// takeSpans is what is left of enough when point i's neighbours in spans are taken off,
// those of its own cell c aside; it ends once nothing is, or too few points are left.
func (g *grid) takeSpans(c int, i int32, s *spans, enough float64) float64 {
	w := g.window(g.at[i])
	rows, n := w.rows()
	a, b := g.start[c], g.start[c+1]
	left := a - b // points not looked at yet
	all := g.weight == nil && !g.far[c]
	for _, k := range rows[:n] {
		left += s.points[k+2]
	}
	for lane := range g.lanes() {
		for _, k := range rows[:n] {
			of := &s.of[lane][k+2]
			if of.from == of.end {
				continue
			}
			if all && float64(left) < enough {
				return enough
			}
			from := of.from
			if k == 0 && lane == 0 {
				enough -= g.weigh(from, a, i, lane)
				from, left = b, left+b-a
			}
			if enough -= g.weigh(from, of.end, i, lane); enough <= 0 {
				return enough
			}
			left -= of.end - of.from
		}
	}
	return enough
}

// takeBeyond is takeSpans for the layers that few points reach.
func (g *grid) takeBeyond(c int, i int32, enough float64) float64 {
	w := g.window(g.at[i])
	shifts, n := g.others(i)
	for _, to := range shifts[:n] {
		if to.lane == 3 && enough > 0 {
			enough = g.take(c, i, to, &w, enough)
		}
	}
	return enough
}
