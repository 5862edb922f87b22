package httpapi

import (
	"context"

	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// ListReports answers with a page of reports, as exactly as the asker may see them.
func (s *Server) ListReports(ctx context.Context, r api.ListReportsRequestObject) (api.ListReportsResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	page, err := pageOf(ctx, r.Params.Cursor, r.Params.Limit, defaultPage)
	if err != nil {
		return nil, err
	}
	filter, box, err := reportFilter(m, r.Params)
	if err != nil {
		return nil, err
	}
	access, _ := identity.AccessOf(ctx)
	filter.Snapped = snapped(access)
	list := api.ReportList{Exercise: m.Exercise, Notice: noticeOf(m), Items: []api.Report{}}
	found, next, err := s.reports(ctx, m, p, filter, box, page)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		body, at, err := reportBody(access, p, f)
		if err != nil {
			return nil, err
		}
		if touches(box, at.Bound()) {
			list.Items = append(list.Items, body)
		}
	}
	list.Next = next
	return api.ListReports200JSONResponse{Body: list, Headers: api.ListReports200ResponseHeaders{Link: linkNext(next)}}, nil
}

// snapped reports whether somebody sees the streets of reports and not their places. Such
// reports come from Reports.List alone: what else fetches one gives its true place.
func snapped(a identity.Access) bool { return a.Rule.Precision != identity.Exact }

func reportFilter(m municipality.Municipality, params api.ListReportsParams) (report.Filter, box, error) {
	in := input{m: m}
	f := report.Filter{
		Since:      in.instant("since", params.Since),
		Until:      in.instant("until", params.Until),
		Categories: params.Category,
	}
	box := in.box(params.Bbox)
	return f, box, in.err()
}

// reports fetches a page, with one report more to know whether there is a next one.
func (s *Server) reports(ctx context.Context, m municipality.Municipality, p *geo.Projector, f report.Filter, b box, at page) ([]report.Report, string, error) {
	bound, possible := metricBox(p, b)
	if !possible {
		return nil, "", nil
	}
	f.Bound, f.After, f.Limit = bound, at.after, at.limit+1
	found, err := s.Reports.List(ctx, m, f)
	if err != nil || len(found) <= at.limit {
		return found, "", err
	}
	found = found[:at.limit]
	return found, at.next(found[len(found)-1].ID), nil
}

// CreateReport stores one report.
func (s *Server) CreateReport(ctx context.Context, r api.CreateReportRequestObject) (api.CreateReportResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	given, err := newReport(m, p, *r.Body)
	if err != nil {
		return nil, err
	}
	stored, err := s.Reports.Create(ctx, m, given)
	if err != nil {
		return nil, err
	}
	access, _ := identity.AccessOf(ctx)
	body, _, err := reportBody(access, p, stored)
	if err != nil {
		return nil, err
	}
	return api.CreateReport201JSONResponse(body), nil
}

func newReport(m municipality.Municipality, p *geo.Projector, b api.NewReport) (report.Report, error) {
	in := input{m: m}
	from := in.instant("from", b.From)
	to := from
	if b.To != "" {
		to = in.instant("to", b.To)
	}
	point, err := p.Metric(orb.Point{b.Lon, b.Lat})
	in.note("lon", err)
	discovery := report.Told
	if b.Discovery != "" {
		discovery = report.Discovery(b.Discovery)
	}
	r := report.Report{
		Source: report.Source(b.Source), ExternalID: b.ExternalID, Category: b.Category,
		From: from, To: to, ReportedAt: in.instant("reported_at", b.ReportedAt),
		Point: point, AccuracyM: b.AccuracyM, Discovery: discovery, Text: b.Text, Severity: b.Severity,
		ReporterKind: report.ReporterKind(b.ReporterKind), ReporterKey: b.ReporterKey,
		SameEvent: b.SameEvent, Exercise: b.Exercise,
	}
	return r, in.err()
}

// reportBody is a report as an access shows it, without the columns that it withholds, and
// where it lies in degrees. Who told it stays inside.
func reportBody(a identity.Access, p *geo.Projector, r report.Report) (api.Report, orb.Point, error) {
	at, err := p.LonLat(r.Point)
	if err != nil {
		return api.Report{}, at, err
	}
	at = rounded(at)
	body := api.Report{
		ID: r.ID, Source: api.ReportSource(r.Source), ExternalID: r.ExternalID, Category: r.Category,
		From: r.From.UTC(), To: r.To.UTC(), ReportedAt: r.ReportedAt.UTC(),
		Lon: at[0], Lat: at[1], AccuracyM: r.AccuracyM, Imprecise: r.Imprecise(),
		Discovery: api.Discovery(r.Discovery), Text: r.Text, Severity: r.Severity, Area: r.Area,
		ReporterKind: api.ReporterKind(r.ReporterKind), SameEvent: r.SameEvent,
		Exercise: r.Exercise, Revision: r.Revision,
		Limited: r.Limited, Corrected: r.Corrected, TextGone: r.TextGone, Coarsened: r.Coarsened,
	}
	withhold(a.Rule, &body)
	return body, at, nil
}

// withhold takes the columns out of a report that a rule keeps back.
func withhold(rule identity.Rule, b *api.Report) {
	for _, column := range rule.Without {
		switch column {
		case identity.ColumnText:
			b.Text, b.TextGone = "", false
		case identity.ColumnExternalID:
			b.ExternalID = ""
		case identity.ColumnSameEvent:
			b.SameEvent = ""
		case identity.ColumnReporterKind:
			b.ReporterKind = ""
		}
	}
}
