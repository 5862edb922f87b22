package bench

import (
	"context"
	"errors"
	"runtime"

	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

const exposureWork = "all exposures, 24 hours"

// exposures measures all exposures of a town, on one thread and on two.
func (b *bench) exposures(ctx context.Context, t town, from origin) (Measure, error) {
	m := Measure{Work: exposureWork, Size: t.size()}
	for threads := 1; threads <= 2; threads++ {
		b.progress("%s: %s, %d thread(s)", from.name, m.Work, threads)
		all, err := inTurn(ctx, b.often(), threads, t.exposed())
		if err != nil {
			return m, err
		}
		f := all[0]
		f.Clusters = 0
		if f.Held, err = held(ctx, t.exposed(), threads); err != nil {
			return m, err
		}
		m.Ours = append(m.Ours, f)
	}
	two := m.Ours[1]
	if from.wallS > 0 {
		m.Goals = append(m.Goals, below("wall, 2 threads", two.Wall, from.wallS, "s"))
	}
	if from.heldMB > 0 {
		m.Goals = append(m.Goals, below("held, 2 threads", float64(two.Held)/1e6, from.heldMB, "MB"))
	}
	return m, nil
}

var errFewExposures = errors.New("there are not as many exposures as segments")

// exposed is the work of making all exposures, from what was read.
func (t town) exposed() work {
	return work{ours: func(ctx context.Context, threads int) (int, error) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		exposures, err := overlay.Compute(ctx, street.NewGraph(t.segments), nil, t.objects, overlay.Params{})
		if err == nil && len(exposures) != len(t.segments) {
			err = errFewExposures
		}
		return len(exposures), err
	}}
}

// held is the most memory that this process holds while it does a piece of work once.
func held(ctx context.Context, c work, threads int) (int64, error) {
	return peak(func() error {
		_, err := c.ours(ctx, threads)
		return err
	})
}
