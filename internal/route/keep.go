package route

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// First makes a plan at once and keeps it as the first version of a draft; in the same
// transaction it queues the search for a better one, whose task it returns: 0 where quick
// says that this one will do. It returns the errors of Quick.
func (s Service) First(ctx context.Context, m municipality.Municipality, r plan.Request, quick bool) (planned Planned, task int64, err error) {
	if planned, err = s.Quick(ctx, m, Task{Request: r}); err != nil {
		return Planned{}, 0, err
	}
	p := &planned.Plan
	err = s.Store.Changing(ctx, m.Code, 0, func(ctx context.Context) error {
		if p.ID, err = s.Store.Save(ctx, m.Code, *p, planned.Routes); err != nil {
			return fmt.Errorf("keep a plan for %s: %w", m.Code, err)
		}
		p.Version = 1
		task, err = s.improve(ctx, m, *p, quick)
		return err
	})
	if err != nil {
		return Planned{}, 0, err
	}
	return s.kept(ctx, m, planned, task)
}

// Change makes the next version of a plan at once and keeps it; its teams see it when it is
// published, or at once where they are out (see plan.Life.Revise). Based is the version that
// is changed, 0 the newest whatever it is. The rest is as First. It returns NotFound, Conflict
// for a plan that is over or has a newer version than based, Invalid for a change that cannot
// be, and the errors of Quick.
func (s Service) Change(ctx context.Context, m municipality.Municipality, id int64, based int, c plan.Change, quick bool) (planned Planned, task int64, err error) {
	before, _, err := s.Store.Plan(ctx, m.Code, id, 0)
	if err == nil {
		err = isNewest(before, based)
	}
	if err != nil {
		return Planned{}, 0, fmt.Errorf("change plan %d of %s: %w", id, m.Code, err)
	}
	request, changed, err := before.Next(c, m.Location())
	if err != nil {
		return Planned{}, 0, fmt.Errorf("change plan %d of %s: %w", id, m.Code, err)
	}
	planned, err = s.Quick(ctx, m, Task{Request: request, Plan: id, Based: before.Version, Changed: changed})
	if err != nil {
		return Planned{}, 0, err
	}
	err = s.Store.Changing(ctx, m.Code, id, func(ctx context.Context) error {
		if err := s.saveVersion(ctx, m, &planned); err != nil {
			return err
		}
		task, err = s.improve(ctx, m, planned.Plan, quick)
		return err
	})
	if err != nil {
		return Planned{}, 0, fmt.Errorf("change plan %d of %s: %w", id, m.Code, err)
	}
	return s.kept(ctx, m, planned, task)
}

// saveVersion keeps a further version of a plan, and shows it to its teams where they are
// out. It runs within Changing.
func (s Service) saveVersion(ctx context.Context, m municipality.Municipality, planned *Planned) (err error) {
	p := &planned.Plan
	now, _, err := s.Store.Plan(ctx, m.Code, p.ID, 0)
	if err != nil {
		return err
	}
	if p.Version, err = s.Store.SaveVersion(ctx, m.Code, *p, planned.Routes); err != nil {
		return err
	}
	seen := now
	if v := now.Life.Seen(); v > 0 && v != now.Version {
		if seen, _, err = s.Store.Plan(ctx, m.Code, p.ID, v); err != nil {
			return err
		}
	}
	if p.Life, err = now.Life.Revise(seen, *p, s.Now()); err != nil || p.Life == now.Life {
		return err
	}
	return s.Store.SetLife(ctx, m.Code, p.ID, now.Life.Status, p.Life)
}

// improve queues the search for a better version than one that is kept.
func (s Service) improve(ctx context.Context, m municipality.Municipality, p plan.Plan, quick bool) (task int64, err error) {
	if quick {
		return 0, nil
	}
	return s.Queue.Enqueue(ctx, m.Code, job.Improve, Improvement{Plan: p.ID, Version: p.Version})
}

// kept is a plan as its store has it, with the time of writing.
func (s Service) kept(ctx context.Context, m municipality.Municipality, planned Planned, task int64) (Planned, int64, error) {
	p, _, err := s.Store.Plan(ctx, m.Code, planned.Plan.ID, planned.Plan.Version)
	if err != nil {
		return Planned{}, 0, fmt.Errorf("plan %d of %s: %w", planned.Plan.ID, m.Code, err)
	}
	planned.Plan = p
	return planned, task, nil
}

// located is a request whose teams' places are known in metres too, which its stored form
// leaves out.
func located(m municipality.Municipality, r plan.Request) (plan.Request, error) {
	if len(r.Where) == 0 {
		return r, nil
	}
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return r, err
	}
	where := make([]plan.Where, len(r.Where))
	for i, w := range r.Where {
		if w.Point == (orb.Point{}) {
			if w.Point, err = projector.Metric(orb.Point{w.Lon, w.Lat}); err != nil {
				return r, fmt.Errorf("where team %d is: %w", w.Team, err)
			}
		}
		where[i] = w
	}
	r.Where = where
	return r, nil
}
