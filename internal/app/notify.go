package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tryggled/internal/config"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
)

// notifyWithin is how long one try to reach somebody takes at most.
const notifyWithin = 10 * time.Second

// way is a way of telling of an alarm. Its errors say nothing of whom it would have reached:
// they are logged.
type way interface {
	reaches(to plan.Contact) bool
	tell(ctx context.Context, m municipality.Municipality, to plan.Contact, about patrol.Alarm) error
}

// notifier tells of alarms in every way that is set up.
type notifier struct {
	ways []way
	log  *slog.Logger
}

// newNotifier is the notifier of the settings, nil where none is set up. It returns Invalid.
func newNotifier(c config.Config, log *slog.Logger) (patrol.Notifier, error) {
	n := &notifier{log: log}
	if c.AlarmWebhook.Set() {
		w, err := newWebhook(c.AlarmWebhook.Reveal())
		if err != nil {
			return nil, err
		}
		n.ways = append(n.ways, w)
	}
	if c.SMTP.Set() {
		w, err := newMailer(c.SMTP.Reveal())
		if err != nil {
			return nil, err
		}
		n.ways = append(n.ways, w)
	}
	if len(n.ways) == 0 {
		return nil, nil //nolint:nilnil // no way to tell anybody is a setting, not an error
	}
	return n, nil
}

// Reaches reports whether a contact can be told in any way.
func (n *notifier) Reaches(to plan.Contact) bool {
	for _, w := range n.ways {
		if w.reaches(to) {
			return true
		}
	}
	return false
}

// Notify tells a contact in every way that reaches it. It returns an error where none did; one
// that failed beside another that did not is logged.
func (n *notifier) Notify(ctx context.Context, m municipality.Municipality, to plan.Contact, about patrol.Alarm) error {
	var failed []error
	told := false
	for _, w := range n.ways {
		if !w.reaches(to) {
			continue
		}
		if err := w.tell(ctx, m, to, about); err != nil {
			failed = append(failed, err)
			continue
		}
		told = true
	}
	err := errors.Join(failed...)
	if told && err != nil {
		n.log.Warn("alarm told in one way and not in another", "plan", about.Plan, "alarm", about.ID, "error", err)
		return nil
	}
	return err
}

// saidOf is what a contact reads of an alarm. In an exercise it says so first.
func saidOf(m municipality.Municipality, a patrol.Alarm) lang.Text {
	said := a.Say(m.Location())
	if m.Exercise {
		return lang.T("ÖVNING. %s", "EXERCISE. %s", said)
	}
	return said
}
