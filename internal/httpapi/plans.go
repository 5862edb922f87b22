package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// ListPlans answers with the plans that the asker may see a team of, newest first.
func (s *Server) ListPlans(ctx context.Context, r api.ListPlansRequestObject) (api.ListPlansResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.Plans.Plans(ctx, m.Code)
	if err != nil {
		return nil, err
	}
	access, _ := identity.AccessOf(ctx)
	items := []api.PlanSummary{}
	for _, p := range all {
		if shown, ok := route.Shown(p, access); ok {
			items = append(items, planSummary(m, shown))
		}
	}
	return api.ListPlans200JSONResponse{Items: items}, nil
}

// StartPlan queues a plan.
func (s *Server) StartPlan(ctx context.Context, r api.StartPlanRequestObject) (api.StartPlanResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	request, err := newRequest(m, *r.Body)
	if err != nil {
		return nil, err
	}
	task, err := s.Planner.Start(ctx, m, request)
	if err != nil {
		return nil, err
	}
	answer, err := s.accepted(ctx, m, task)
	return api.StartPlan202JSONResponse{AcceptedJSONResponse: answer}, err
}

func newRequest(m municipality.Municipality, b api.NewPlan) (plan.Request, error) {
	in := input{m: m}
	return plan.Request{
		Analysis: b.Analysis,
		From:     in.instant("from", b.From),
		To:       in.instant("to", b.To),
		Areas:    b.Areas,
		Seed:     uint64(b.Seed),
		Teams: mapped(b.Teams, func(t api.NewTeam) plan.Team {
			return plan.Team{Role: identity.Role(t.Role), Size: t.Size, Base: t.Base}
		}),
	}, in.err()
}

// GetPlan answers with one plan, its stops and its routes.
func (s *Server) GetPlan(ctx context.Context, r api.GetPlanRequestObject) (api.GetPlanResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return s.frozen(ctx, m, "", r.Params.IfNoneMatch, file{mediaType: mediaJSON}, func(w io.Writer) error {
		planned, err := s.shown(ctx, m, r.Plan)
		if err != nil {
			return err
		}
		return export.PlanJSON(w, planned)
	})
}

// GetRouteJSON answers with a team's stops and route.
func (s *Server) GetRouteJSON(ctx context.Context, r api.GetRouteJSONRequestObject) (api.GetRouteJSONResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return s.frozen(ctx, m, "", r.Params.IfNoneMatch, file{mediaType: mediaJSON}, func(w io.Writer) error {
		planned, err := s.planned(ctx, m, r.Plan, r.Team)
		if err != nil {
			return err
		}
		return writeTour(w, planned, r.Team)
	})
}

// writeTour writes one team's part of the document that the whole plan would be. The team
// is in the plan.
func writeTour(w io.Writer, planned route.Planned, team int) error {
	at := slices.IndexFunc(planned.Plan.Tours, func(t plan.Tour) bool { return t.Number == team })
	var b bytes.Buffer
	if err := export.PlanJSON(&b, planned); err != nil {
		return err
	}
	var whole struct {
		Source json.RawMessage
		Teams  []json.RawMessage
	}
	if err := json.Unmarshal(b.Bytes(), &whole); err != nil {
		return fmt.Errorf("read back plan %d: %w", planned.Plan.ID, err)
	}
	return json.NewEncoder(w).Encode(map[string]any{
		"source": whole.Source, "plan": planned.Plan.ID, "team": whole.Teams[at],
	})
}

// GetRouteGPX answers with a team's route for a GPS app.
func (s *Server) GetRouteGPX(ctx context.Context, r api.GetRouteGPXRequestObject) (api.GetRouteGPXResponseObject, error) {
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, r.Params.Lang, r.Params.IfNoneMatch}, mediaGPX, "gpx", export.GPX)
}

