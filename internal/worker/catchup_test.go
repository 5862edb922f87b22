package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// lost is a database that does not answer.
type lost struct{ overlay.Store }

func (lost) Pending(context.Context, string) ([]overlay.Change, error) {
	return nil, errors.New("no answer")
}

// A process that begins to work renews what was left, as after a change of how exposures are
// worked out, and says where it cannot.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		store overlay.Store
		want  []string
		told  string
	}{
		"nothing left":   {changed{}, nil, ""},
		"another method": {changed{pending: []overlay.Change{{}}}, []string{job.Expose, job.Expose}, "exposures left to renew"}, // there are two municipalities
		"no database":    {lost{}, nil, "no answer"},
	} {
		var log bytes.Buffer
		queue := &asked{}
		w := &Worker{
			Domain: Domain{Municipalities: municipality.Service{Store: register{}}, Overlays: overlay.Service{Store: c.store}},
			Queue:  queue, Log: slog.New(slog.NewTextHandler(&log, nil)),
		}
		w.CatchUp(t.Context())
		if !slices.Equal(queue.kinds, c.want) || !strings.Contains(log.String(), c.told) {
			t.Errorf("%s: %v asked for and the log %q, want %v and %q", name, queue.kinds, &log, c.want, c.told)
		}
	}
}
