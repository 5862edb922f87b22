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
