package measure

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// Service makes a municipality's work lists, and reads back what has been done.
type Service struct {
	Exposures Exposures // overlay.Service
	Overlays  overlay.Store
	Streets   street.Store
	Hotspots  hotspot.Store
	Areas     hotspot.AreaStore
	Works     Store
	Queue     job.Queue // takes the renewal of exposures when lamps were mended; nil: it waits for who renews next
	Now       func() time.Time
}

// Exposures gives the exposures of all segments as they are now.
type Exposures interface {
	Exposures(ctx context.Context, m municipality.Municipality) ([]overlay.Exposure, error)
}

// Options choose what a work list shows.
type Options struct {
	Params
	Owner string // only what this unit keeps; empty means all
}

// Worklist makes one list from the data as they are now.
func (s Service) Worklist(ctx context.Context, m municipality.Municipality, list List, o Options) (Worklist, error) {
	in, err := s.Input(ctx, m, o.Open)
	if err != nil {
		return Worklist{}, err
	}
	w, err := Rank(ctx, in, list, o.Params)
	if err != nil {
		return Worklist{}, fmt.Errorf("rank the work of %s: %w", m.Code, err)
	}
	w.MadeAt, w.Revision = s.Now(), in.Municipality.Revision
	if o.Owner != "" {
		w = w.of(o.Owner)
	}
	return w, nil
}

// Input reads what work is found in, all of one revision: reports of the year until now, and
// the newest analysis, for a reader of open categories the newest open one.
func (s Service) Input(ctx context.Context, m municipality.Municipality, open bool) (Input, error) {
	in := Input{Until: s.Now()}
	in.Since = in.Until.AddDate(-1, 0, 0)
	err := s.Hotspots.Snapshot(ctx, m.Code, func(ctx context.Context) (err error) {
		if in.Municipality, err = s.Areas.BySlug(ctx, m.Slug); err != nil {
			return fmt.Errorf("municipality: %w", err)
		}
		if in.Segments, err = s.Streets.Segments(ctx, m.Code); err != nil {
			return fmt.Errorf("streets: %w", err)
		}
		for _, kind := range overlay.Kinds {
			objects, err := s.Overlays.Objects(ctx, m.Code, kind)
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			in.Objects = append(in.Objects, objects...)
		}
		if in.Exposures, err = s.Exposures.Exposures(ctx, in.Municipality); err != nil {
			return fmt.Errorf("exposures: %w", err)
		}
		reports, err := s.Hotspots.Input(ctx, m.Code, in.Since, in.Until)
		if err != nil {
			return fmt.Errorf("reports: %w", err)
		}
		in.Reports = reports.Reports
		if in.Works, err = s.Works.Works(ctx, m.Code); err != nil {
			return fmt.Errorf("works: %w", err)
		}
		return s.analysis(ctx, &in, open)
	})
	if err != nil {
		return Input{}, fmt.Errorf("read what work in %s needs: %w", m.Code, err)
	}
	in.Place, err = placeOnEarth(in.Municipality.CRS, in.Segments)
	return in, err
}

// analysis finds the newest hotspots that a reader may see; that there are none yet is no fault.
func (s Service) analysis(ctx context.Context, in *Input, open bool) error {
	a, err := s.Hotspots.Analysis(ctx, in.Municipality.Code, 0)
	if err == nil && a.Params.Open != open {
		var id int64
		if id, err = s.newest(ctx, in.Municipality.Code, open); err == nil {
			a, err = s.Hotspots.Analysis(ctx, in.Municipality.Code, id)
		}
	}
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("hotspots: %w", err)
	}
	in.Analysis, in.Hotspots = a.ID, a.Hotspots
	return nil
}

// newest is the newest analysis of a kind; NotFound where there is none.
func (s Service) newest(ctx context.Context, code string, open bool) (int64, error) {
	all, err := s.Hotspots.Analyses(ctx, code)
	if err != nil {
		return 0, err
	}
	if i := slices.IndexFunc(all, func(a hotspot.Analysis) bool { return a.Params.Open == open }); i >= 0 {
		return all[i].ID, nil
	}
	return 0, fault.New(fault.NotFound, lang.T("det finns ingen analys", "there is no analysis"))
}

// placeOnEarth is the middle of the streets: the sun stands the same over a whole municipality.
func placeOnEarth(crs geo.CRS, segments []street.Segment) (sun.Place, error) {
	if len(segments) == 0 {
		return sun.Place{}, nil
	}
	box := segments[0].Line.Bound()
	for _, s := range segments[1:] {
		box = box.Union(s.Line.Bound())
	}
	return overlay.PlaceOf(crs, box)
}

// of keeps what one owner has to do, with the ranks of the whole list.
func (w Worklist) of(owner string) Worklist {
	w.Items = slices.DeleteFunc(slices.Clone(w.Items), func(i Item) bool { return i.Owner != owner })
	w.Done = slices.DeleteFunc(slices.Clone(w.Done), func(d Work) bool { return d.Owner != owner })
	return w
}
