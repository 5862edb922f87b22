package cell

import (
	"context"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// State is what of a municipality is public.
type State struct {
	Open    bool  // figures are shown to everybody
	Figures int   // that were told so far
	First   Month // the first and the last month that were closed; 0 where none was
	Last    Month
}

// Filter chooses figures. Zero fields choose all.
type Filter struct {
	Bound *orb.Bound // metric
	Since Month      // figures whose last month is a later one
	After int64      // keyset: figures with a greater ID
	Limit int        // 1..MaxPage
}

// MaxPage is the longest page of figures.
const MaxPage = 10_001

// Store keeps figures. What is saved is never changed.
type Store interface {
	// Alone runs fn in a transaction that no other writer of the municipality disturbs.
	Alone(ctx context.Context, code string, fn func(ctx context.Context) error) error
	State(ctx context.Context, code string) (State, error)
	Switch(ctx context.Context, code string, open bool) error
	// FirstReport is when the earliest report that may be counted began; ok is false where
	// there is none.
	FirstReport(ctx context.Context, code string) (at time.Time, ok bool, err error)
	// Reports returns those that began in [since, until), may be counted and never were.
	Reports(ctx context.Context, code string, since, until time.Time) (Reports, error)
	// Told returns by cell the months of all figures that end in since or later.
	Told(ctx context.Context, code string, since Month) (map[Hex][]Month, error)
	// Save closes months with the figures that they gave.
	Save(ctx context.Context, code string, months []Month, figures []Figure, at time.Time) error
	// Figures returns a page of figures in the order of their IDs, which is that of telling.
	Figures(ctx context.Context, code string, f Filter) ([]Figure, error)
}

// Service tells figures. Figures is the one source of whatever the public is shown.
type Service struct {
	Store    Store
	Overlays overlay.Lister
	Queue    job.Queue
	Now      func() time.Time
}

// Published is what a run of publishing did.
type Published struct {
	Open    bool         `json:"open"`              // otherwise nothing was done
	Closed  []Month      `json:"closed,omitempty"`  // months, in order
	Figures map[Span]int `json:"figures,omitempty"` // that were told, by how far months were joined
	Reports int          `json:"reports"`           // that those count
}

// Switch shows a municipality's figures to everybody, or hides them; they are kept. Once
// shown, what is due is closed by a task of its own, whose number it returns.
func (s Service) Switch(ctx context.Context, m municipality.Municipality, open bool) (task int64, err error) {
	err = s.Store.Alone(ctx, m.Code, func(ctx context.Context) error {
		if err := s.Store.Switch(ctx, m.Code, open); err != nil || !open {
			return err
		}
		task, err = s.Start(ctx, m)
		return err
	})
	return task, err
}

// Start queues the closing of what is due, and returns its task.
func (s Service) Start(ctx context.Context, m municipality.Municipality) (task int64, err error) {
	return s.Queue.Enqueue(ctx, m.Code, job.Publish, struct{}{})
}

// State tells what of a municipality is public.
func (s Service) State(ctx context.Context, m municipality.Municipality) (State, error) {
	return s.Store.State(ctx, m.Code)
}

// Figures returns a page of figures in the order in which they were told.
func (s Service) Figures(ctx context.Context, m municipality.Municipality, f Filter) ([]Figure, error) {
	f.Limit = min(max(f.Limit, 1), MaxPage)
	return s.Store.Figures(ctx, m.Code, f)
}

// Publish closes the months that are due where the municipality has switched its figures
// on, all or none. Run again it finds nothing due. Progress may be nil.
func (s Service) Publish(ctx context.Context, m municipality.Municipality, progress job.Progress) (Published, error) {
	if progress == nil {
		progress = func(lang.Text, int64, int64) {}
	}
	state, due, err := s.due(ctx, m)
	if err != nil || len(due) == 0 {
		return Published{Open: state.Open}, err
	}
	progress(lang.T("avslutar %d månader", "closing %d months", len(due)), 0, 0)
	var done Published
	err = s.Store.Alone(ctx, m.Code, func(ctx context.Context) error {
		state, due, err := s.due(ctx, m) // anew: another run may have come first
		done.Open = state.Open
		if err != nil || len(due) == 0 {
			return err
		}
		figures, err := s.close(ctx, m, state, due)
		done.tell(due, figures)
		return err
	})
	return done, err
}

// due returns the months that may be closed now and are not, in order. The first of all is
// that of the first report, at most MaxHistory back.
func (s Service) due(ctx context.Context, m municipality.Municipality) (state State, due []Month, err error) {
	state, err = s.Store.State(ctx, m.Code)
	if err != nil || !state.Open {
		return state, nil, err
	}
	last := lastClosable(s.Now(), m.Location())
	next := state.Last + 1
	if state.Last == 0 {
		first, ok, err := s.Store.FirstReport(ctx, m.Code)
		if err != nil || !ok {
			return state, nil, err
		}
		next = max(MonthOf(first, m.Location()), last-MaxHistory+1)
		state.First = next
	}
	for ; next <= last; next++ {
		due = append(due, next)
	}
	return state, due, nil
}

// close makes and saves the figures of months. It looks back to the beginning of the year,
// whose months may be joined with them.
func (s Service) close(ctx context.Context, m municipality.Municipality, state State, due []Month) ([]Figure, error) {
	year, _ := due[0].startOf(monthsInYear)
	since, until := max(year, state.First), due[len(due)-1]+1
	in := Input{Location: m.Location(), First: state.First}
	var err error
	if in.Reports, err = s.Store.Reports(ctx, m.Code, since.Start(m.Location()), until.Start(m.Location())); err != nil {
		return nil, fmt.Errorf("read the reports to count: %w", err)
	}
	if in.Told, err = s.Store.Told(ctx, m.Code, since); err != nil {
		return nil, fmt.Errorf("read what was told: %w", err)
	}
	if in.Dwellings, err = s.dwellings(ctx, m.Code); err != nil {
		return nil, err
	}
	figures := Close(in, due)
	if err := s.Store.Save(ctx, m.Code, due, figures, s.Now()); err != nil {
		return nil, fmt.Errorf("save %d figures: %w", len(figures), err)
	}
	return figures, nil
}

// dwellings counts the known dwellings of each cell, each in the cell of its middle.
func (s Service) dwellings(ctx context.Context, code string) (map[Hex]int, error) {
	buildings, err := s.Overlays.Objects(ctx, code, overlay.Building)
	if err != nil {
		return nil, fmt.Errorf("read the dwellings: %w", err)
	}
	count := map[Hex]int{}
	for _, b := range buildings {
		if b.Props.Dwelling && b.Geometry != nil {
			count[HexAt(b.Geometry.Bound().Center())]++
		}
	}
	return count, nil
}

func (p *Published) tell(closed []Month, figures []Figure) {
	p.Closed, p.Figures = closed, map[Span]int{}
	for _, f := range figures {
		p.Figures[f.Span]++
		p.Reports += f.Reports
	}
}
