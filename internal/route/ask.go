package route

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/plan/orienteer"
)

// Task is what a job is asked to plan: a request and, where it changes a plan, which.
type Task struct {
	plan.Request
	Plan    int64     `json:"plan,omitempty"`     // 0: a new one
	Based   int       `json:"based_on,omitempty"` // the version it changes; 0: the newest
	Changed lang.Text `json:"changed,omitzero"`   // what is different, as Plan.Next says it
	Beside  []int64   `json:"beside,omitempty"`   // drafts to spread from, as if they were published: of the same roster
}

// Best is the best plan found so far, as it is told while a search goes on.
type Best struct {
	Score      float64 `json:"score"` // priority-minutes
	Bound      float64 `json:"bound"` // no plan gathers more
	Seconds    float64 `json:"seconds"`
	Iterations int     `json:"iterations"`
}

// Doses gives presence that was made, so that plans spread.
type Doses interface {
	// Recent returns the presence that began between two instants, in a stable order.
	Recent(ctx context.Context, code string, since, until time.Time) ([]plan.Dose, error)
}

// QuickSteps is how many iterations a plan at once is searched for: some tens of milliseconds
// for an evening in a town, after which it is far better than by best insertion alone.
const QuickSteps = 50

// Quick is a plan at once, searched for by QuickSteps alone and not saved: for showing while
// Improve searches for a better one. It returns Invalid for a request that cannot be met or
// an open analysis, and NotFound where the analysis or the plan is missing.
func (s Service) Quick(ctx context.Context, m municipality.Municipality, t Task) (Planned, error) {
	few := t.Request
	few.Iterations = QuickSteps
	return s.planned(ctx, m, t, func(ctx context.Context, p orienteer.Problem, better func(orienteer.Solution)) (orienteer.Solution, error) {
		return orienteer.Solve(ctx, p, limitsOf(few, better))
	}, nil)
}

// Workers is how many searches run side by side. A plan depends on it, on its seed and on the
// iterations it ran, not on how many processors there were.
const Workers = 2

// Improve searches for the best plan, telling watch of each better one, until the request's
// seconds or iterations are over or stop says so, and keeps the best. Watch and stop may be
// nil. Nothing is saved. It returns what Quick does.
func (s Service) Improve(ctx context.Context, m municipality.Municipality, t Task, watch func(Best), stop func() bool) (Planned, error) {
	began := time.Now()
	search := func(ctx context.Context, p orienteer.Problem, better func(orienteer.Solution)) (orienteer.Solution, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		if stop != nil {
			defer whenever(ctx, stop, cancel)()
		}
		return orienteer.Solve(ctx, p, limitsOf(t.Request, better))
	}
	var tell func(plan.Best)
	if watch != nil {
		tell = func(b plan.Best) { watch(Best{b.Score, b.Bound, time.Since(began).Seconds(), b.Iterations}) }
	}
	return s.planned(ctx, m, t, search, tell)
}

// limitsOf is how long a request is searched for. Told how many iterations, it is not by the
// clock, so that it comes to the same plan anywhere.
func limitsOf(r plan.Request, better func(orienteer.Solution)) orienteer.Limits {
	l := orienteer.Limits{Seed: r.Seed, Iterations: r.Iterations, Workers: Workers, Better: better}
	if r.Iterations == 0 {
		began := time.Now()
		l.Clock = func() time.Duration { return time.Since(began) }
		l.For = time.Duration(cmp.Or(r.Seconds, plan.DefaultSeconds)) * time.Second
	}
	return l
}

// stopEvery is how often somebody is asked whether to stop.
const stopEvery = 200 * time.Millisecond

// whenever cancels once stop says so; the function it returns ends the asking and waits for
// its end.
func whenever(ctx context.Context, stop func() bool, cancel func()) (end func()) {
	ctx, done := context.WithCancel(ctx)
	var asking sync.WaitGroup
	asking.Go(func() {
		tick := time.NewTicker(stopEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if stop() {
					cancel()
					return
				}
			}
		}
	})
	return func() {
		done()
		asking.Wait()
	}
}

// planned reads what a task needs, plans with a search and lays the routes.
func (s Service) planned(ctx context.Context, m municipality.Municipality, t Task, search plan.Search, watch func(plan.Best)) (Planned, error) {
	request, err := located(m, t.Request)
	if err != nil {
		return Planned{}, err
	}
	t.Request = request
	g, err := s.read(ctx, m, t)
	if err != nil {
		return Planned{}, fmt.Errorf("read what a plan for %s needs: %w", m.Code, err)
	}
	set, err := g.set(m, t.Request)
	if err != nil {
		return Planned{}, err
	}
	p, err := set.make(ctx, m, search, watch)
	if err != nil {
		return Planned{}, err
	}
	if err := ctx.Err(); err != nil {
		return Planned{}, err
	}
	p.Plan.CodeVersion, p.Plan.DataRevision, p.Plan.Changed = s.CodeVersion, m.Revision, t.Changed
	return p, nil
}
