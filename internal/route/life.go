package route

import (
	"context"
	"fmt"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// LifeStore keeps what becomes of plans, beside their frozen versions.
type LifeStore interface {
	// SetLife replaces the life of a plan that still has the status from. It returns
	// NotFound, and Conflict where somebody changed it meanwhile.
	SetLife(ctx context.Context, code string, id int64, from plan.Status, l plan.Life) error
}

// Approve notes that whoever acts approves a version of a plan, 0 the newest. It returns
// NotFound, Forbidden for another role than the plan's approver, and Conflict where there is
// nothing to approve or, of a version that is named, a newer one.
func (s Service) Approve(ctx context.Context, m municipality.Municipality, id int64, version int) (plan.Plan, error) {
	a, _ := identity.AccessOf(ctx)
	return s.live(ctx, m, id, func(p plan.Plan) (plan.Life, error) {
		if err := isNewest(p, version); err != nil {
			return p.Life, err
		}
		return p.Life.Approve(p, a.Role, a.Actor.ID, s.Now())
	})
}

// Become takes a plan to a status: its newest version is published, it is under way, done or
// withdrawn. A plan that is published already can be published anew, to show a later version;
// version is which one that is thought to be, 0 the newest whatever it is. It returns
// NotFound, Invalid for no such status, and Conflict for a status that the plan cannot come
// to, or where the version is not the newest.
func (s Service) Become(ctx context.Context, m municipality.Municipality, id int64, to plan.Status, version int) (plan.Plan, error) {
	return s.live(ctx, m, id, func(p plan.Plan) (plan.Life, error) {
		if err := isNewest(p, version); err != nil {
			return p.Life, err
		}
		switch to {
		case plan.Published:
			return p.Life.Publish(p, s.Now())
		case plan.UnderWay:
			return p.Life.Begin(s.Now())
		case plan.Done:
			return p.Life.End(s.Now())
		case plan.Withdrawn:
			return p.Life.Withdraw(s.Now())
		}
		return p.Life, fault.New(fault.Invalid, lang.T("planen kan inte få statusen %q", "the plan cannot get the status %q", string(to)), fault.Field{
			Name: "to", Text: lang.T("välj published, under_way, done eller withdrawn", "choose published, under_way, done or withdrawn"),
		})
	})
}

// live changes the life of a plan and returns its newest version.
func (s Service) live(ctx context.Context, m municipality.Municipality, id int64, become func(plan.Plan) (plan.Life, error)) (p plan.Plan, err error) {
	err = s.Store.Changing(ctx, m.Code, id, func(ctx context.Context) error {
		if p, _, err = s.Store.Plan(ctx, m.Code, id, 0); err != nil {
			return err
		}
		from := p.Life.Status
		if p.Life, err = become(p); err != nil {
			return err
		}
		return s.Store.SetLife(ctx, m.Code, id, from, p.Life)
	})
	if err != nil {
		return plan.Plan{}, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	return p, nil
}

// isNewest returns Conflict where a version that somebody means is not the newest.
func isNewest(p plan.Plan, version int) error {
	if version == 0 || version == p.Version {
		return nil
	}
	return fault.New(fault.Conflict, lang.T(
		"planen %d har version %d som den nyaste, inte version %d: läs den nyaste först",
		"the newest version of plan %d is %d, not %d: read the newest first", p.ID, p.Version, version))
}
