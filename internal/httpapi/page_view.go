package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// startView is what the page shows.
type startView struct {
	Lang    lang.Lang
	Version string
	Towns   []townView
	Door    doorView

	Stranger bool // not signed in
}

// townView is one municipality on the page.
type townView struct {
	Town         municipality.Municipality
	Lang         lang.Lang
	Analysis     *analysisView // nil: none yet
	Plan         *planView     // nil: none yet
	ExampleFrom  string        // a shift for the example command
	ExampleUntil string

	MayRead  bool                  // analyses
	MayStart bool                  // analyses and plans
	Links    []identity.Collection // that the page leads to, beside those
}

// pageParts are what the page leads to without showing it; each has a word of its name.
var pageParts = []identity.Collection{identity.Cells, identity.Audit}

// Path is the address of something of the municipality, for links.
func (t townView) Path(parts ...any) string { return pathOf(t.Town, parts...) }

// File is Path for something that is written in the language of the page.
func (t townView) File(parts ...any) string {
	return t.Path(parts...) + "?lang=" + string(t.Lang)
}

// Map is the address of the town's picture: the plan's where it rests on this analysis.
func (t townView) Map(form string) string {
	if t.Plan != nil && t.Plan.Current {
		return t.File("plans", t.Plan.ID, "map."+form)
	}
	return t.File("analyses", t.Analysis.ID, "map."+form)
}

type analysisView struct {
	hotspot.Analysis
	Stale        bool // the data have changed since
	Since, Until string
	Count        int
	First        []groundView
	Said         []saidView
	Trial        *trialView // nil: none was made
	MayLayers    bool
}

type planView struct {
	plan.Plan
	From, To string
	Percent  string
	Current  bool // rests on the analysis that is shown
	Teams    []teamView
}

type teamView struct {
	Number     int
	Role       lang.Text
	Size       int
	Base       lang.Text
	Start, End string
	Km         lang.Text
	Stops      []stopView
	Note       lang.Text
}

type stopView struct {
	Number        int
	Place, Why    lang.Text
	Arrive, Leave string
	Break, Depart string // a break at the base before it; empty: none
}

// shownHotspots is how many hotspots the page tells of.
const shownHotspots = 5

// startView gathers what the asker may read; a stranger sees which municipalities have
// public figures, and no more.
func (s *Server) startView(c echo.Context, l lang.Lang) (startView, error) {
	ctx := c.Request().Context()
	view := startView{Lang: l, Version: s.Version, Stranger: ask(ctx).actor.Way == identity.ByNobody}
	all, err := s.visible(ctx)
	if err != nil {
		return view, err
	}
	for _, m := range all {
		town, err := s.townView(c, m, l)
		if err != nil {
			return view, fmt.Errorf("show %s: %w", m.Slug, err)
		}
		view.Towns = append(view.Towns, town)
	}
	return view, nil
}

func (s *Server) townView(c echo.Context, m municipality.Municipality, l lang.Lang) (townView, error) {
	town := townView{Town: m, Lang: l}
	actor := ask(c.Request().Context()).actor
	_, err := actor.Allow(m.Code, m.Open, identity.Create, identity.Analyses, s.now())
	town.MayStart = err == nil
	for _, part := range pageParts {
		if _, err := actor.Allow(m.Code, m.Open, identity.Read, part, s.now()); err == nil {
			town.Links = append(town.Links, part)
		}
	}
	if ctx, ok := s.reading(c, m, identity.Analyses); ok {
		town.MayRead = true
		if town.Analysis, err = s.analysisView(ctx, m); err != nil {
			return town, err
		}
		if town.Analysis != nil {
			_, town.Analysis.MayLayers = s.reading(c, m, identity.Layers)
		}
	}
	if a := town.Analysis; a != nil {
		evening := a.Params.Until.In(m.Location())
		town.ExampleFrom, town.ExampleUntil = evening.Format("2006-01-02")+"T18:00", evening.Format("2006-01-02")+"T22:00"
	}
	if ctx, ok := s.reading(c, m, identity.Plans); ok {
		town.Plan, err = s.planView(ctx, m, town.Analysis)
		return town, err
	}
	return town, nil
}

