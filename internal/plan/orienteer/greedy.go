package orienteer

// Greedy is the solution of best insertion alone: at once, for a first plan.
func Greedy(p Problem) (Solution, error) {
	if err := p.validate(); err != nil {
		return Solution{}, err
	}
	m := newModel(&p)
	var versions uint64
	s := m.newState(&versions)
	k := newMarket(m)
	k.draw(recipe{exponent: plainRatio}, nil)
	k.fill(s)
	return s.solution(), nil
}

// plainRatio is the exponent nearest to 1.
const plainRatio = 3
