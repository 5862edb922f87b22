package patrol

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/street"
)

// Service is what the API, the command line and background work ask about walks. Who acts
// is taken from the context: a coordinator writes for any team, others for teams of their
// role, a patrol link for its own team; all else is Forbidden.
type Service struct {
	Store          Store
	Plans          Plans
	Reports        Reports
	Streets        Streets
	Areas          Areas
	Municipalities Municipalities
	Notifier       Notifier         // nil: alarms are shown, and nobody is told
	Now            func() time.Time // the clock
	Patience       time.Duration    // 0: Patience
}

// Write adds an entry to the log of a team of a plan and returns it as kept: its text
// masked, its spot filled in from the stop. The first entry takes the plan under way. An
// entry that is there already is returned as it is, so that a phone may send it again. It
// returns NotFound for a plan, team, stop or replaced entry that there is not, Conflict for
// a plan that is not walked or an entry that does not fit the others, Invalid for what the
// role may not write, and Forbidden for somebody else's team. Observations have a method
// of their own.
func (s Service) Write(ctx context.Context, m municipality.Municipality, e Entry) (Entry, error) {
	if e.Kind == Observe {
		return Entry{}, invalid(field("kind", "en iakttagelse skrivs som en rapport", "an observation is written as a report"))
	}
	return s.add(ctx, m, e, nil)
}

// Observe takes an observation in as a report that a patrol found, and enters it in the
// log. Its place is its own point or that of the stop. It returns the errors of Write and
// those of report.Service.Create, and Invalid for a category that the role may not report.
func (s Service) Observe(ctx context.Context, m municipality.Municipality, o Observation) (Entry, error) {
	e := Entry{
		Plan: o.Plan, Team: o.Team, Kind: Observe, Visit: o.Visit, At: o.At, Point: o.Point, Text: o.Text, Category: o.Category,
	}
	return s.add(ctx, m, e, func(ctx context.Context, e *Entry) error {
		r := ReportOf(m, o, *e)
		stored, err := s.Reports.Create(ctx, m, r)
		e.Report, e.Text = stored.ID, "" // the report holds it
		return err
	})
}

// add checks an entry and stores it, after what keep does with it in the same transaction.
func (s Service) add(ctx context.Context, m municipality.Municipality, e Entry, keep func(context.Context, *Entry) error) (Entry, error) {
	planned, err := s.Plans.Planned(ctx, m, e.Plan)
	if err != nil {
		return Entry{}, fmt.Errorf("plan %d of %s: %w", e.Plan, m.Code, err)
	}
	who, err := writer(ctx, planned.Plan, e.Team)
	if err != nil {
		return Entry{}, err
	}
	e.Text = report.Mask(e.Text)
	err = s.Store.Writing(ctx, m.Code, e.Plan, func(ctx context.Context) error {
		log, err := s.Store.Log(ctx, m.Code, e.Plan)
		if err != nil {
			return fmt.Errorf("log of plan %d: %w", e.Plan, err)
		}
		if before, ok := log.find(e); ok {
			e = before
			return nil
		}
		if e, err = Check(planned.Plan, log, e, who, s.Now().UTC()); err != nil {
			return err
		}
		if keep != nil {
			if err := keep(ctx, &e); err != nil {
				return err
			}
		}
		if e.ID, err = s.Store.AddEntry(ctx, m.Code, e); err != nil {
			return fmt.Errorf("add to the log of plan %d: %w", e.Plan, err)
		}
		if planned.Plan.Life.Status == plan.Published && e.Kind != Retract {
			return s.Plans.Began(ctx, m.Code, e.Plan, e.At)
		}
		return nil
	})
	return e, err
}

// Log returns the entries that count of the teams that the reader may see, by team and time.
func (s Service) Log(ctx context.Context, m municipality.Municipality, plan int64) (Log, error) {
	planned, err := s.Plans.Planned(ctx, m, plan)
	if err != nil {
		return nil, fmt.Errorf("plan %d of %s: %w", plan, m.Code, err)
	}
	all, err := s.Store.Log(ctx, m.Code, plan)
	if err != nil {
		return nil, fmt.Errorf("log of plan %d: %w", plan, err)
	}
	return slices.DeleteFunc(all.Current(), func(e Entry) bool {
		_, err := writer(ctx, planned.Plan, e.Team)
		return err != nil
	}), nil
}

// Logbook returns the sheet of a team's evening, empty where nothing was logged. It
// returns NotFound, and Forbidden for somebody else's team.
func (s Service) Logbook(ctx context.Context, m municipality.Municipality, plan int64, team int) (Logbook, error) {
	planned, err := s.Plans.Planned(ctx, m, plan)
	if err != nil {
		return Logbook{}, fmt.Errorf("plan %d of %s: %w", plan, m.Code, err)
	}
	if _, err := writer(ctx, planned.Plan, team); err != nil {
		return Logbook{}, err
	}
	log, err := s.Store.Log(ctx, m.Code, plan)
	if err != nil {
		return Logbook{}, fmt.Errorf("log of plan %d: %w", plan, err)
	}
	return LogbookOf(planned, team, log)
}

