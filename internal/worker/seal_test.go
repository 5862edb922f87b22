package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

// register is two municipalities in memory.
type register struct{ municipality.Store }

func (register) List(context.Context) ([]municipality.Municipality, error) {
	return []municipality.Municipality{{Code: "1983"}, {Code: "0001"}}, nil
}

// growing is an audit log that grows by a line each time it is sealed, in one municipality.
type growing struct {
	lines int64
	err   error
	asked []identity.Way
}

func (g *growing) Seal(ctx context.Context, code string) (identity.AuditHead, int, error) {
	a, _ := identity.AccessOf(ctx)
	g.asked = append(g.asked, a.Actor.Way)
	if code != "1983" || g.err != nil {
		return identity.AuditHead{}, 0, g.err
	}
	g.lines++
	return identity.AuditHead{Lines: g.lines, Hash: "ab"}, 1, nil
}

// The heads are noted where the program logs only warnings: some time after it began, and
// then once a day.
func TestHeadsAreNotedOnceADay(t *testing.T) {
	t.Parallel()
	const passes = 2*8640 + 2 // every ten seconds of two days, and one more
	for level, want := range map[slog.Level]int{slog.LevelWarn: 3, slog.LevelInfo: 3 + passes} {
		var log bytes.Buffer
		w := &Worker{
			Domain: Domain{Municipalities: municipality.Service{Store: register{}}}, Sealer: &growing{},
			Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: level})),
		}
		begin := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		s := sealing{w: w, noted: map[string]identity.AuditHead{}, next: begin.Add(settled)}
		for at := begin; !at.After(begin.AddDate(0, 0, 2)); at = at.Add(sealEvery) {
			s.pass(t.Context(), at)
		}
		s.pass(t.Context(), begin.AddDate(0, 0, 2).Add(settled))
		if got := strings.Count(log.String(), "\n"); got != want {
			t.Errorf("%v: %d lines are logged, want %d", level, got, want)
		}
		if !strings.Contains(log.String(), `level=WARN msg="head of the audit log, to be kept" municipality=1983 head=7:ab`) {
			t.Errorf("%v: the head is not noted", level)
		}
	}
}

// A log that cannot be sealed is told of, and does not keep the others from being sealed.
func TestWhatIsNotSealedIsTold(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	broken := &growing{err: errors.New("broken")}
	w := &Worker{
		Domain: Domain{Municipalities: municipality.Service{Store: register{}}}, Sealer: broken,
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { w.Seal(ctx); close(ended) }()
	time.Sleep(50 * time.Millisecond)
	end()
	<-ended
	if got := strings.Count(log.String(), "level=ERROR"); got != 2 || len(broken.asked) != 2 || broken.asked[0] != identity.ByJob {
		t.Errorf("%d errors are told and %v asked, want both municipalities, as background work\n%s", got, broken.asked, &log)
	}
}