// GetRouteGeoJSON answers with a team's route and stops as GeoJSON.
func (s *Server) GetRouteGeoJSON(ctx context.Context, r api.GetRouteGeoJSONRequestObject) (api.GetRouteGeoJSONResponseObject, error) {
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, r.Params.Lang, r.Params.IfNoneMatch}, mediaGeoJSON, "geojson", export.RouteGeoJSON)
}

// GetRouteText answers with a team's sheet, to print.
func (s *Server) GetRouteText(ctx context.Context, r api.GetRouteTextRequestObject) (api.GetRouteTextResponseObject, error) {
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, r.Params.Lang, r.Params.IfNoneMatch}, mediaText, "txt", export.Sheet)
}

// routeAsked is what the forms of a route have in common.
type routeAsked struct {
	municipality string
	plan         int64
	team         int
	lang         api.Lang
	known        string
}

func (s *Server) routeFile(
	ctx context.Context, r routeAsked, mediaType, extension string,
	write func(w io.Writer, p route.Planned, team int, l lang.Lang) error,
) (file, error) {
	m, err := s.municipality(ctx, r.municipality)
	if err != nil {
		return file{}, err
	}
	l := orLang(r.lang, ask(ctx).lang)
	f := file{mediaType: mediaType, name: fmt.Sprintf("%s-plan-%d-team-%d.%s", m.Slug, r.plan, r.team, extension)}
	return s.frozen(ctx, m, l, r.known, f, func(w io.Writer) error {
		planned, err := s.planned(ctx, m, r.plan, r.team)
		if err != nil {
			return err
		}
		return write(w, planned, r.team, l)
	})
}

// shown fetches a plan as the access of the request shows it. Every answer about a plan is
// made from this.
func (s *Server) shown(ctx context.Context, m municipality.Municipality, id int64) (route.Planned, error) {
	planned, err := s.Planner.Planned(ctx, m, id)
	if err != nil {
		return planned, err
	}
	access, _ := identity.AccessOf(ctx)
	return planned.For(access)
}

// planned is shown, of a plan that has a team of a number. To whoever does not see the team
// there is none.
func (s *Server) planned(ctx context.Context, m municipality.Municipality, id int64, team int) (route.Planned, error) {
	planned, err := s.shown(ctx, m, id)
	if err == nil && !slices.ContainsFunc(planned.Plan.Tours, func(t plan.Tour) bool { return t.Number == team }) {
		err = fault.New(fault.NotFound, lang.T("Planen har ingen grupp %d.", "The plan has no team %d.", team))
	}
	return planned, err
}

func planLinks(m municipality.Municipality, p plan.Plan) api.Links {
	links := api.Links{
		{Rel: "self", Href: pathOf(m, "plans", p.ID), Type: mediaJSON},
		{Rel: "map", Href: pathOf(m, "plans", p.ID, "map.svg"), Type: mediaSVG},
		{Rel: "map", Href: pathOf(m, "plans", p.ID, "map.png"), Type: mediaPNG},
	}
	if p.Analysis > 0 {
		links = append(links, api.Link{Rel: "analysis", Href: pathOf(m, "analyses", p.Analysis), Type: mediaJSON})
	}
	for _, t := range p.Tours {
		links = append(links, api.Link{Rel: "route", Href: pathOf(m, "plans", p.ID, "teams", t.Number, "route.gpx"), Type: mediaGPX})
	}
	return links
}

func planSummary(m municipality.Municipality, p plan.Plan) api.PlanSummary {
	return api.PlanSummary{
		ID: p.ID, Version: p.Version, Status: string(p.Life.Status), Analysis: p.Analysis,
		From: p.Request.From.UTC(), To: p.Request.To.UTC(), CreatedAt: p.CreatedAt.UTC(), Covered: p.Covered,
		Teams: mapped(p.Request.Teams, func(t plan.Team) api.Team {
			return api.Team{Role: api.RoleCode(t.Role), Size: t.Size, Base: t.Base}
		}),
		Exercise: m.Exercise, Notice: noticeOf(m), Links: planLinks(m, p),
	}
}
