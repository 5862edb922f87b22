package route

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// AskRoster queues the plans of a roster and returns their task. It returns Invalid for a
// roster, or a shift of it, that cannot be met, Invalid for an open analysis, and NotFound
// where the analysis is missing.
func (s Service) AskRoster(ctx context.Context, m municipality.Municipality, r plan.Roster) (task int64, err error) {
	requests, err := r.Requests(m.Location())
	if err != nil {
		return 0, err
	}
	areas, err := s.Places.Areas(ctx, m.Code)
	if err != nil {
		return 0, fmt.Errorf("areas of %s: %w", m.Code, err)
	}
	bases, err := s.Places.Bases(ctx, m.Code)
	if err != nil {
		return 0, fmt.Errorf("bases of %s: %w", m.Code, err)
	}
	for _, request := range requests {
		if err := request.Validate(m, areas, bases); err != nil {
			return 0, fmt.Errorf("shift from %s: %w", request.From.In(m.Location()).Format("2006-01-02 15:04"), err)
		}
	}
	a, err := s.analysis(ctx, m, r.Analysis)
	if err != nil {
		return 0, fmt.Errorf("analysis of a roster for %s: %w", m.Code, err)
	}
	r.Analysis = a.ID // the same for every shift, whatever is analysed meanwhile
	return s.Queue.Enqueue(ctx, m.Code, job.Roster, r)
}

// Shift is a plan of a roster.
type Shift struct {
	Plan    int64     `json:"plan"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Seed    uint64    `json:"seed"`
	Score   float64   `json:"score"`       // priority-minutes, as they are
	Bound   float64   `json:"bound"`       // no plan gathers more
	Gap     float64   `json:"gap_percent"` // of the bound that the score lacks
	Covered float64   `json:"covered"`     // share of the priority of all hotspots
	Overlap float64   `json:"overlap"`     // of its minutes that somebody who saw the shift before could foretell; see plan.Overlap
}

// ShiftOf tells of a plan of a roster; before is the one before it, nil for the first.
func ShiftOf(p plan.Plan, before *plan.Plan, loc *time.Location) Shift {
	s := Shift{
		Plan: p.ID, From: p.Request.From, To: p.Request.To, Seed: p.Request.Seed,
		Score: p.Score, Bound: p.Bound, Gap: GapPercent(p.Score, p.Bound), Covered: p.Covered,
	}
	if before != nil {
		s.Overlap = plan.Overlap(*before, p, loc)
	}
	return s
}
