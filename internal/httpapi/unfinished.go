package httpapi

import (
	"context"
	"errors"

	"tryggled/api"
)

var errUnfinished = errors.New("unfinished")

func (s *Server) ListAudit(ctx context.Context, _ api.ListAuditRequestObject) (api.ListAuditResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) GetRetention(ctx context.Context, _ api.GetRetentionRequestObject) (api.GetRetentionResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) SetRetention(ctx context.Context, _ api.SetRetentionRequestObject) (api.SetRetentionResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) StartRetention(ctx context.Context, _ api.StartRetentionRequestObject) (api.StartRetentionResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) FindPerson(ctx context.Context, _ api.FindPersonRequestObject) (api.FindPersonResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) GetReport(ctx context.Context, _ api.GetReportRequestObject) (api.GetReportResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) CorrectReport(ctx context.Context, _ api.CorrectReportRequestObject) (api.CorrectReportResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) EraseReport(ctx context.Context, _ api.EraseReportRequestObject) (api.EraseReportResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) ListDisclosures(ctx context.Context, _ api.ListDisclosuresRequestObject) (api.ListDisclosuresResponseObject, error) {
	return nil, errUnfinished
}

func (s *Server) Disclose(ctx context.Context, _ api.DiscloseRequestObject) (api.DiscloseResponseObject, error) {
	return nil, errUnfinished
}
