package orienteer

import (
	"context"
)

// Solve searches for the best solution until a limit is met or ctx is done, and returns the
// best it has come upon: never an error for want of time, and always a feasible one, with
// what is lacking in Lacks. It returns an error only for a problem that does not hold
// together. Better solutions have less in Lacks; of equals more Score; of equals less Time.
func Solve(ctx context.Context, p Problem, l Limits) (Solution, error) {
	if err := p.validate(); err != nil {
		return Solution{}, err
	}
	m := newModel(&p)
	m.layNear()
	w := newSearch(m, l.Seed, 0)
	w.market.draw(recipe{exponent: plainRatio}, &w.c)
	w.market.fill(w.cur)
	w.elite.offer(w.cur)
	for ctx.Err() == nil && (l.Iterations == 0 || w.iterations < l.Iterations) && (l.For == 0 || l.Clock == nil || l.Clock() < l.For) {
		n := phase
		if l.Iterations > 0 {
			n = min(n, l.Iterations-w.iterations)
		}
		if m.n == 0 {
			break
		}
		w.anneal(n)
		w.start()
	}
	sol := w.elite.kept[0].solution()
	sol.Iterations = w.iterations
	return sol, nil
}
