package cluster

// spans are what lies on the sides of a cell of a sparse grid, by lane and row −2..2: found
// once for all its points.
type spans struct {
	of     [3][sideRows]cellSpan
	points [sideRows]int32 // in the row, of all lanes
}

// cellSpan is some cells that follow each other, and their points.
type cellSpan struct{ first, past, from, end int32 }

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
			first, past := g.index.span(g.key, place, 5)
			of.first, of.past, of.from, of.end = int32(first), int32(past), g.start[first], g.start[past]
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
			rest := j.takeSpans(c, i, &s, j.enough-own)
			if rest > 0 && j.far[c] {
				rest = j.takeBeyond(c, i, rest)
			}
			core = rest <= 0
		}
		if core {
			j.core.set(i, i+1)
			found = true
		}
		j.known.set(i, i+1)
	}
	return found
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
