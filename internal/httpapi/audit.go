package httpapi

import (
	"context"

	"tryggled/api"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

// AuditLines shows what is in the audit log, oldest first, and how far its chain goes.
type AuditLines interface {
	List(ctx context.Context, code string, f identity.AuditFilter) ([]identity.AuditLine, error)
	Head(ctx context.Context, code string) (identity.AuditHead, error)
}

// ListAudit answers with a page of the audit log. The line about this very request is in
// it, where it is chosen.
func (s *Server) ListAudit(ctx context.Context, r api.ListAuditRequestObject) (api.ListAuditResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	page, err := pageOf(ctx, r.Params.Cursor, r.Params.Limit, defaultPage)
	if err != nil {
		return nil, err
	}
	in := input{m: m}
	filter := identity.AuditFilter{
		Since: in.instant("since", r.Params.Since), Until: in.instant("until", r.Params.Until), Actor: r.Params.Actor,
		After: page.after, Limit: page.limit + 1,
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	found, err := s.AuditLines.List(ctx, m.Code, filter)
	if err != nil {
		return nil, err
	}
	head, err := s.AuditLines.Head(ctx, m.Code)
	if err != nil {
		return nil, err
	}
	list := api.AuditList{Head: api.AuditHead{Lines: head.Lines, Hash: head.Hash}}
	if len(found) > page.limit {
		found = found[:page.limit]
		list.Next = page.next(found[len(found)-1].ID)
	}
	list.Items = mapped(found, auditBody)
	return api.ListAudit200JSONResponse{Body: list, Headers: api.ListAudit200ResponseHeaders{Link: linkNext(list.Next)}}, nil
}

func auditBody(l identity.AuditLine) api.AuditEvent {
	body := api.AuditEvent{
		ID: l.ID, At: l.At.UTC(), Actor: l.Actor, Way: string(l.Way), Role: string(l.Role), Action: string(l.Action),
		Collection: string(l.Collection), What: l.What, Denied: l.Denied, Reason: l.Reason, Request: l.Request,
	}
	if l.Address.IsValid() {
		body.Address = l.Address.String()
	}
	return body
}

// auditHeadHeader tells, with a file that leaves the program, how far the audit log was
// sealed by then: whoever keeps the file can later show that nothing was removed.
const auditHeadHeader = "Tryggled-Audit-Head"

// stamp is the value of auditHeadHeader; empty where nothing is sealed yet.
func (s *Server) stamp(ctx context.Context, m municipality.Municipality) (string, error) {
	if s.AuditLines == nil {
		return "", nil
	}
	head, err := s.AuditLines.Head(ctx, m.Code)
	if err != nil || head.Lines == 0 {
		return "", err
	}
	return head.String(), nil
}
