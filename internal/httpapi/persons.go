package httpapi

import (
	"context"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// GetReport answers with one report, as exactly as the asker may see it.
func (s *Server) GetReport(ctx context.Context, r api.GetReportRequestObject) (api.GetReportResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	access, _ := identity.AccessOf(ctx)
	find := s.Persons.Report
	if snapped(access) {
		find = s.snappedReport
	}
	found, err := find(ctx, m, r.Report)
	if err != nil {
		return nil, err
	}
	body, _, err := reportBody(access, p, found)
	if err != nil {
		return nil, err
	}
	return api.GetReport200JSONResponse(body), nil
}

// snappedReport is the one report of a page of one: a list alone moves reports to their
// streets, and leaves out those whose use is limited.
func (s *Server) snappedReport(ctx context.Context, m municipality.Municipality, id int64) (report.Report, error) {
	found, err := s.Reports.List(ctx, m, report.Filter{After: id - 1, Limit: 1, Snapped: true})
	if err != nil {
		return report.Report{}, err
	}
	if len(found) == 0 || found[0].ID != id {
		return report.Report{}, fault.New(fault.NotFound, lang.T("rapporten %d finns inte", "there is no report %d", id))
	}
	return found[0], nil
}

// FindPerson answers with what is held about a person.
func (s *Server) FindPerson(ctx context.Context, r api.FindPersonRequestObject) (api.FindPersonResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	search := report.PersonSearch{
		Words: r.Body.Words, Reporter: r.Body.Reporter, ExternalID: r.Body.ExternalID, Source: report.Source(r.Body.Source),
	}
	found, err := s.Persons.Find(ctx, m, search, cut(r.Body.Reason, maxReason))
	if err != nil {
		return nil, err
	}
	extract := api.FindPerson200JSONResponse{
		Found: len(found.Reports), Truncated: found.Truncated, Purposes: report.Purposes, Items: []api.Report{},
		PutAside: mapped(found.PutAside, putAsideBody),
	}
	access, _ := identity.AccessOf(ctx)
	for _, f := range found.Reports {
		body, _, err := reportBody(access, p, f)
		if err != nil {
			return nil, err
		}
		extract.Items = append(extract.Items, body)
	}
	return extract, nil
}

func putAsideBody(r report.PutAside) api.PutAside {
	row := rejectionBody(r.Rejection)
	return api.PutAside{Task: r.Task, Line: row.Line, Field: row.Field, Reason: row.Reason, Values: row.Values}
}

// CorrectReport corrects a report, or limits its use.
func (s *Server) CorrectReport(ctx context.Context, r api.CorrectReportRequestObject) (api.CorrectReportResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	corrected, err := s.Persons.Correct(ctx, m, r.Report, report.Correction{
		Text: r.Body.Text, Category: r.Body.Category, Limited: r.Body.Limited, Reason: cut(r.Body.Reason, maxReason),
	})
	if err != nil {
		return nil, err
	}
	access, _ := identity.AccessOf(ctx)
	body, _, err := reportBody(access, p, corrected)
	if err != nil {
		return nil, err
	}
	return api.CorrectReport200JSONResponse(body), nil
}

// EraseReport erases a report for good.
func (s *Server) EraseReport(ctx context.Context, r api.EraseReportRequestObject) (api.EraseReportResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	if err := s.Erasures.Erase(ctx, m, r.Report, cut(r.Params.Reason, maxReason)); err != nil {
		return nil, err
	}
	return api.EraseReport204Response{}, nil
}
