package hotspot

import (
	"context"
	"fmt"

	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Service analyses a municipality's reports.
type Service struct {
	Store       Store
	Areas       AreaStore
	Streets     street.Store
	Overlays    overlay.Store
	Queue       job.Queue
	CodeVersion string
}

// AreaStore gives the areas of a municipality.
type AreaStore interface {
	Areas(ctx context.Context, code string) ([]municipality.Area, error)
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

// Twins are an analysis of all categories, and the same without the restricted ones. The
// second is made from the reports that are open and nothing else: leaving places out of the
// first would still tell where restricted reports weigh.
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
// parameters that will not do. Progress may be nil.
func (s Service) Compute(ctx context.Context, m municipality.Municipality, p Params, progress job.Progress) (Twins, error) {
	p = p.OrDefaults()
	if err := p.Validate(); err != nil {
		return Twins{}, err
	}
	if progress == nil {
		progress = func(lang.Text, int64, int64) {}
	}
	progress(lang.T("läser rapporter, gator och lager", "reading reports, streets and overlays"), 0, 0)
	var in Input
	var objects []overlay.Object
	ground := Ground{Location: m.Location()}
	err := s.Store.Snapshot(ctx, m.Code, func(ctx context.Context) (err error) {
		in, ground.Areas, ground.Segments, objects, err = s.read(ctx, m.Code, p)
		return err
	})
	if err != nil {
		return Twins{}, fmt.Errorf("read what an analysis of %s needs: %w", m.Code, err)
	}
	progress(lang.T("ser på gatornas omgivning", "looking at what surrounds the streets"), 0, 0)
	ground.Exposures = overlay.Compute(ground.Segments, objects, overlay.DefaultParams())
	var t Twins
	p.Open = false
	for _, twin := range []struct {
		Params
		to *Analysis
	}{{p, &t.Full}, {p.open(), &t.Open}} {
		if *twin.to, err = Analyse(in, ground, twin.Params, progress); err != nil {
			return Twins{}, fmt.Errorf("analyse %s: %w", m.Code, err)
		}
		twin.to.CodeVersion = s.CodeVersion
	}
	return t, ctx.Err()
}

func (s Service) read(ctx context.Context, code string, p Params) (in Input, areas []municipality.Area, segments []street.Segment, objects []overlay.Object, err error) {
	if in, err = s.Store.Input(ctx, code, p.Since, p.Until); err != nil {
		return in, nil, nil, nil, fmt.Errorf("reports: %w", err)
	}
	if areas, err = s.Areas.Areas(ctx, code); err != nil {
		return in, nil, nil, nil, fmt.Errorf("areas: %w", err)
	}
	if segments, err = s.Streets.Segments(ctx, code); err != nil {
		return in, nil, nil, nil, fmt.Errorf("streets: %w", err)
	}
	if objects, err = overlay.Exposing(ctx, s.Overlays, code); err != nil {
		return in, nil, nil, nil, err
	}
	return in, areas, segments, objects, nil
}
