package route

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// Improvement is what a job is asked: to search for a better version of a plan than one that
// was made at once.
type Improvement struct {
	Plan    int64 `json:"plan"`
	Version int   `json:"version"`
}

// Improved is what became of it. Version is the one that came of it, or the one that was
// found to be the best; Note says which, and why nothing was kept where nothing was.
type Improved struct {
	Plan       int64     `json:"plan"`
	Version    int       `json:"version"`
	Better     bool      `json:"better"`
	Before     float64   `json:"score_before"` // priority-minutes of the version that was improved
	Score      float64   `json:"score"`        // of the search's best
	Bound      float64   `json:"bound"`        // no plan gathers more
	Gap        float64   `json:"gap_percent"`  // of the bound that the better of the two lacks; see GapPercent
	Iterations int       `json:"iterations"`
	Note       lang.Text `json:"note"`
}

// Search searches for a better version of a plan, as Improve does; nothing is saved. Watch is
// told of the plan there is until a better one is found.
func (s Service) Search(ctx context.Context, m municipality.Municipality, t Improvement, watch func(Best), stop func() bool) (Planned, error) {
	p, _, err := s.Store.Plan(ctx, m.Code, t.Plan, t.Version)
	if err != nil {
		return Planned{}, fmt.Errorf("plan %d of %s: %w", t.Plan, m.Code, err)
	}
	r := p.Request
	r.Analysis = p.Analysis // where the request said "the current one"
	if tell := watch; tell != nil {
		watch = func(b Best) {
			b.Score, b.Bound = max(b.Score, p.Score), max(b.Bound, p.Bound)
			tell(b)
		}
	}
	return s.Improve(ctx, m, Task{Request: r, Plan: t.Plan, Based: t.Version}, watch, stop)
}

// Keep keeps what Search found as the next version of the plan, if it is better and nobody
// has changed the plan meanwhile or begun to walk by it.
func (s Service) Keep(ctx context.Context, m municipality.Municipality, t Improvement, found Planned) (done Improved, err error) {
	err = s.Store.Changing(ctx, m.Code, t.Plan, func(ctx context.Context) error {
		newest, _, err := s.Store.Plan(ctx, m.Code, t.Plan, 0)
		if err != nil {
			return err
		}
		before := newest
		if newest.Version != t.Version {
			if before, _, err = s.Store.Plan(ctx, m.Code, t.Plan, t.Version); err != nil {
				return err
			}
		}
		p := &found.Plan
		bound := max(p.Bound, before.Bound)
		done = Improved{
			Plan: t.Plan, Version: t.Version, Before: before.Score, Score: p.Score, Bound: bound,
			Gap: GapPercent(max(p.Score, before.Score), bound), Iterations: p.Iterations,
		}
		if done.Note = unkept(newest, before, *p); !done.Note.IsZero() {
			return nil
		}
		p.Changed = lang.T("Sökt vidare: %.0f prioritetsminuter i stället för %.0f.", "Searched on: %.0f priority-minutes instead of %.0f.", p.Score, before.Score)
		if err := s.saveVersion(ctx, m, &found); err != nil {
			return err
		}
		done.Better, done.Version, done.Note = true, p.Version, p.Changed
		return nil
	})
	return done, err
}

// unkept is why a plan that was found is not kept; empty where it is.
func unkept(newest, before, found plan.Plan) lang.Text {
	switch {
	case newest.Version != before.Version:
		return lang.T("Planen ändrades under tiden: det som söktes fram gäller inte längre.", "The plan was changed meanwhile: what was found holds no longer.")
	case newest.Life.Status == plan.Done || newest.Life.Status == plan.Withdrawn:
		return lang.T("Planen är %s: inget ändras.", "The plan is %s: nothing is changed.", newest.Life.Status.Name())
	case newest.Life.Status == plan.UnderWay && found.Request.Now.IsZero():
		return lang.T("Grupperna har redan gått ut efter planen: den ändras inte.", "The teams are out by the plan already: it is not changed.")
	case !outdoes(found, before):
		return lang.T("Den första planen var den bästa som hittades.", "The first plan was the best that was found.")
	}
	return lang.Text{}
}

// scoreStep is the least that one score is above another, to count as more.
const scoreStep = 0.01

// outdoes reports whether a plan is better than another of the same request: it lacks less of
// what areas are to have, or no more of it and gathers more.
func outdoes(a, b plan.Plan) bool {
	const slack = 0.005 // of the time at stops
	switch lacks, other := shortOf(a), shortOf(b); {
	case lacks > other+slack:
		return false
	case lacks < other-slack:
		return true
	}
	return a.Score > b.Score+scoreStep
}

// shortOf is how much of the time at stops lacks in areas that get less than they are to have,
// or is beyond what others may have.
func shortOf(p plan.Plan) (short float64) {
	for _, area := range p.Areas {
		q := plan.Quota{}
		if i := slices.IndexFunc(p.Request.Quotas, func(q plan.Quota) bool { return q.Area == area.Area }); i >= 0 {
			q = p.Request.Quotas[i]
		} else if area.Area != "" && len(p.Areas) > 1 && area.Risk >= plan.LeastRisk {
			q.Least = plan.LeastShare * area.Risk
		}
		short += max(0, q.Least-area.Share)
		if q.Most > 0 {
			short += max(0, area.Share-q.Most)
		}
	}
	return short
}

// GapPercent is how much of a bound a score lacks, in percent: how much better a plan can be at
// most, which is most often far less. It is no estimate of what is lost: a bound leaves out
// hours, gaps and floors.
func GapPercent(score, bound float64) float64 {
	if !(bound > 0) {
		return 0
	}
	return math.Round(1e4*max(0, 1-score/bound)) / 100
}
