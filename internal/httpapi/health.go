package httpapi

import (
	"context"
	"errors"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// GetHealth answers that the server lives.
func (s *Server) GetHealth(context.Context, api.GetHealthRequestObject) (api.GetHealthResponseObject, error) {
	return api.GetHealth200JSONResponse{Status: api.HealthStatusOk, Version: s.Version}, nil
}

// GetReady answers whether the server can work, and if not what to do.
func (s *Server) GetReady(ctx context.Context, _ api.GetReadyRequestObject) (api.GetReadyResponseObject, error) {
	err := s.Ready(ctx)
	if err == nil {
		return api.GetReady200JSONResponse{Status: api.HealthStatusOk, Version: s.Version}, nil
	}
	text := lang.T("Databasen svarar inte. Se loggen för orsaken.", "The database does not answer. See the log for the cause.")
	if f, ok := errors.AsType[*fault.Error](err); ok {
		text = f.Text
	}
	return nil, fault.Wrap(fault.Unavailable, err, text)
}
