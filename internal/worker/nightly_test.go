package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
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

// The night sweeps up after deleted municipalities, also where other work is not started.
func TestTheNightSweepsUp(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	left := &remains{rows: 7}
	w := &Worker{
		Domain: Domain{
			Municipalities: municipality.Service{Store: register{}}, Retention: report.RetentionService{Store: undecided{}},
			Hotspots: hotspot.Service{Store: unanalysed{}},
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
