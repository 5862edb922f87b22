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
	if err := p.Validate(); err != nil {
		return 0, err
	}
	return s.Queue.Enqueue(ctx, m.Code, job.Analyse, p)
}

// Compute makes an analysis without saving it: whoever finishes the task saves it. It
// reads one revision of the data and returns Invalid for parameters that will not do.
// Progress may be nil.
func (s Service) Compute(ctx context.Context, m municipality.Municipality, p Params, progress job.Progress) (Analysis, error) {
	p = p.OrDefaults()
	if err := p.Validate(); err != nil {
		return Analysis{}, err
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
		return Analysis{}, fmt.Errorf("read what an analysis of %s needs: %w", m.Code, err)
	}
	progress(lang.T("ser på gatornas omgivning", "looking at what surrounds the streets"), 0, 0)
	ground.Exposures = overlay.Compute(ground.Segments, objects, overlay.DefaultParams())
	a, err := Analyse(in, ground, p, progress)
	if err != nil {
		return Analysis{}, fmt.Errorf("analyse %s: %w", m.Code, err)
	}
	a.CodeVersion = s.CodeVersion
	return a, ctx.Err()
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
