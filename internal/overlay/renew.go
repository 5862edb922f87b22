package overlay

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay/sight"
	"tryggled/internal/street"
)

// Method numbers the way in which exposures are worked out. Whoever changes what Compute gives
// raises it: exposures that are stored by a lower one are then renewed, as after a change of
// everything.
const Method = 1

// mostAtOnce is how many segments are renewed in the transaction of a change: about a second's
// work in the middle of a city. What touches more is left to a job.
const mostAtOnce = 4000

// mostRounds bounds how often Renew begins again for changes that came, or were renewed by
// somebody else, while it worked. What is left then stays pending.
const mostRounds = 20

// RenewSummary tells what was renewed.
type RenewSummary struct {
	Changes  int `json:"changes"`
	Segments int `json:"segments"`
}

// Renew computes the exposures that pending changes touch and stores them; two at once and
// one after another do no harm. It computes outside all transactions, so that nobody waits for
// it: what it stores is true as long as all changes that it began with are still pending, since
// whatever changed later is pending too. Where somebody else renewed some of them it begins
// again.
func (s Service) Renew(ctx context.Context, m municipality.Municipality, progress job.Progress) (RenewSummary, error) {
	var sum RenewSummary
	for range mostRounds {
		changes, err := s.Store.Pending(ctx, m.Code)
		if err != nil {
			return sum, fmt.Errorf("changes not yet renewed in %s: %w", m.Code, err)
		}
		if len(changes) == 0 {
			return sum, s.fill(ctx, m.Code, &sum, progress)
		}
		r, err := s.touched(ctx, m.Code, changes)
		if err != nil {
			return sum, err
		}
		exposures, err := s.compute(ctx, m.Code, r, progress)
		if err != nil {
			return sum, err
		}
		if err := s.keep(ctx, m.Code, exposures, changes, &sum); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// keep stores exposures if all the changes that they answer are still pending.
func (s Service) keep(ctx context.Context, code string, exposures []Exposure, changes []Change, sum *RenewSummary) error {
	err := s.Store.Change(ctx, code, func(ctx context.Context) error {
		pending, err := s.Store.Pending(ctx, code)
		if err != nil || !holdsAll(pending, changes) {
			return err
		}
		sum.Changes, sum.Segments = sum.Changes+len(changes), sum.Segments+len(exposures)
		return s.Store.Renewed(ctx, code, exposures, changes)
	})
	if err != nil {
		return fmt.Errorf("store exposures of %s: %w", code, err)
	}
	return nil
}

// holdsAll tells whether all of some changes are among others, both in the order of their IDs.
func holdsAll(pending, changes []Change) bool {
	for _, c := range changes {
		for len(pending) > 0 && pending[0].ID < c.ID {
			pending = pending[1:]
		}
		if len(pending) == 0 || pending[0].ID != c.ID {
			return false
		}
	}
	return true
}

// fill computes exposures that are missing though nothing is pending, inside the transaction
// that stores them: it is rare, and nothing pending would tell of a change meanwhile.
func (s Service) fill(ctx context.Context, code string, sum *RenewSummary, progress job.Progress) error {
	stale := func(ctx context.Context) (renewal, error) {
		segments, err := s.segments(ctx, code, everywhere)
		if err != nil {
			return renewal{}, err
		}
		kept, err := s.Store.Exposures(ctx, code, everywhere)
		if err != nil {
			return renewal{}, fmt.Errorf("stored exposures of %s: %w", code, err)
		}
		_, which := matched(segments, kept, nil)
		return renewal{segments, which}, nil
	}
	if r, err := stale(ctx); err != nil || len(r.which) == 0 {
		return err
	}
	return s.Store.Change(ctx, code, func(ctx context.Context) error {
		r, err := stale(ctx)
		if err != nil {
			return err
		}
		exposures, err := s.compute(ctx, code, r, progress)
		if err != nil {
			return err
		}
		sum.Segments += len(exposures)
		return s.Store.Renewed(ctx, code, exposures, nil)
	})
}

// edit changes objects and renews what that touches, and what else is pending, in one
// transaction. Where it is too much, as beside an import that is being renewed, the changes
// stay pending for a job.
func (s Service) edit(ctx context.Context, code string, do func(ctx context.Context) error) error {
	return s.Store.Change(ctx, code, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		changes, err := s.Store.Pending(ctx, code)
		if err != nil || len(changes) == 0 {
			return err
		}
		r, err := s.touched(ctx, code, changes)
		if err != nil {
			return err
		}
		if len(r.which) > mostAtOnce {
			return s.leave(ctx, code)
		}
		exposures, err := s.compute(ctx, code, r, nil)
		if err != nil {
			return err
		}
		return s.Store.Renewed(ctx, code, exposures, changes)
	})
}

// leave lets a job renew what is pending.
func (s Service) leave(ctx context.Context, code string) error {
	if s.Queue == nil {
		return nil
	}
	_, err := s.Queue.Enqueue(ctx, code, job.Expose, struct{}{})
	return err
}

// renewal is segments to be looked at anew, by their index among enough others to look at them.
type renewal struct {
	segments []street.Segment
	which    []int
}

// everywhere is the bound of everything.
var everywhere = orb.MultiPoint{}.Bound()

func (s Service) segments(ctx context.Context, code string, bound orb.Bound) ([]street.Segment, error) {
	var segments []street.Segment
	var err error
	if bound.IsEmpty() {
		segments, err = s.Streets.Segments(ctx, code)
	} else {
		segments, err = s.Store.SegmentsIn(ctx, code, bound)
	}
	if err != nil {
		return nil, fmt.Errorf("streets of %s: %w", code, err)
	}
	return segments, nil
}

// touched finds what some changes touch, reading no more streets than it must.
func (s Service) touched(ctx context.Context, code string, changes []Change) (renewal, error) {
	reach := everywhere
	for _, c := range changes {
		if c.everywhere() {
			segments, err := s.segments(ctx, code, everywhere)
			return renewal{segments, all(len(segments))}, err
		}
		if m := ReachM(c.Kind); m > 0 {
			reach = joined(reach, c.Bound.Pad(m))
		}
	}
	if reach.IsEmpty() {
		return renewal{}, nil
	}
	segments, err := s.segments(ctx, code, reach)
	if err != nil {
		return renewal{}, err
	}
	return s.widened(ctx, code, renewal{segments, Touched(segments, changes)})
}

// widened reads the streets into which ways lead out of those that are looked at.
func (s Service) widened(ctx context.Context, code string, r renewal) (renewal, error) {
	if len(r.which) == 0 {
		return renewal{}, nil
	}
	chosen := make(map[int64]bool, len(r.which))
	for _, i := range r.which {
		chosen[r.segments[i].ID] = true
	}
	segments, err := s.segments(ctx, code, boundOf(r.segments, r.which).Pad(sight.AheadM+slackM))
	if err != nil {
		return renewal{}, err
	}
	wide := renewal{segments: segments}
	for i, s := range segments {
		if chosen[s.ID] {
			wide.which = append(wide.which, i)
		}
	}
	return wide, nil
}

// compute looks at the segments of a renewal as the objects are now.
func (s Service) compute(ctx context.Context, code string, r renewal, progress job.Progress) ([]Exposure, error) {
	if len(r.which) == 0 {
		return nil, nil
	}
	objects, err := s.Store.ObjectsIn(ctx, code, Exposing, Around(r.segments, r.which))
	if err != nil {
		return nil, fmt.Errorf("what surrounds the streets of %s: %w", code, err)
	}
	var tell func(done, total int)
	if progress != nil {
		stage := lang.T("ser på gatornas ljus, grönska och kameror", "looking at the light, greenery and cameras of the streets")
		tell = func(done, total int) { progress(stage, int64(done), int64(total)) }
	}
	return compute(ctx, street.NewGraph(r.segments), r.which, objects, DefaultParams(), tell)
}
