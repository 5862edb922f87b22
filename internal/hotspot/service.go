package hotspot

import (
	"context"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// Service analyses a municipality's reports.
type Service struct {
	Store       Store
	Areas       AreaStore
	Streets     ExposedStreets
	Overlays    overlay.Lister
	Queue       job.Queue
	CodeVersion string
}

// AreaStore gives a municipality, as it is now, and its areas.
type AreaStore interface {
	BySlug(ctx context.Context, slug string) (municipality.Municipality, error)
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
}

// ExposedStreets gives the streets whose box meets a bound (an empty bound: all), in the order
// of their IDs, and to each its exposure.
type ExposedStreets interface {
	ExposuresIn(ctx context.Context, m municipality.Municipality, bound orb.Bound) ([]street.Segment, []overlay.Exposure, error)
}

// Start queues an analysis and returns its task; zero numbers in p are the defaults. It
// returns Invalid for parameters that will not do.
func (s Service) Start(ctx context.Context, m municipality.Municipality, p Params) (int64, error) {
	p = p.OrDefaults()
	p.Open = false // its open twin is made with it
	if err := p.Validate(); err != nil {
		return 0, err
	}
	return s.Queue.Enqueue(ctx, m.Code, job.Analyse, p)
}

// Twins are an analysis of all categories, and the same without the restricted ones, by every
// kind of reporter. The second is made from the reports that are open and nothing else:
// leaving places out of the first would still tell where restricted reports weigh.
type Twins struct {
	Full, Open Analysis
}

// Save freezes both, the full one last so that it is the newest, and returns their ids.
// Call it in a transaction: one is not shown without the other.
func (t Twins) Save(ctx context.Context, store Store, code string) (full, open int64, err error) {
	if open, err = store.Save(ctx, code, t.Open); err != nil {
		return 0, 0, fmt.Errorf("save an open analysis of %s: %w", code, err)
	}
	if full, err = store.Save(ctx, code, t.Full); err != nil {
		return 0, 0, fmt.Errorf("save an analysis of %s: %w", code, err)
	}
	return full, open, nil
}

// Compute makes an analysis and its open twin without saving them: whoever finishes the
// task saves both at once. It reads one revision of the data and returns Invalid for
// parameters that will not do, and ctx's error when cancelled. Progress may be nil.
func (s Service) Compute(ctx context.Context, m municipality.Municipality, p Params, progress job.Progress) (Twins, error) {
	p = p.OrDefaults()
	if err := p.Validate(); err != nil {
		return Twins{}, err
	}
	progress = orSilent(progress)
	in, ground, err := s.seen(ctx, m, p.Since, p.Until, progress)
	if err != nil {
		return Twins{}, err
	}
	var t Twins
	p.Open = false
	for k, twin := range []struct {
		Params
		to *Analysis
	}{{p, &t.Full}, {p.open(), &t.Open}} {
		ofBoth := func(stage lang.Text, done, total int64) { progress(stage, int64(k)*total+done, 2*total) }
		if *twin.to, err = Analyse(ctx, in, ground, twin.Params, ofBoth); err != nil {
			return Twins{}, fmt.Errorf("analyse %s: %w", m.Code, err)
		}
		twin.to.CodeVersion = s.CodeVersion
	}
	return t, ctx.Err()
}

// Backtest tells how well hotspots trained on one time foretold another. It returns Invalid
// for times in the wrong order and for a municipality without areas and streets.
func (s Service) Backtest(ctx context.Context, m municipality.Municipality, b BacktestParams, progress job.Progress) (backtest.Result, error) {
	if err := b.Validate(); err != nil {
		return backtest.Result{}, err
	}
	p := DefaultParams(b.TrainFrom, b.TestUntil)
	in, ground, err := s.seen(ctx, m, p.Since, p.Until, orSilent(progress))
	if err != nil {
		return backtest.Result{}, err
	}
	a, err := newAnalyst(in, ground, p)
	if err != nil {
		return backtest.Result{}, err
	}
	return a.backtestOnce(ctx, b)
}

func orSilent(progress job.Progress) job.Progress {
	if progress == nil {
		return func(lang.Text, int64, int64) {}
	}
	return progress
}

// seen reads what an analysis looks at, all of one revision.
func (s Service) seen(ctx context.Context, m municipality.Municipality, since, until time.Time, progress job.Progress) (Input, Ground, error) {
	progress(lang.T("läser rapporter, gator och vad som omger dem", "reading reports, streets and what surrounds them"), 0, 0)
	var in Input
	var buildings []overlay.Object
	var ground Ground
	err := s.Store.Snapshot(ctx, m.Code, func(ctx context.Context) (err error) {
		if m, err = s.Areas.BySlug(ctx, m.Slug); err != nil { // its calendar is of the same revision
			return fmt.Errorf("municipality: %w", err)
		}
		ground.Location, ground.Calendar = m.Location(), m.Calendar
		if in, err = s.Store.Input(ctx, m.Code, since, until); err != nil {
			return fmt.Errorf("reports: %w", err)
		}
		if ground.Areas, err = s.Areas.Areas(ctx, m.Code); err != nil {
			return fmt.Errorf("areas: %w", err)
		}
		if ground.Segments, ground.Exposures, err = s.Streets.ExposuresIn(ctx, m, orb.MultiPoint{}.Bound()); err != nil {
			return fmt.Errorf("streets: %w", err)
		}
		if buildings, err = s.Overlays.Objects(ctx, m.Code, overlay.Building); err != nil {
			return fmt.Errorf("buildings: %w", err)
		}
		return nil
	})
	if err != nil {
		return in, ground, fmt.Errorf("read what an analysis of %s needs: %w", m.Code, err)
	}
	ground.Dwellings = dwellingsOf(buildings)
	ground.Place, err = ground.placeOnEarth(m.CRS)
	return in, ground, err
}

func dwellingsOf(buildings []overlay.Object) []orb.Point {
	var middles []orb.Point
	for _, b := range buildings {
		if b.Props.Dwelling && b.Geometry != nil {
			middles = append(middles, b.Geometry.Bound().Center())
		}
	}
	return middles
}

// placeOnEarth is the middle of the areas, or of the streets: the sun stands the same over
// a whole municipality.
func (g Ground) placeOnEarth(crs geo.CRS) (sun.Place, error) {
	var all orb.MultiPoint
	for _, a := range g.Areas {
		all = append(all, a.Shape.Bound().Center())
	}
	if len(all) == 0 && len(g.Segments) > 0 {
		all = append(all, middle(g.Segments[len(g.Segments)/2]))
	}
	if len(all) == 0 {
		return sun.Place{}, nil
	}
	return overlay.PlaceOf(crs, all.Bound())
}
