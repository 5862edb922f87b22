package patrol

import (
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
)

// Patience is how long after its planned time a check-in may be late before somebody is
// told. A starting value.
const Patience = 15 * time.Minute

// Cause is why an alarm was raised.
type Cause string

// The causes.
const (
	NotBegun Cause = "not_begun" // the team has not set out
	NotSeen  Cause = "not_seen"  // it has not checked in at a stop
	NotEnded Cause = "not_ended" // it is not back
)

// Alarm says that a team has not been heard of. A team has at most one that is open for
// each cause.
type Alarm struct {
	ID      int64     `json:"id"`
	Plan    int64     `json:"plan"`
	Version int       `json:"version"`
	Team    int       `json:"team"` // number
	Cause   Cause     `json:"cause"`
	Visit   int       `json:"visit,omitempty"` // number of the first stop at which it is missed
	Spot    string    `json:"spot,omitempty"`
	Due     time.Time `json:"due"`  // when it should have been heard of
	Text    lang.Text `json:"text"` // who is missed where, without when; nothing of why they are sent there

	RaisedAt    time.Time `json:"raised_at"`
	ToldAt      time.Time `json:"told_at,omitzero"`      // when the contact was reached; zero: not yet
	EscalatedAt time.Time `json:"escalated_at,omitzero"` // raised again, once, since nobody acknowledged it
	AgainAt     time.Time `json:"again_at,omitzero"`     // when the contact was reached for the second time
	SeenAt      time.Time `json:"seen_at,omitzero"`      // acknowledged by somebody who sees to it
	SeenBy      string    `json:"seen_by,omitempty"`     // the actor, pseudonymous
	WithdrawnAt time.Time `json:"withdrawn_at,omitzero"` // the team was heard of, or the plan is over
}

// Open reports whether the alarm stands.
func (a Alarm) Open() bool { return a.WithdrawnAt.IsZero() }

// Say is the alarm as its contact reads it, with clocks of a time zone.
func (a Alarm) Say(loc *time.Location) lang.Text {
	due := a.Due.In(loc)
	said := lang.T("%s Det skulle ha skett %s kl. %s. Ring gruppen; svarar den inte och du är orolig, ring 112.",
		"%s It was due %s at %s. Call the team; if it does not answer and you are worried, call 112.",
		a.Text, due.Format("2006-01-02"), lang.Text{SV: due.Format("15.04"), EN: due.Format("15:04")})
	if !a.EscalatedAt.IsZero() {
		return lang.T("Andra larmet, det första är inte kvitterat. %s", "Second alarm, the first is not acknowledged. %s", said)
	}
	return said
}

// Missed says which teams of a plan ought to have been heard of by now and were not, one
// alarm for each team and cause, in the order of the teams: a team that has not set out,
// one that has and was not heard of since the planned arrival at its next stop, and one
// that is not back. A team is heard of when it sets out, arrives, leaves, skips a stop or
// is back; a stop that it passed over without a word is missed no more once it has been
// heard of later. Only a plan that is published or under way is waited for.
func Missed(p plan.Plan, log Log, now time.Time, patience time.Duration) []Alarm {
	if p.Life.Status != plan.Published && p.Life.Status != plan.UnderWay {
		return nil
	}
	var missed []Alarm
	for _, tour := range p.Tours {
		if len(tour.Visits) > 0 {
			missed = append(missed, missedOf(p, tour, log, now.Add(-patience))...)
		}
	}
	return missed
}