// reading is the context with which the page reads a collection of a municipality, as the
// operation that lists it would, and whether the asker may.
func (s *Server) reading(c echo.Context, m municipality.Municipality, of identity.Collection) (context.Context, bool) {
	ctx := c.Request().Context()
	access, err := ask(ctx).actor.Allow(m.Code, m.Open, identity.Read, of, s.now())
	if err != nil {
		return ctx, false
	}
	return s.entered(ctx, c, access), true
}

// analysisView is the current analysis; nil where there is none yet.
func (s *Server) analysisView(ctx context.Context, m municipality.Municipality) (*analysisView, error) {
	a, err := s.analysis(ctx, m, currentAnalysis)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	stale, err := s.stale(ctx, m, a)
	if err != nil {
		return nil, err
	}
	loc := m.Location()
	return &analysisView{
		Analysis: a, Stale: stale, Count: len(a.Hotspots), First: viewGrounds(a.Hotspots[:min(shownHotspots, len(a.Hotspots))]),
		Since: day(a.Params.Since, loc), Until: day(a.Params.Until, loc),
		Said: viewPicture(a.Picture), Trial: viewTrial(a.Picture.Backtest),
	}, nil
}

// planView is the newest plan that the access shows any team of; nil where there is none.
func (s *Server) planView(ctx context.Context, m municipality.Municipality, a *analysisView) (*planView, error) {
	plans, err := s.Planner.List(ctx, m, route.Filter{})
	if err != nil || len(plans) == 0 {
		return nil, err
	}
	planned, err := s.shown(ctx, m, plans[0].ID, plans[0].Version)
	if err != nil {
		return nil, err
	}
	view := viewPlan(planned, m.Location())
	view.Current = a != nil && view.Analysis == a.ID
	return view, nil
}

func viewPlan(p route.Planned, loc *time.Location) *planView {
	view := &planView{
		Plan: p.Plan, From: minute(p.Plan.Request.From, loc), To: until(p.Plan.Request, loc),
		Percent: fmt.Sprintf("%.0f %%", 100*p.Plan.Covered),
	}
	for _, t := range p.Plan.Tours {
		team := teamView{
			Number: t.Number, Role: identity.NameOf(t.Team.Role), Size: t.Team.Size, Base: t.Base.Name,
			Start: clock(t.Start, loc), End: clock(t.End, loc), Km: lang.Decimal(routeOf(p, t.Number).LengthM/1000, 1), Note: t.Note,
		}
		for _, v := range t.Visits {
			stop := stopView{
				Number: v.Number, Place: v.Place.Name, Why: v.Why, Arrive: clock(v.Arrive, loc), Leave: clock(v.Leave, loc),
			}
			if !v.Break.IsZero() {
				stop.Break, stop.Depart = clock(v.Break, loc), clock(v.Depart, loc)
			}
			team.Stops = append(team.Stops, stop)
		}
		view.Teams = append(view.Teams, team)
	}
	return view
}

// routeOf is the route of a team; an empty one where the plan lacks it.
func routeOf(planned route.Planned, team int) route.Route {
	for _, r := range planned.Routes {
		if r.Team == team {
			return r
		}
	}
	return route.Route{Team: team}
}

// until is the end of a shift; without its day where that is the day on which it begins.
func until(r plan.Request, loc *time.Location) string {
	if day(r.From, loc) == day(r.To, loc) {
		return clock(r.To, loc)
	}
	return minute(r.To, loc)
}

func day(t time.Time, loc *time.Location) string    { return t.In(loc).Format(time.DateOnly) }
func minute(t time.Time, loc *time.Location) string { return t.In(loc).Format("2006-01-02 15:04") }
func clock(t time.Time, loc *time.Location) string  { return t.In(loc).Format("15:04") }
