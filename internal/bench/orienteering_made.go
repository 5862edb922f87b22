package bench

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/bench/orienteering"
	"tryggled/internal/plan/orienteer"
)

// moments are the CPU seconds after which the score of a made problem is told.
var moments = []float64{.3, 1, 2, 5, 10}

// OverTime is how the score of a made problem grows with the seconds that it is given.
type OverTime struct {
	Made    string   `json:"made"`
	Stops   int      `json:"stops"`
	Teams   int      `json:"teams"`
	Bound   float64  `json:"bound"`
	Held    int64    `json:"held"` // most memory that this process held meanwhile; 0 where the system does not tell
	Moments []Moment `json:"moments"`
}

// Moment is how far a search of its own has come after some CPU seconds.
type Moment struct {
	Wanted     float64 `json:"wanted_s"` // 0: best insertion alone
	CPU        float64 `json:"cpu_s"`
	Score      float64 `json:"score"`
	Share      float64 `json:"share_pct"` // of the last moment's
	Lacks      int64   `json:"lacks,omitempty"`
	Iterations int     `json:"iterations"`
}

// overTime solves a made problem anew for each moment: first by best insertion alone, then for
// longer and longer. With Seconds, the moments end there.
func (o OrienteeringOptions) overTime(ctx context.Context, name string) (OverTime, error) {
	p, err := o.made(name)
	if err != nil {
		return OverTime{}, err
	}
	over := OverTime{Made: name, Stops: len(p.Stops), Teams: len(p.Crews)}
	held, err := peak(func() error {
		o.tell("%s: best insertion", name)
		if err := over.moment(0, func() (orienteer.Solution, error) { return orienteer.Greedy(p) }); err != nil {
			return err
		}
		for _, seconds := range o.moments() {
			o.tell("%s: %v s", name, seconds)
			at := o
			at.Seconds = seconds
			err := over.moment(seconds, func() (orienteer.Solution, error) {
				return orienteer.Solve(ctx, p, at.limits(cpuSince(0)))
			})
			if err = firstOf(ctx.Err(), err); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return over, err
	}
	over.Held = held
	last := over.Moments[len(over.Moments)-1].Score
	for k := range over.Moments {
		over.Moments[k].Share = 100 * over.Moments[k].Score / max(1, last)
	}
	return over, nil
}

// moment measures one search.
func (over *OverTime) moment(wanted float64, search func() (orienteer.Solution, error)) error {
	begun := cpuSince(0)
	s, err := search()
	if err != nil {
		return fmt.Errorf("solve the %s: %w", over.Made, err)
	}
	over.Bound = float64(s.Bound)
	over.Moments = append(over.Moments, Moment{
		Wanted: wanted, CPU: begun().Round(time.Microsecond).Seconds(), Score: float64(s.Score), Lacks: s.Lacks, Iterations: s.Iterations,
	})
	return nil
}

// moments are those within the seconds asked for, and they themselves.
func (o OrienteeringOptions) moments() (all []float64) {
	for _, m := range moments {
		if o.Seconds == 0 || m < o.Seconds {
			all = append(all, m)
		}
	}
	if o.Seconds > 0 {
		all = append(all, o.Seconds)
	}
	return all
}

func (o OrienteeringOptions) made(name string) (orienteer.Problem, error) {
	if name == MadeEvening {
		return orienteering.Evening(o.Seed)
	}
	i, err := orienteering.City(o.Seed).Instance()
	if err != nil {
		return orienteer.Problem{}, err
	}
	return i.Problem(), nil
}
