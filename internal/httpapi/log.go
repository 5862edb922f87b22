package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
)

// ListLog answers with the entries of a team's log that count.
func (s *Server) ListLog(ctx context.Context, r api.ListLogRequestObject) (api.ListLogResponseObject, error) {
	m, err := s.walked(ctx, r.Municipality, r.Plan, r.Team)
	if err != nil {
		return nil, err
	}
	log, err := s.Patrols.Log(ctx, m, r.Plan)
	access, _ := identity.AccessOf(ctx)
	return api.ListLog200JSONResponse{
		Items:    mapped(log.Of(r.Team), func(e patrol.Entry) api.LogEntry { return entryBody(access, e) }),
		Exercise: m.Exercise, Notice: noticeOf(m),
	}, err
}

// walked is the municipality of a plan whose walk somebody asks about. Whoever does not see
// every plan must see this one, and the team: to others there is none.
func (s *Server) walked(ctx context.Context, slug string, plan int64, team int) (municipality.Municipality, error) {
	m, err := s.municipality(ctx, slug)
	if access, _ := identity.AccessOf(ctx); err == nil && access.Rule.Scope != identity.Every {
		_, err = s.planned(ctx, m, plan, team, 0)
	}
	return m, err
}

// AddToLog adds an entry to a team's log.
func (s *Server) AddToLog(ctx context.Context, r api.AddToLogRequestObject) (api.AddToLogResponseObject, error) {
	m, err := s.walked(ctx, r.Municipality, r.Plan, r.Team)
	if err != nil {
		return nil, err
	}
	e, o, err := s.newEntry(m, r)
	if err != nil {
		return nil, err
	}
	if e.Kind == patrol.Observe {
		e, err = s.Patrols.Observe(ctx, m, o)
	} else {
		e, err = s.Patrols.Write(ctx, m, e)
	}
	access, _ := identity.AccessOf(ctx)
	return api.AddToLog201JSONResponse(entryBody(access, e)), err
}

// newEntry reads an entry, and the observation that it is where it is one.
func (s *Server) newEntry(m municipality.Municipality, r api.AddToLogRequestObject) (patrol.Entry, patrol.Observation, error) {
	in, b := input{m: m}, *r.Body
	e := patrol.Entry{
		Plan: r.Plan, Team: r.Team, Kind: patrol.Kind(b.Kind), Visit: b.Visit, Spot: b.Spot, At: in.instant("at", b.At), Text: b.Text,
		Tallies: mapped(b.Tallies, func(t api.Tally) patrol.Tally { return patrol.Tally{Kind: string(t.Kind), Count: t.Count} }),
		Reason:  patrol.SkipReason(b.Reason), Category: b.Category, Replaces: b.Replaces, Key: r.Params.IdempotencyKey,
	}
	if len(e.Tallies) == 0 {
		e.Tallies = nil
	}
	if b.At == "" {
		e.At = s.now().UTC()
	}
	if e.Kind != patrol.Observe {
		in.only("observe", map[string]bool{"lon": b.Lon != nil, "lat": b.Lat != nil, "accuracy_m": b.AccuracyM != 0, "severity": b.Severity != 0})
		return e, patrol.Observation{}, in.err()
	}
	in.only("note", map[string]bool{"tallies": len(b.Tallies) > 0})
	in.only("skip", map[string]bool{"reason": b.Reason != ""})
	o := patrol.Observation{
		Plan: e.Plan, Team: e.Team, Visit: e.Visit, Category: e.Category, At: e.At, AccuracyM: b.AccuracyM, Severity: b.Severity, Text: e.Text, Key: e.Key,
	}
	o.Point = in.point(b.Lon, b.Lat)
	return e, o, in.err()
}

// only refuses members that no other kind of entry has.
func (in *input) only(kind string, given map[string]bool) {
	for _, name := range []string{"lon", "lat", "accuracy_m", "severity", "tallies", "reason"} {
		if given[name] {
			in.wrong(name, lang.T("hör bara till en anteckning av slaget %s; utelämna det", "belongs to an entry of the kind %s alone; leave it out", kind))
		}
	}
}

// point is a position in metres; nil where none is given.
func (in *input) point(lon, lat *float64) *orb.Point {
	if lon == nil && lat == nil {
		return nil
	}
	if lon == nil || lat == nil {
		in.wrong("lon", lang.T("skriv både lon och lat, eller ingendera", "write both lon and lat, or neither"))
		return nil
	}
	p, err := in.projector()
	if err != nil {
		in.note("lon", err)
		return nil
	}
	at, err := p.Metric(orb.Point{*lon, *lat})
	in.note("lon", err)
	return &at
}

