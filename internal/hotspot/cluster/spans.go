package cluster

// spans are the cells of a sparse grid that may hold neighbours of one, by lane and row
// −2..2, from a first up to a past: found once for all its points.
type spans [3][5]struct{ first, past int32 }

// lanes is how many lanes of layers most points have neighbours in.
func (g *grid) lanes() int {
	if g.in == nil {
		return 1
	}
	return 3
}

// findSpans finds the spans of a cell, and how many points lie in them.
func (g *grid) findSpans(c int, s *spans) (points int) {
	for lane := range g.lanes() {
		if g.slabs > 0 && g.slabs <= lane { // the layer of a lane before
			s[lane] = [5]struct{ first, past int32 }{}
			continue
		}
		to := g.lane(g.layerOf(c), lane)
		for k := range s[lane] {
			first, past := g.span(c, to, k-2, -2, 2)
			s[lane][k].first, s[lane][k].past = int32(first), int32(past)
			points += int(g.start[past] - g.start[first])
		}
	}
	return points
}

// markSparse is markCores in a sparse grid; the points of cell c weigh own together.
func (g *grid) markSparse(core []bool, c int, own, enough float64, seen *twins) bool {
	var s spans
	if points := g.findSpans(c, &s); g.weight == nil && !g.far[c] && float64(points) < enough {
		return false
	}
	found := false
	for i := g.start[c]; i < g.start[c+1]; i++ {
		if g.weight != nil && g.weight[i] == 0 {
			continue
		}
		rest := enough - own
		if rest > 0 {
			if twin := seen.of(g, c, i); twin >= 0 {
				core[i] = core[twin]
				continue
			}
			rest = g.takeSpans(c, i, &s, rest)
		}
		if rest > 0 && g.far[c] {
			rest = g.takeBeyond(c, i, rest)
		}
		if rest <= 0 {
			core[i], found = true, true
		}
	}
	return found
}

// takeSpans is what is left of enough when point i's neighbours in spans are taken off,
// those of its own cell c aside; it ends once nothing is.
func (g *grid) takeSpans(c int, i int32, s *spans, enough float64) float64 {
	w := g.window(g.at[i])
	rows, n := w.rows()
	for lane := range g.lanes() {
		for _, k := range rows[:n] {
			of := &s[lane][k+2]
			if of.first == of.past {
				continue
			}
			from, past := g.start[of.first], g.start[of.past]
			if k == 0 && lane == 0 {
				enough -= g.weigh(from, g.start[c], i)
				from = g.start[c+1]
			}
			if enough -= g.weigh(from, past, i); enough <= 0 {
				return enough
			}
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
