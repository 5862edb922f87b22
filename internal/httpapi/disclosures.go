package httpapi

import (
	"context"

	"tryggled/api"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// ListDisclosures answers with what was handed out on request.
func (s *Server) ListDisclosures(ctx context.Context, r api.ListDisclosuresRequestObject) (api.ListDisclosuresResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	page, err := pageOf(ctx, r.Params.Cursor, r.Params.Limit, defaultPage)
	if err != nil {
		return nil, err
	}
	found, err := s.Disclosures.List(ctx, m, page.after, page.limit+1)
	if err != nil {
		return nil, err
	}
	var next string
	if len(found) > page.limit {
		found = found[:page.limit]
		next = page.next(found[len(found)-1].ID)
	}
	return api.ListDisclosures200JSONResponse{
		Body:    api.DisclosureList{Items: mapped(found, disclosureBody), Next: next},
		Headers: api.ListDisclosures200ResponseHeaders{Link: linkNext(next)},
	}, nil
}

// Disclose answers a request for public records.
func (s *Server) Disclose(ctx context.Context, r api.DiscloseRequestObject) (api.DiscloseResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	selection, err := selectionOf(m, *r.Body)
	if err != nil {
		return nil, err
	}
	decided, err := s.Disclosures.Disclose(ctx, m, report.Disclosure{
		Request: r.Body.Request, SecrecyTest: r.Body.SecrecyTest, Granted: r.Body.Granted, Selection: selection,
	})
	if err != nil {
		return nil, err
	}
	return api.Disclose201JSONResponse(disclosureBody(decided)), nil
}

func selectionOf(m municipality.Municipality, b api.NewDisclosure) (report.Selection, error) {
	in := input{m: m}
	s := report.Selection{
		Since: in.instant("since", b.Since), Until: in.instant("until", b.Until), Categories: b.Categories, Area: b.Area,
	}
	return s, in.err()
}

func disclosureBody(d report.Disclosure) api.Disclosure {
	body := api.Disclosure{
		ID: d.ID, Request: d.Request, SecrecyTest: d.SecrecyTest, Granted: d.Granted,
		DecidedAt: d.DecidedAt.UTC(), DecidedBy: d.DecidedBy, Reports: len(d.Copy),
		AuditHead: api.AuditHead{Lines: d.AuditHead.Lines, Hash: d.AuditHead.Hash},
		Since:     utc(d.Selection.Since), Until: utc(d.Selection.Until), Categories: d.Selection.Categories, Area: d.Selection.Area,
	}
	if d.Granted {
		body.Explanation = report.CopyExplained
	}
	for _, c := range d.Copy {
		line := api.DisclosedCount{Month: c.Month, Area: c.Area, Category: c.Category, Count: c.Count}
		if c.Count == 0 {
			line.FewerThan = report.LeastDisclosed
		}
		body.Copy = append(body.Copy, line)
	}
	return body
}