// entryBody is an entry as an access shows it: what tells of restricted categories, and who
// wrote, is for those who see everything.
func entryBody(a identity.Access, e patrol.Entry) api.LogEntry {
	b := api.LogEntry{
		ID: e.ID, Plan: e.Plan, Version: e.Version, Team: e.Team, Kind: api.LogKind(e.Kind), Visit: e.Visit, Spot: spotFor(a, e.Spot),
		At: e.At.UTC(), Reason: string(e.Reason), Text: e.Text, Category: e.Category, Replaces: e.Replaces, WrittenAt: e.WrittenAt.UTC(),
		Tallies: mapped(e.Tallies, func(t patrol.Tally) api.Tally { return api.Tally{Kind: api.TallyKind(t.Kind), Count: t.Count} }),
	}
	if a.Restricted() {
		b.Report, b.By = e.Report, e.By
	}
	return b
}

// spotFor names a spot to an access: the code of a hotspot is its rank.
func spotFor(a identity.Access, spot string) string {
	if !a.Restricted() && strings.HasPrefix(spot, "h") {
		return ""
	}
	return spot
}

// ListTracks answers with what is kept of a team's tracks.
func (s *Server) ListTracks(ctx context.Context, r api.ListTracksRequestObject) (api.ListTracksResponseObject, error) {
	m, err := s.walked(ctx, r.Municipality, r.Plan, r.Team)
	if err != nil {
		return nil, err
	}
	all, err := s.Patrols.Tracks(ctx, m, r.Plan)
	access, _ := identity.AccessOf(ctx)
	items := []api.Track{}
	for _, w := range all {
		if w.Team == r.Team {
			items = append(items, trackBody(access, w))
		}
	}
	return api.ListTracks200JSONResponse{Items: items, Exercise: m.Exercise, Notice: noticeOf(m)}, err
}

// addTrack takes in a track as it arrives; who reads it bounds it.
func (s *Server) addTrack(c echo.Context) error {
	ctx := c.Request().Context()
	plan, err := strconv.ParseInt(c.Param("plan"), 10, 64)
	team, alsoErr := strconv.Atoi(c.Param("team"))
	if err := errors.Join(err, alsoErr); err != nil {
		return echo.ErrNotFound // the contract has read them before
	}
	m, err := s.walked(ctx, c.Param("municipality"), plan, team)
	if err != nil {
		return err
	}
	file := newUpload(c)
	w, err := s.Patrols.AddTrack(ctx, m, plan, team, file)
	file.extend()
	if err != nil {
		return err
	}
	access, _ := identity.AccessOf(ctx)
	return c.JSON(http.StatusCreated, trackBody(access, w))
}

func trackBody(a identity.Access, w patrol.Walked) api.Track {
	return api.Track{
		ID: w.ID, Plan: w.Plan, Version: w.Version, Team: w.Team, From: w.From.UTC(), To: w.To.UTC(), Points: w.Points, Dropped: w.Dropped,
		LengthM: w.LengthM, Matched: w.Matched, OffMinutes: w.Off.Minutes(), Streets: len(w.Passes), WrittenAt: w.WrittenAt.UTC(),
		Stays: mapped(w.Stays, func(at patrol.Stay) api.Stay {
			return api.Stay{Spot: spotFor(a, at.Spot), From: at.From.UTC(), To: at.To.UTC()}
		}),
	}
}

// logbookFile answers with a team's log in a form.
func (s *Server) logbookFile(
	ctx context.Context, r routeAsked, mediaType, extension string,
	write func(w io.Writer, m municipality.Municipality, b patrol.Logbook, l lang.Lang) error,
) (file, error) {
	m, err := s.walked(ctx, r.municipality, r.plan, r.team)
	if err != nil {
		return file{}, err
	}
	l := orLang(r.lang, ask(ctx).lang)
	f := file{mediaType: mediaType, name: "logbook-" + r.name(m, extension)}
	return s.frozen(ctx, m, l, r.known, f, func(w io.Writer) error {
		book, err := s.Patrols.Logbook(ctx, m, r.plan, r.team)
		if err != nil {
			return err
		}
		return write(w, m, book, l)
	})
}
