package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
)

// remains are rows of deleted municipalities, in memory.
type remains struct {
	rows int64
	err  error
}

func (r *remains) Sweep(context.Context) (int64, error) {
	swept := r.rows
	r.rows = 0
	return swept, r.err
}

// undecided has no rules of retention for anybody.
type undecided struct{ report.RetentionStore }

func (undecided) Retention(context.Context, string) (report.Retention, error) {
	return report.Retention{}, fault.New(fault.Unavailable, lang.T("ingen databas", "no database"))
}

// unanalysed has no analysis to tell of.
type unanalysed struct{ hotspot.Store }

func (unanalysed) Analysis(context.Context, string, int64) (hotspot.Analysis, error) {
	return hotspot.Analysis{}, fault.New(fault.Unavailable, lang.T("ingen databas", "no database"))
}

// changed has changes to renew exposures for, or none.
type changed struct {
	overlay.Store
	pending []overlay.Change
}

func (c changed) Pending(context.Context, string) ([]overlay.Change, error) { return c.pending, nil }

// asked are the kinds of work that are asked for.
type asked struct{ kinds []string }

func (a *asked) EnqueueOnce(_ context.Context, _, kind string, _ any, _ time.Duration) (int64, error) {
	a.kinds = append(a.kinds, kind)
	return 1, nil
}

// The night renews exposures where something is left to renew, and only there.
func TestTheNightRenewsExposures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pending []overlay.Change
		want    []string
	}{
		"nothing changed": {nil, nil},
		"a lamp changed":  {[]overlay.Change{{ID: 1, Kind: overlay.Lamp}}, []string{job.Expose, job.Expose}}, // there are two municipalities
	} {
		queue := &asked{}
		w := &Worker{
			Domain: Domain{
				Municipalities: municipality.Service{Store: register{}}, Retention: report.RetentionService{Store: undecided{}},
				Hotspots: hotspot.Service{Store: unanalysed{}}, Overlays: overlay.Service{Store: changed{pending: c.pending}},
			},
			Now: time.Now, Queue: queue, Remains: &remains{}, Log: slog.New(slog.DiscardHandler),
		}
		if err := w.Nightly(t.Context()); !fault.Is(err, fault.Unavailable) || !slices.Equal(queue.kinds, c.want) {
			t.Errorf("%s: got %v and %v asked for, want %v", name, err, queue.kinds, c.want)
		}
	}
}

// The night sweeps up after deleted municipalities, also where other work is not started.
func TestTheNightSweepsUp(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	left := &remains{rows: 7}
	w := &Worker{
		Domain: Domain{
			Municipalities: municipality.Service{Store: register{}}, Retention: report.RetentionService{Store: undecided{}},
			Hotspots: hotspot.Service{Store: unanalysed{}}, Overlays: overlay.Service{Store: changed{}},
		},
		Now: time.Now, Remains: left, Log: slog.New(slog.NewTextHandler(&log, nil)),
	}
	if err := w.Nightly(t.Context()); !fault.Is(err, fault.Unavailable) || left.rows != 0 || !strings.Contains(log.String(), "rows=7") {
		t.Errorf("got %v, %d rows left and the log %q, want them swept up and the other work told of", err, left.rows, &log)
	}
	refused := errors.New("refused")
	left.err = refused
	if err := w.Nightly(t.Context()); !errors.Is(err, refused) {
		t.Errorf("got %v, want what the sweeping came to", err)
	}
}
