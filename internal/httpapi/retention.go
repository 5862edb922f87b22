package httpapi

import (
	"context"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"tryggled/api"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// GetRetention answers with what is kept for how long.
func (s *Server) GetRetention(ctx context.Context, r api.GetRetentionRequestObject) (api.GetRetentionResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	kept, err := s.Retention.Retention(ctx, m)
	if err != nil {
		return nil, err
	}
	return api.GetRetention200JSONResponse(retentionBody(kept)), nil
}

// SetRetention names the disposal decision and its periods.
func (s *Server) SetRetention(ctx context.Context, r api.SetRetentionRequestObject) (api.SetRetentionResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	wanted := report.Retention{Decision: r.Body.Decision}
	if wanted.DecidedOn, err = dateOf(r.Body.DecidedOn); err != nil {
		return nil, err
	}
	for _, rule := range r.Body.Rules {
		wanted.Rules = append(wanted.Rules, report.RetentionRule{
			Source: report.Source(rule.Source), Category: rule.Category, TextMonths: rule.TextMonths, PointMonths: rule.PointMonths,
		})
	}
	kept, err := s.Retention.Decide(ctx, m, wanted)
	if err != nil {
		return nil, err
	}
	return api.SetRetention200JSONResponse(retentionBody(kept)), nil
}

func dateOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return at, badParameter("decided_on", lang.T("%q är ingen dag; skriv som 2026-11-20", "%q is no day; write it as 2026-11-20", printable(text)))
	}
	return at, nil
}

func retentionBody(r report.Retention) api.Retention {
	body := api.Retention{
		Decided: r.Decided(), Decision: r.Decision, RehearsedAt: utc(r.RehearsedAt),
		DefaultTextMonths: report.DefaultTextMonths, DefaultPointMonths: report.DefaultPointMonths,
		Rules: mapped(r.Rules, func(rule report.RetentionRule) api.RetentionRule {
			return api.RetentionRule{
				Source: string(rule.Source), Category: rule.Category, TextMonths: rule.TextMonths, PointMonths: rule.PointMonths,
			}
		}),
	}
	if !r.DecidedOn.IsZero() {
		body.DecidedOn = openapi_types.Date{Time: r.DecidedOn}
	}
	return body
}

// StartRetention queues a run of the rules.
func (s *Server) StartRetention(ctx context.Context, r api.StartRetentionRequestObject) (api.StartRetentionResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	id, err := s.Retention.Start(ctx, m, report.RetainRequest{DryRun: r.Body.DryRun})
	if err != nil {
		return nil, err
	}
	accepted, err := s.accepted(ctx, m, id)
	return api.StartRetention202JSONResponse{AcceptedJSONResponse: accepted}, err
}
