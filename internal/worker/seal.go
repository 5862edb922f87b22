package worker

import (
	"context"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

// Sealer chains what is new in a municipality's audit log, and tells how far the chain
// goes and how many lines that were.
type Sealer interface {
	Seal(ctx context.Context, code string) (head identity.AuditHead, lines int, err error)
}

const (
	// sealEvery is how long a line of the audit log goes without its seal.
	sealEvery = 10 * time.Second
	// settled is how long a process runs before it notes the heads in its log: a short
	// command leaves that to those that stay.
	settled = time.Minute
)

// Seal chains the audit logs of all municipalities, at once and then every ten seconds,
// until ctx ends. Any number of processes may do so at the same time.
//
// The head of a chain that has grown since it was last noted is noted in the log of the
// program a minute after the process began and then once a day, as a warning, since that
// is what is logged unless somebody asks for less or more: kept away from the database, it
// shows later whether the end of the log was cut off.
func (w *Worker) Seal(ctx context.Context) {
	ctx = identity.AsJob(ctx)
	seals := sealing{w: w, noted: map[string]identity.AuditHead{}, next: time.Now().Add(settled)}
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		seals.pass(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sealing remembers which heads it has noted, and when it notes them next.
type sealing struct {
	w     *Worker
	noted map[string]identity.AuditHead
	next  time.Time
}

func (s *sealing) pass(ctx context.Context, now time.Time) {
	all, err := s.w.Domain.Municipalities.List(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.w.Log.Warn("audit logs not sealed", "error", err)
		}
		return
	}
	note := !now.Before(s.next)
	if note {
		s.next = now.AddDate(0, 0, 1)
	}
	for _, m := range all {
		s.seal(ctx, m, note)
		if ctx.Err() != nil {
			return
		}
	}
}

func (s *sealing) seal(ctx context.Context, m municipality.Municipality, note bool) {
	head, lines, err := s.w.Sealer.Seal(ctx, m.Code)
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		s.w.Log.Error("audit log not sealed", "municipality", m.Code, "error", err)
		return
	case lines > 0:
		s.w.Log.Info("audit sealed", "municipality", m.Code, "lines", lines, "head", head.String())
	}
	if note && head.Lines > 0 && head != s.noted[m.Code] {
		s.w.Log.Warn("head of the audit log, to be kept", "municipality", m.Code, "head", head.String())
		s.noted[m.Code] = head
	}
}
