package patrol

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// AddPresence enters visible presence of the police in an area. It returns Invalid with
// the fields at fault, and Forbidden for anybody but police and coordinators.
func (s Service) AddPresence(ctx context.Context, m municipality.Municipality, p Presence) (Presence, error) {
	a, _ := identity.AccessOf(ctx)
	if a.Role != identity.Police && !coordinates(a) {
		return Presence{}, fault.New(fault.Forbidden, lang.T(
			"närvaro av polis skrivs in av polisen eller samordnaren", "police presence is entered by the police or the coordinator"))
	}
	areas, err := s.Areas.Areas(ctx, m.Code)
	if err != nil {
		return Presence{}, fmt.Errorf("areas of %s: %w", m.Code, err)
	}
	p.ID, p.By, p.WrittenAt, p.RevokedAt = 0, a.Actor.ID, s.Now().UTC(), time.Time{}
	if err := p.Validate(areas, p.WrittenAt); err != nil {
		return Presence{}, err
	}
	p.From, p.To = p.From.UTC(), p.To.UTC()
	if p.ID, err = s.Store.AddPresence(ctx, m.Code, p); err != nil {
		return Presence{}, fmt.Errorf("keep a presence in %s: %w", m.Code, err)
	}
	return p, nil
}

// RevokePresence takes a presence back. It returns NotFound.
func (s Service) RevokePresence(ctx context.Context, m municipality.Municipality, id int64) error {
	return s.Store.RevokePresence(ctx, m.Code, id, s.Now().UTC())
}

// Presences returns the presence that touches [since, until).
func (s Service) Presences(ctx context.Context, m municipality.Municipality, since, until time.Time) ([]Presence, error) {
	return s.Store.Presences(ctx, m.Code, since, until)
}

// Doses returns the doses of a plan that has been walked, or is. It returns NotFound.
func (s Service) Doses(ctx context.Context, m municipality.Municipality, id int64) ([]Dose, error) {
	return s.doses(ctx, m, id, &streetsOnce{})
}

// streetsOnce is the streets of a municipality, read when they are first needed.
type streetsOnce struct {
	segments []street.Segment
	read     bool
}

func (s Service) doses(ctx context.Context, m municipality.Municipality, id int64, t *streetsOnce) ([]Dose, error) {
	planned, err := s.Plans.Planned(ctx, m, id)
	if err != nil {
		return nil, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	log, err := s.Store.Log(ctx, m.Code, id)
	if err != nil {
		return nil, fmt.Errorf("log of plan %d: %w", id, err)
	}
	tracks, err := s.Store.Tracks(ctx, m.Code, id)
	if err != nil {
		return nil, fmt.Errorf("tracks of plan %d: %w", id, err)
	}
	if len(tracks) > 0 && !t.read { // only tracks pass streets
		if t.segments, err = s.Streets.Segments(ctx, m.Code); err != nil {
			return nil, fmt.Errorf("streets of %s: %w", m.Code, err)
		}
		t.read = true
	}
	return Doses(planned, log, tracks, t.segments, m.Location(), s.Now().UTC()), nil
}

// Between returns the doses of all that was walked in [since, until), and of the police
// presence entered for it, by plan, then by area.
func (s Service) Between(ctx context.Context, m municipality.Municipality, since, until time.Time) ([]Dose, error) {
	ids, err := s.Store.Walked(ctx, m.Code, since, until)
	if err != nil {
		return nil, fmt.Errorf("plans walked in %s: %w", m.Code, err)
	}
	var doses []Dose
	streets := &streetsOnce{}
	for _, id := range ids {
		of, err := s.doses(ctx, m, id, streets)
		if err != nil {
			return nil, err
		}
		doses = append(doses, of...)
	}
	presences, err := s.Store.Presences(ctx, m.Code, since, until)
	if err != nil {
		return nil, fmt.Errorf("presence in %s: %w", m.Code, err)
	}
	doses = append(doses, PresenceDoses(presences, m.Location(), s.Now().UTC())...)
	return slices.DeleteFunc(doses, func(d Dose) bool {
		return !d.Hour.Add(time.Hour).After(since) || !d.Hour.Before(until)
	}), nil
}

// Recent returns the presence that was made in [since, until), as planning counts it: what
// is known of an area alone is spread over it. It is what route.Doses asks for.
func (s Service) Recent(ctx context.Context, code string, since, until time.Time) ([]plan.Dose, error) {
	m, err := s.Municipalities.ByCode(ctx, code)
	if err != nil {
		return nil, fmt.Errorf("municipality %s: %w", code, err)
	}
	doses, err := s.Between(ctx, m, since, until)
	if err != nil {
		return nil, err
	}
	areas, err := s.Areas.Areas(ctx, code)
	if err != nil {
		return nil, fmt.Errorf("areas of %s: %w", code, err)
	}
	return ForPlanning(doses, areas), nil
}