// missedOf is Missed of one team, of what was due before an instant.
func missedOf(p plan.Plan, tour plan.Tour, log Log, before time.Time) (missed []Alarm) {
	entries := log.Current().Of(tour.Number)
	heard, back := heardOf(entries)
	if back {
		return nil
	}
	alarm := func(cause Cause, due time.Time, text lang.Text) Alarm {
		return Alarm{
			Plan: p.ID, Version: p.Version, Team: tour.Number, Cause: cause, Due: due.UTC(),
			Text: lang.T("Grupp %d (%s, %d personer) %s.", "Team %d (%s, %d people) %s.",
				tour.Number, identity.NameOf(tour.Team.Role), tour.Team.Size, text),
		}
	}
	if heard.IsZero() {
		if due := later(tour.Start, firstAhead(tour).Depart); due.Before(before) {
			missed = append(missed, alarm(NotBegun, due, lang.T("har inte gett sig av", "has not set out")))
		}
		return missed
	}
	stops, _ := followed(tour, log, before)
	for i, v := range tour.Visits {
		if s := stops[i]; v.Past || !s.arrived.IsZero() || s.skipped != "" || !v.Arrive.After(heard) {
			continue
		}
		if v.Arrive.Before(before) {
			a := alarm(NotSeen, v.Arrive, lang.T("har inte checkat in vid stopp %d, %s", "has not checked in at stop %d, %s", v.Number, v.Place.Name))
			a.Visit, a.Spot = v.Number, spotOf(v)
			missed = append(missed, a)
		}
		break
	}
	if tour.End.Before(before) {
		missed = append(missed, alarm(NotEnded, tour.End, lang.T("har inte meddelat att den är tillbaka", "has not said that it is back")))
	}
	return missed
}

// heardOf is when a team was last heard of, and whether it is back.
func heardOf(entries Log) (last time.Time, back bool) {
	for _, e := range entries {
		switch e.Kind {
		case Begin, Arrive, Leave, Skip:
			last = later(last, e.At)
		case End:
			back = true
		}
	}
	return last, back
}

// firstAhead is the first stop that is not past.
func firstAhead(tour plan.Tour) plan.Visit {
	if i := slices.IndexFunc(tour.Visits, func(v plan.Visit) bool { return !v.Past }); i >= 0 {
		return tour.Visits[i]
	}
	return tour.Visits[0]
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Tend compares the alarms that stand with what is missed now. It returns those to be
// saved, those that stand first: escalated ones, which nobody acknowledged within patience,
// ones withdrawn since their team was heard of, and new ones. An alarm whose team is missed
// at a later stop than before stays as it is.
func Tend(standing, missed []Alarm, now time.Time, patience time.Duration) []Alarm {
	now = now.UTC()
	same := func(a Alarm) func(Alarm) bool {
		return func(b Alarm) bool { return b.Plan == a.Plan && b.Team == a.Team && b.Cause == a.Cause }
	}
	var changed []Alarm
	for _, a := range standing {
		switch {
		case !a.Open():
		case !slices.ContainsFunc(missed, same(a)):
			a.WithdrawnAt = now
			changed = append(changed, a)
		case a.SeenAt.IsZero() && a.EscalatedAt.IsZero() && !now.Before(a.RaisedAt.Add(patience)):
			a.EscalatedAt = now
			changed = append(changed, a)
		}
	}
	open := slices.DeleteFunc(slices.Clone(standing), func(a Alarm) bool { return !a.Open() })
	for _, a := range missed {
		if !slices.ContainsFunc(open, same(a)) {
			a.RaisedAt = now
			changed, open = append(changed, a), append(open, a)
		}
	}
	return changed
}

// Acknowledged is the alarm once somebody sees to it; the first stands. It returns
// Conflict for one that is withdrawn.
func (a Alarm) Acknowledged(by string, now time.Time) (Alarm, error) {
	if !a.Open() {
		return a, fault.New(fault.Conflict, lang.T(
			"larmet är redan återkallat: gruppen har hörts av, eller passet är slut",
			"the alarm is withdrawn already: the team was heard of, or the shift is over"))
	}
	if a.SeenAt.IsZero() {
		a.SeenAt, a.SeenBy = now.UTC(), by
	}
	return a, nil
}

// untold reports whether the contact is still to be told: of the alarm, or that nobody
// has acknowledged it.
func (a Alarm) untold() bool {
	return a.Open() && a.SeenAt.IsZero() && (a.ToldAt.IsZero() || !a.EscalatedAt.IsZero() && a.AgainAt.IsZero())
}

// told is the alarm once its contact was reached.
func (a Alarm) told(now time.Time) Alarm {
	if a.ToldAt.IsZero() {
		a.ToldAt = now.UTC()
	}
	if !a.EscalatedAt.IsZero() {
		a.AgainAt = now.UTC()
	}
	return a
}
