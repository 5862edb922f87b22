package route

import (
	"context"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// Task is what a job is asked to plan: a request and, where it changes a plan, which.
type Task struct {
	plan.Request
	Plan    int64     `json:"plan,omitempty"`     // 0: a new one
	Based   int       `json:"based_on,omitempty"` // the version it changes; 0: the newest
	Changed lang.Text `json:"changed,omitzero"`   // what is different, as Plan.Next says it
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

// LifeStore keeps what becomes of plans, beside their frozen versions.
type LifeStore interface {
	// SetLife replaces the life of a plan that still has the status from. It returns
	// NotFound, and Conflict where somebody changed it meanwhile.
	SetLife(ctx context.Context, code string, id int64, from plan.Status, l plan.Life) error
}

// Quick is a plan at once, made by best insertion alone and not saved: for showing while
// Improve searches for a better one. It returns Invalid for a request that cannot be met or
// an open analysis, and NotFound where the analysis or the plan is missing.
func (s Service) Quick(ctx context.Context, m municipality.Municipality, t Task) (Planned, error) {
	return s.Compute(ctx, m, t.Request, nil)
}

// Improve searches for the best plan, telling watch of each better one, until the request's
// seconds or iterations are over or stop says so, and keeps the best. Watch and stop may be
// nil. Nothing is saved. It returns what Quick does.
func (s Service) Improve(ctx context.Context, m municipality.Municipality, t Task, watch func(Best), stop func() bool) (Planned, error) {
	return s.Compute(ctx, m, t.Request, nil)
}