// AddTrack reads a GPX track of a team, matches it to the streets and keeps what Walked
// keeps. It returns Invalid for a file that is no track of the shift, the errors of Write
// for a plan that is not walked, and Forbidden.
func (s Service) AddTrack(ctx context.Context, m municipality.Municipality, id int64, team int, gpx io.Reader) (Walked, error) {
	planned, err := s.Plans.Planned(ctx, m, id)
	if err != nil {
		return Walked{}, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	who, err := writer(ctx, planned.Plan, team)
	if err != nil {
		return Walked{}, err
	}
	now := s.Now().UTC()
	if err := walkable(planned.Plan, who, now); err != nil {
		return Walked{}, err
	}
	track, err := ReadGPX(gpx)
	if err != nil {
		return Walked{}, err
	}
	extent, _, err := s.Reports.Extent(ctx, m.Code)
	if err != nil {
		return Walked{}, fmt.Errorf("extent of %s: %w", m.Code, err)
	}
	points, err := track.Place(m, extent, planned.Plan.Request.From, planned.Plan.Request.To)
	if err != nil {
		return Walked{}, err
	}
	segments, err := s.Streets.Segments(ctx, m.Code)
	if err != nil {
		return Walked{}, fmt.Errorf("streets of %s: %w", m.Code, err)
	}
	w := Match(segments, PlacesOf(planned, segments), points)
	w.Dropped = len(track.Points) + track.Dropped - len(points)
	w.Plan, w.Version, w.Team, w.By, w.WrittenAt = id, planned.Plan.Version, team, who.ID, now
	err = s.Store.Writing(ctx, m.Code, id, func(ctx context.Context) (err error) {
		if w.ID, err = s.Store.AddTrack(ctx, m.Code, w); err != nil || planned.Plan.Life.Status != plan.Published {
			return err
		}
		return s.Plans.Began(ctx, m.Code, id, w.From)
	})
	if err != nil {
		return Walked{}, fmt.Errorf("keep a track of plan %d: %w", id, err)
	}
	return w, nil
}

// Tracks returns what is kept of the tracks of the teams that the reader may see.
func (s Service) Tracks(ctx context.Context, m municipality.Municipality, id int64) ([]Walked, error) {
	planned, err := s.Plans.Planned(ctx, m, id)
	if err != nil {
		return nil, fmt.Errorf("plan %d of %s: %w", id, m.Code, err)
	}
	all, err := s.Store.Tracks(ctx, m.Code, id)
	if err != nil {
		return nil, fmt.Errorf("tracks of plan %d: %w", id, err)
	}
	return slices.DeleteFunc(all, func(w Walked) bool {
		_, err := writer(ctx, planned.Plan, w.Team)
		return err != nil
	}), nil
}

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
	if s.Notifier == nil {
		return nil
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
	segments, err := s.segments(ctx, m, tracks)
	if err != nil {
		return nil, err
	}
	return Doses(planned, log, tracks, segments, m.Location(), s.Now().UTC()), nil
}

// actorOf is who acts, pseudonymous.
func actorOf(ctx context.Context) string {
	a, _ := identity.AccessOf(ctx)
	return a.Actor.ID
}

// coordinates reports whether an access is a coordinator's, or the system's own.
func coordinates(a identity.Access) bool {
	if a.Actor.Link != nil {
		return false
	}
	return a.Role == identity.Coordinator || a.Actor.Way == identity.ByCommand || a.Actor.Way == identity.ByJob
}

// writer is who acts for a team. It returns NotFound for a team that the plan lacks and
// Forbidden for somebody else's.
func writer(ctx context.Context, p plan.Plan, team int) (Writer, error) {
	tour, err := tourOf(p, team)
	if err != nil {
		return Writer{}, err
	}
	a, _ := identity.AccessOf(ctx)
	who := Writer{ID: a.Actor.ID, Role: tour.Team.Role, Coordinator: coordinates(a)}
	own := a.Role == tour.Team.Role
	if l := a.Actor.Link; l != nil {
		own = l.Plan == p.ID && l.Team == team
	}
	if !own && !who.Coordinator {
		return Writer{}, fault.New(fault.Forbidden, lang.T(
			"grupp %d är inte din; loggboken förs av gruppen själv eller av samordnaren",
			"team %d is not yours; its log is kept by the team itself or by the coordinator", team))
	}
	return who, nil
}

func tourOf(p plan.Plan, team int) (plan.Tour, error) {
	for _, t := range p.Tours {
		if t.Number == team {
			return t, nil
		}
	}
	return plan.Tour{}, fault.New(fault.NotFound, lang.T(
		"planen har ingen grupp %d; den sista är nummer %d", "the plan has no team %d; the last is number %d", team, len(p.Tours)))
}

// segments are the streets, where a track passed any.
func (s Service) segments(ctx context.Context, m municipality.Municipality, tracks []Walked) ([]street.Segment, error) {
	if len(tracks) == 0 {
		return nil, nil
	}
	segments, err := s.Streets.Segments(ctx, m.Code)
	if err != nil {
		return nil, fmt.Errorf("streets of %s: %w", m.Code, err)
	}
	return segments, nil
}

// Between returns the doses of all that was walked in [since, until), and of the police
// presence entered for it, by plan, then by area.
func (s Service) Between(ctx context.Context, m municipality.Municipality, since, until time.Time) ([]Dose, error) {
	ids, err := s.Store.Walked(ctx, m.Code, since, until)
	if err != nil {
		return nil, fmt.Errorf("plans walked in %s: %w", m.Code, err)
	}
	var doses []Dose
	for _, id := range ids {
		of, err := s.Doses(ctx, m, id)
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
