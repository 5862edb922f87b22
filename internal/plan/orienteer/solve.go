package orienteer

import (
	"context"
	"fmt"
	"sync"
)

const (
	round   = 1200 // iterations between exchanges of workers and between reports, of a small problem
	glances = 16   // iterations between looks at the clock
	idle    = 20   // rounds that a solution nothing can score more than is still shortened
)

// Solve searches for the best solution until a limit is met or ctx is done, and returns the
// best it has come upon: never an error for want of time, and always a feasible one, with
// what is lacking in Lacks. It returns an error only for a problem or a start that does not
// hold together. Better solutions have less in Lacks; of equals more Score; of equals less
// Time.
func Solve(ctx context.Context, p Problem, l Limits) (Solution, error) {
	if err := p.validate(); err != nil {
		return Solution{}, err
	}
	if err := p.validateStart(l.Start); err != nil {
		return Solution{}, err
	}
	m := newModel(&p)
	m.layNear()
	t := &team{ctx: ctx, limits: l, m: m}
	for i := range max(l.Workers, 1) {
		t.workers = append(t.workers, newSearch(m, l.Seed, uint64(i)))
	}
	t.workers[0].open(l.Start)
	t.exchange()
	t.report()
	if m.n > 0 {
		t.run()
	}
	return t.solution(), nil
}

func (p *Problem) validateStart(start [][]int) error {
	if len(start) > len(p.Crews) {
		return fmt.Errorf("orienteer: start: %d routes for %d crews", len(start), len(p.Crews))
	}
	for r, stops := range start {
		for _, u := range stops {
			if u < 0 || u >= len(p.Stops) {
				return fmt.Errorf("orienteer: start: route %d: stop %d of %d", r, u, len(p.Stops))
			}
		}
	}
	return nil
}

// team is the workers of one search. They run for a round side by side, then hand on what
// is best in their order, so that it does not matter which was first.
type team struct {
	ctx     context.Context //nolint:containedctx // lives as long as the one call of Solve
	limits  Limits
	m       *model
	workers []*search
	best    value // as last reported
	told    bool
	enough  bool
	still   int // rounds without anything better
}

func (t *team) run() {
	for !t.over() {
		n := t.round()
		if t.limits.Iterations > 0 {
			n = min(n, t.limits.Iterations-t.workers[0].iterations)
		}
		var wait sync.WaitGroup
		p := newPace()
		for _, w := range t.workers[1:] {
			wait.Go(func() { w.run(n, p.follow) })
		}
		t.workers[0].run(n, func(done int) int { return p.lead(done, t.glance) })
		wait.Wait()
		t.exchange()
		t.report()
	}
}

// round is fewer iterations the longer each takes.
func (t *team) round() int {
	return max(glances, min(round, 100*round/t.m.n))
}

// glance looks at the clock for all.
func (t *team) glance() bool {
	l := &t.limits
	if t.ctx.Err() != nil || l.For > 0 && l.Clock != nil && l.Clock() >= l.For {
		t.enough = true
	}
	return t.enough
}

// over tells whether to end between two rounds.
func (t *team) over() bool {
	spent := t.limits.Iterations > 0 && t.workers[0].iterations >= t.limits.Iterations
	perfect := t.best.lacks == 0 && t.best.score == t.m.ceiling && t.still >= idle
	return t.glance() || spent || perfect
}

// exchange gives every worker the best of the others.
func (t *team) exchange() {
	for _, w := range t.workers {
		for _, o := range t.workers {
			if o.found && (!w.found || o.bestValue.better(w.bestValue)) {
				w.offer(o.best)
			}
		}
	}
}

// report tells whoever wants to know of a better solution.
func (t *team) report() {
	v := t.workers[0].bestValue
	if t.told && !v.better(t.best) {
		t.still++
		return
	}
	t.best, t.told, t.still = v, true, 0
	if t.limits.Better != nil {
		t.limits.Better(t.solution())
	}
}

func (t *team) solution() Solution {
	sol := t.workers[0].best.solution()
	sol.Iterations = t.workers[0].iterations
	return sol
}
