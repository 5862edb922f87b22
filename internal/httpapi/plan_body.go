package httpapi

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tryggled/api"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// planTag names the state of an answer about a plan. It begins with the version, which is what
// a change is based on.
func planTag(p plan.Plan, etag string) string {
	if etag == "" {
		return fmt.Sprintf(`"%d"`, p.Version)
	}
	return fmt.Sprintf(`W/"%d-%s`, p.Version, strings.TrimPrefix(etag, `W/"`))
}

// hashOf leaves the version out of the tags of an If-None-Match header: what frozen knows
// before anything is fetched holds for the version too.
func hashOf(header string) string {
	var tags []string
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimSpace(tag)
		if _, hash, ok := strings.Cut(tag, "-"); ok {
			tag = `W/"` + hash
		}
		tags = append(tags, tag)
	}
	return strings.Join(tags, ",")
}

// basedOn is the version that an If-Match header names; 0 for *, whatever it is. It tells
// whether the header can be read.
func basedOn(header string) (version int, ok bool) {
	header = strings.TrimSpace(header)
	if header == "*" {
		return 0, true
	}
	tag := strings.Trim(strings.TrimPrefix(header, "W/"), `"`)
	number, _, _ := strings.Cut(tag, "-")
	version, err := strconv.Atoi(number)
	return version, err == nil && version > 0
}

// planLinks leads to what the access of a request may ask for of a plan.
func planLinks(a identity.Access, m municipality.Municipality, p plan.Plan) api.Links {
	_, logs := identity.RuleOf(a.Role, identity.Read, identity.Logs)
	at := func(parts ...any) string {
		return pathOf(m, append([]any{"plans", p.ID}, parts...)...)
	}
	links := api.Links{
		{Rel: "self", Href: at(), Type: mediaJSON},
		{Rel: "versions", Href: at("versions"), Type: mediaJSON},
		{Rel: "map", Href: at("map.svg"), Type: mediaSVG},
		{Rel: "map", Href: at("map.png"), Type: mediaPNG},
		{Rel: "plan", Href: at("plan.kml"), Type: mediaKML},
		{Rel: "plan", Href: at("plan.ics"), Type: mediaICS},
		{Rel: "plan", Href: at("plan.geojson"), Type: mediaGeoJSON},
		{Rel: "stops", Href: at("stops.csv"), Type: mediaCSV},
	}
	if p.Analysis > 0 {
		links = append(links, api.Link{Rel: "analysis", Href: pathOf(m, "analyses", p.Analysis), Type: mediaJSON})
	}
	for _, t := range p.Tours {
		links = append(links,
			api.Link{Rel: "route", Href: at("teams", t.Number, "route.gpx"), Type: mediaGPX},
			api.Link{Rel: "sheet", Href: at("teams", t.Number, "sheet.pdf"), Type: mediaPDF})
		if logs {
			links = append(links, api.Link{Rel: "log", Href: at("teams", t.Number, "log"), Type: mediaJSON})
		}
	}
	return links
}

func (s *Server) planSummaries(ctx context.Context, m municipality.Municipality, plans []plan.Plan) []api.PlanSummary {
	return mapped(plans, func(p plan.Plan) api.PlanSummary { return planSummary(ctx, m, p) })
}

// planSummary is a plan in short, as the access of the request shows it: what has become of it
// is for those who plan.
func planSummary(ctx context.Context, m municipality.Municipality, p plan.Plan) api.PlanSummary {
	access, _ := identity.AccessOf(ctx)
	summary := api.PlanSummary{
		ID: p.ID, Version: p.Version, Status: api.PlanStatus(p.Life.Status), Analysis: p.Analysis,
		From: p.Request.From.UTC(), To: p.Request.To.UTC(), CreatedAt: p.CreatedAt.UTC(), Covered: p.Covered,
		Score: p.Score, Bound: p.Bound, GapPercent: route.GapPercent(p.Score, p.Bound), IdleMinutes: p.Idle,
		BasedOn: p.Based, Changed: p.Changed,
		Teams: mapped(p.Request.Teams, func(t plan.Team) api.Team {
			return api.Team{Role: api.RoleCode(t.Role), Size: t.Size, Base: t.Base, End: t.End, Mode: t.Mode}
		}),
		Exercise: m.Exercise, Notice: noticeOf(m), Links: planLinks(access, m, p),
	}
	if !access.Restricted() {
		return summary
	}
	l := p.Life
	summary.Life = api.PlanLife{
		Status: summary.Status, Version: l.Version, ApprovedVersion: l.Approved, ApprovedAt: utc(l.ApprovedAt), ApprovedBy: l.ApprovedBy,
		PublishedAt: utc(l.PublishedAt), BegunAt: utc(l.BegunAt), EndedAt: utc(l.EndedAt),
	}
	summary.Can = mapped(l.Status.Steps(), func(step plan.Step) api.PlanSummaryCan { return api.PlanSummaryCan(step) })
	return summary
}
