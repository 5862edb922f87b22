package httpapi

import (
	"context"
	"fmt"
	"time"

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
}

// townView is one municipality on the page.
type townView struct {
	Town         municipality.Municipality
	Lang         lang.Lang
	Analysis     *analysisView // nil: none yet
	Plan         *planView     // nil: none yet
	ExampleFrom  string        // a shift for the example command
	ExampleUntil string
}

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
	Since, Until string
	Count        int
	First        []hotspot.Hotspot
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

func (s *Server) startView(ctx context.Context, l lang.Lang) (startView, error) {
	view := startView{Lang: l, Version: s.Version}
	all, err := s.sorted(ctx)
	if err != nil {
		return view, err
	}
	for _, m := range all {
		town, err := s.townView(ctx, m, l)
		if err != nil {
			return view, fmt.Errorf("show %s: %w", m.Slug, err)
		}
		view.Towns = append(view.Towns, town)
	}
	return view, nil
}

func (s *Server) townView(ctx context.Context, m municipality.Municipality, l lang.Lang) (townView, error) {
	town := townView{Town: m, Lang: l}
	a, err := s.Analyses.Analysis(ctx, m.Code, 0)
	if fault.Is(err, fault.NotFound) {
		return town, nil
	}
	if err != nil {
		return town, err
	}
	loc := m.Location()
	town.Analysis = &analysisView{
		Analysis: a, Count: len(a.Hotspots), First: a.Hotspots[:min(shownHotspots, len(a.Hotspots))],
		Since: day(a.Params.Since, loc), Until: day(a.Params.Until, loc),
	}
	evening := a.Params.Until.In(loc)
	town.ExampleFrom, town.ExampleUntil = evening.Format("2006-01-02")+"T18:00", evening.Format("2006-01-02")+"T22:00"
	plans, err := s.Plans.Plans(ctx, m.Code)
	if err != nil || len(plans) == 0 {
		return town, err
	}
	planned, err := s.Planner.Planned(ctx, m, plans[0].ID)
	town.Plan = viewPlan(planned, a.ID, loc)
	return town, err
}

func viewPlan(p route.Planned, analysis int64, loc *time.Location) *planView {
	view := &planView{
		Plan: p.Plan, From: minute(p.Plan.Request.From, loc), To: minute(p.Plan.Request.To, loc),
		Percent: fmt.Sprintf("%.0f %%", 100*p.Plan.Covered),
		Current: p.Plan.Analysis == analysis,
	}
	for _, t := range p.Plan.Tours {
		team := teamView{
			Number: t.Number, Role: roleName(t.Team.Role), Size: t.Team.Size, Base: t.Base.Name,
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

func roleName(r identity.Role) lang.Text {
	if p, ok := identity.PatrolOf(r); ok {
		return p.Name
	}
	return lang.Same(string(r))
}

func day(t time.Time, loc *time.Location) string    { return t.In(loc).Format(time.DateOnly) }
func minute(t time.Time, loc *time.Location) string { return t.In(loc).Format("2006-01-02 15:04") }
func clock(t time.Time, loc *time.Location) string  { return t.In(loc).Format("15:04") }
