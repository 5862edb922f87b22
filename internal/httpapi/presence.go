package httpapi

import (
	"context"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
)

// ListPlanDoses answers with how long each place had a team of a plan.
func (s *Server) ListPlanDoses(ctx context.Context, r api.ListPlanDosesRequestObject) (api.ListPlanDosesResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	doses, err := s.Patrols.Doses(ctx, m, r.Plan)
	if err != nil {
		return nil, err
	}
	items, err := dosesBody(p, doses)
	return api.ListPlanDoses200JSONResponse{Items: items, Exercise: m.Exercise, Notice: noticeOf(m)}, err
}

// ListDoses answers with how long each place had a team in a time.
func (s *Server) ListDoses(ctx context.Context, r api.ListDosesRequestObject) (api.ListDosesResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	since, until, err := span(m, r.Params.Since, r.Params.Until)
	if err != nil {
		return nil, err
	}
	doses, err := s.Patrols.Between(ctx, m, since, until)
	if err != nil {
		return nil, err
	}
	items, err := dosesBody(p, doses)
	return api.ListDoses200JSONResponse{Items: items, Exercise: m.Exercise, Notice: noticeOf(m)}, err
}

// longestSpan is how long a time may be asked for at once: each plan walked in it is worked out.
const longestSpan = 31 * 24 * time.Hour

// span reads the time that something is asked for.
func span(m municipality.Municipality, from, to string) (since, until time.Time, err error) {
	in := input{m: m}
	since, until = in.instant("since", from), in.instant("until", to)
	switch {
	case len(in.bad) > 0:
	case !until.After(since):
		in.wrong("until", lang.T("ska vara senare än since", "must be later than since"))
	case until.Sub(since) > longestSpan+time.Hour: // a clock may be set back
		in.wrong("until", lang.T("får vara högst 31 dygn efter since; fråga flera gånger", "may be at most 31 days after since; ask several times"))
	}
	return since, until, in.err()
}

func dosesBody(p *geo.Projector, doses []patrol.Dose) ([]api.Dose, error) {
	items := []api.Dose{}
	for _, d := range doses {
		b := api.Dose{
			Plan: d.Plan, Team: d.Team, Spot: d.Spot, Segment: d.Segment, Area: d.Area, Name: d.Name, RadiusM: d.RadiusM,
			Hour: d.Hour.UTC(), Minutes: d.Minutes, Source: api.DoseSource(d.Source),
		}
		if d.Area == "" && d.Point != (orb.Point{}) {
			at, err := p.LonLat(d.Point)
			if err != nil {
				return nil, err
			}
			b.Lon, b.Lat = &at[0], &at[1]
		}
		items = append(items, b)
	}
	return items, nil
}

// ListAlarms answers with the teams that are not heard of.
func (s *Server) ListAlarms(ctx context.Context, r api.ListAlarmsRequestObject) (api.ListAlarmsResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.Patrols.Alarms(ctx, m, r.Params.Plan, r.Params.Open)
	items := mapped(all, func(a patrol.Alarm) api.Alarm { return alarmBody(m, a) })
	slices.Reverse(items)
	return api.ListAlarms200JSONResponse{Items: items, Exercise: m.Exercise, Notice: noticeOf(m)}, err
}

// AcknowledgeAlarm notes that somebody sees to an alarm.
func (s *Server) AcknowledgeAlarm(ctx context.Context, r api.AcknowledgeAlarmRequestObject) (api.AcknowledgeAlarmResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.Patrols.Alarms(ctx, m, 0, false)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(a patrol.Alarm) bool { return a.ID == r.Alarm })
	if i < 0 {
		return nil, fault.New(fault.NotFound, lang.T("Det finns inget larm %d.", "There is no alarm %d.", r.Alarm))
	}
	a, err := s.Patrols.Acknowledge(ctx, m, all[i].Plan, r.Alarm)
	return api.AcknowledgeAlarm200JSONResponse(alarmBody(m, a)), err
}

func alarmBody(m municipality.Municipality, a patrol.Alarm) api.Alarm {
	return api.Alarm{
		ID: a.ID, Plan: a.Plan, Version: a.Version, Team: a.Team, Cause: api.AlarmCause(a.Cause), Visit: a.Visit, Due: a.Due.UTC(),
		Text: a.Text, Say: a.Say(m.Location()), RaisedAt: a.RaisedAt.UTC(), ToldAt: utc(a.ToldAt), EscalatedAt: utc(a.EscalatedAt),
		SeenAt: utc(a.SeenAt), SeenBy: a.SeenBy, WithdrawnAt: utc(a.WithdrawnAt), Open: a.Open(),
	}
}

// ListPresence answers with the police presence that touches a time.
func (s *Server) ListPresence(ctx context.Context, r api.ListPresenceRequestObject) (api.ListPresenceResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	since, until, err := span(m, r.Params.Since, r.Params.Until)
	if err != nil {
		return nil, err
	}
	all, err := s.Patrols.Presences(ctx, m, since, until)
	return api.ListPresence200JSONResponse{Items: mapped(all, presenceBody), Exercise: m.Exercise, Notice: noticeOf(m)}, err
}

// AddPresence enters visible police presence.
func (s *Server) AddPresence(ctx context.Context, r api.AddPresenceRequestObject) (api.AddPresenceResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	in := input{m: m}
	p := patrol.Presence{Area: r.Body.Area, From: in.instant("from", r.Body.From), To: in.instant("to", r.Body.To)}
	if err := in.err(); err != nil {
		return nil, err
	}
	p, err = s.Patrols.AddPresence(ctx, m, p)
	return api.AddPresence201JSONResponse(presenceBody(p)), err
}

// RevokePresence takes a presence back.
func (s *Server) RevokePresence(ctx context.Context, r api.RevokePresenceRequestObject) (api.RevokePresenceResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return api.RevokePresence204Response{}, s.Patrols.RevokePresence(ctx, m, r.Presence)
}

func presenceBody(p patrol.Presence) api.Presence {
	return api.Presence{ID: p.ID, Area: p.Area, From: p.From.UTC(), To: p.To.UTC(), By: p.By, WrittenAt: p.WrittenAt.UTC()}
}
