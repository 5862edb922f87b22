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
	in := input{m: m}
	filter := route.Filter{Status: plan.Status(r.Params.Status), From: in.instant("from", r.Params.From), Until: in.instant("until", r.Params.Until)}
	if err := in.err(); err != nil {
		return nil, err
	}
	all, err := s.Planner.List(ctx, m, filter)
	return api.ListPlans200JSONResponse{Items: s.planSummaries(ctx, m, all)}, err
}

// ListVersions answers with the versions of a plan that the asker may see.
func (s *Server) ListVersions(ctx context.Context, r api.ListVersionsRequestObject) (api.ListVersionsResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	all, err := s.Planner.Versions(ctx, m, r.Plan)
	return api.ListVersions200JSONResponse{Items: s.planSummaries(ctx, m, all)}, err
}

// GetPlan answers with one plan, its stops and its routes.
func (s *Server) GetPlan(ctx context.Context, r api.GetPlanRequestObject) (api.GetPlanResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	planned, err := s.shown(ctx, m, r.Plan, r.Params.Version)
	if err != nil {
		return nil, err
	}
	f, err := s.frozen(ctx, m, "", hashOf(r.Params.IfNoneMatch), file{mediaType: mediaJSON}, func(w io.Writer) error {
		return export.PlanJSON(w, planned)
	})
	f.etag = planTag(planned.Plan, f.etag)
	return f, err
}

// GetRouteJSON answers with a team's stops and route.
func (s *Server) GetRouteJSON(ctx context.Context, r api.GetRouteJSONRequestObject) (api.GetRouteJSONResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return s.frozen(ctx, m, "", r.Params.IfNoneMatch, file{mediaType: mediaJSON}, func(w io.Writer) error {
		planned, err := s.planned(ctx, m, r.Plan, r.Team, r.Params.Version)
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
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, r.Params.Version, r.Params.Lang, r.Params.IfNoneMatch}, mediaGPX, "gpx", export.GPX)
}

// GetRouteGeoJSON answers with a team's route and stops as GeoJSON.
func (s *Server) GetRouteGeoJSON(ctx context.Context, r api.GetRouteGeoJSONRequestObject) (api.GetRouteGeoJSONResponseObject, error) {
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, r.Params.Version, r.Params.Lang, r.Params.IfNoneMatch}, mediaGeoJSON, "geojson", export.RouteGeoJSON)
}

// GetRouteText answers with a team's sheet, to print.
func (s *Server) GetRouteText(ctx context.Context, r api.GetRouteTextRequestObject) (api.GetRouteTextResponseObject, error) {
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, r.Params.Version, r.Params.Lang, r.Params.IfNoneMatch}, mediaText, "txt", export.Sheet)
}

// routeAsked is what the forms of a route have in common.
type routeAsked struct {
	municipality string
	plan         int64
	team         int // number; 0: the whole plan
	version      int // 0: the newest that is shown
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
	f := file{mediaType: mediaType, name: r.name(m, extension)}
	return s.frozen(ctx, m, l, r.known, f, func(w io.Writer) error {
		planned, err := s.planned(ctx, m, r.plan, r.team, r.version)
		if err != nil {
			return err
		}
		return write(w, planned, r.team, l)
	})
}

// name is what the file is saved under.
func (r routeAsked) name(m municipality.Municipality, extension string) string {
	name := fmt.Sprintf("%s-plan-%d", m.Slug, r.plan)
	if r.version > 0 {
		name += fmt.Sprintf("-version-%d", r.version)
	}
	if r.team > 0 {
		name += fmt.Sprintf("-team-%d", r.team)
	}
	return name + "." + extension
}

// shown fetches a version of a plan as the access of the request shows it. Every answer about
// a plan is made from this.
func (s *Server) shown(ctx context.Context, m municipality.Municipality, id int64, version int) (route.Planned, error) {
	return s.Planner.Shown(ctx, m, id, version)
}

// planned is shown, of a plan that has a team of a number; of 0 the whole plan is asked for. To
// whoever does not see the team there is none.
func (s *Server) planned(ctx context.Context, m municipality.Municipality, id int64, team, version int) (route.Planned, error) {
	planned, err := s.shown(ctx, m, id, version)
	if err == nil && team > 0 && !slices.ContainsFunc(planned.Plan.Tours, func(t plan.Tour) bool { return t.Number == team }) {
		err = fault.New(fault.NotFound, lang.T("Planen har ingen grupp %d.", "The plan has no team %d.", team))
	}
	return planned, err
}
