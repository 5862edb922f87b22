package patrol

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// Watch raises, escalates and withdraws the alarms of the plans that are walked now, and
// tells their contacts: it is to be called each minute or so, and does no harm when called
// twice. It returns the alarms that it changed. A contact that cannot be reached is an
// error, and is tried again the next time; the other teams' alarms are seen to all the same.
func (s Service) Watch(ctx context.Context, m municipality.Municipality) ([]Alarm, error) {
	now := s.Now().UTC()
	ids, err := s.Plans.Awaited(ctx, m.Code, now.Add(-watched), now.Add(watched))
	if err != nil {
		return nil, fmt.Errorf("plans that are walked in %s: %w", m.Code, err)
	}
	open, err := s.Store.Alarms(ctx, m.Code, 0, true)
	if err != nil {
		return nil, fmt.Errorf("alarms of %s: %w", m.Code, err)
	}
	for _, a := range open { // of plans that are over
		if !slices.Contains(ids, a.Plan) {
			ids = append(ids, a.Plan)
		}
	}
	var changed []Alarm
	var failed []error
	for _, id := range ids {
		done, err := s.watch(ctx, m, id, now)
		changed = append(changed, done...)
		failed = append(failed, err)
	}
	return changed, errors.Join(failed...)
}

// watched is how long after its shift a plan is still waited for, longer than Leeway.
const watched = 12 * time.Hour

func (s Service) watch(ctx context.Context, m municipality.Municipality, id int64, now time.Time) (changed []Alarm, err error) {
	planned, err := s.Plans.Planned(ctx, m, id)
	if err != nil {
		return nil, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	err = s.Store.Writing(ctx, m.Code, id, func(ctx context.Context) error {
		log, err := s.Store.Log(ctx, m.Code, id)
		if err != nil {
			return fmt.Errorf("log of plan %d: %w", id, err)
		}
		standing, err := s.Store.Alarms(ctx, m.Code, id, true)
		if err != nil {
			return fmt.Errorf("alarms of plan %d: %w", id, err)
		}
		for _, a := range Tend(standing, Missed(planned.Plan, log, now, s.patience()), now, s.patience()) {
			if a, err = s.Store.SaveAlarm(ctx, m.Code, a); err != nil {
				return fmt.Errorf("alarm of plan %d: %w", id, err)
			}
			changed = append(changed, a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, s.tell(ctx, m, planned.Plan, now)
}

// tell reaches the contact of a plan about the alarms that it has not been told of. What
// is sent twice does less harm than what is never sent, so it is noted afterwards.
func (s Service) tell(ctx context.Context, m municipality.Municipality, p plan.Plan, now time.Time) error {
	if !s.Unheard(p).IsZero() {
		return nil // shown, and that is all
	}
	open, err := s.Store.Alarms(ctx, m.Code, p.ID, true)
	if err != nil {
		return fmt.Errorf("alarms of plan %d: %w", p.ID, err)
	}
	var failed []error
	for _, a := range open {
		if !a.untold() {
			continue
		}
		if err := s.Notifier.Notify(ctx, m, p.Request.Contact, a); err != nil {
			failed = append(failed, fmt.Errorf("tell the contact of plan %d: %w", p.ID, err))
			continue
		}
		if _, err := s.Store.SaveAlarm(ctx, m.Code, a.told(now)); err != nil {
			failed = append(failed, fmt.Errorf("alarm of plan %d: %w", p.ID, err))
		}
	}
	return errors.Join(failed...)
}

// Unheard is why nobody is told of the alarms of a plan, for whoever publishes it; empty where
// somebody is. They are shown all the same.
func (s Service) Unheard(p plan.Plan) lang.Text {
	switch {
	case s.Notifier == nil:
		return lang.T(
			"Larm om en grupp som inte hörs av visas i programmet, men ingen får besked: varken webhook eller e-post är inställd.",
			"Alarms about a team that is not heard of are shown in the program, but nobody is told: neither a webhook nor e-mail is set up.")
	case !s.Notifier.Reaches(p.Request.Contact):
		return lang.T(
			"Larm om en grupp som inte hörs av visas i programmet, men ingen får besked: planens kontakt har ingen e-postadress.",
			"Alarms about a team that is not heard of are shown in the program, but nobody is told: the plan's contact has no e-mail address.")
	}
	return lang.Text{}
}

func (s Service) patience() time.Duration {
	if s.Patience > 0 {
		return s.Patience
	}
	return Patience
}

// Alarms returns the alarms of a plan, or of all where it is 0; open leaves out those that
// are withdrawn.
func (s Service) Alarms(ctx context.Context, m municipality.Municipality, id int64, open bool) ([]Alarm, error) {
	return s.Store.Alarms(ctx, m.Code, id, open)
}

// Acknowledge notes that somebody sees to an alarm, so that it is not escalated. The first
// to do so stands. It returns NotFound, and Conflict for one that is withdrawn.
func (s Service) Acknowledge(ctx context.Context, m municipality.Municipality, id, alarm int64) (Alarm, error) {
	var a Alarm
	err := s.Store.Writing(ctx, m.Code, id, func(ctx context.Context) error {
		all, err := s.Store.Alarms(ctx, m.Code, id, false)
		if err != nil {
			return fmt.Errorf("alarms of plan %d: %w", id, err)
		}
		i := slices.IndexFunc(all, func(a Alarm) bool { return a.ID == alarm })
		if i < 0 {
			return fault.New(fault.NotFound, lang.T("planen %d har inget larm %d", "plan %d has no alarm %d", id, alarm))
		}
		if a, err = all[i].Acknowledged(actorOf(ctx), s.Now().UTC()); err != nil {
			return err
		}
		a, err = s.Store.SaveAlarm(ctx, m.Code, a)
		return err
	})
	return a, err
}
