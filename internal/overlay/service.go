package overlay

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
	"tryggled/internal/street"
)

// Service changes overlay objects one by one and keeps the exposures of streets true to them.
type Service struct {
	Store   Store
	Streets street.Store
	Queue   job.Queue // takes what a change touches too much of to be renewed at once; nil: it waits for who renews next
}

// Exposures gives the exposures of all segments as the objects are now, in the order of the
// segments: those stored, and where something changed that has not been renewed they are
// computed anew, which stores nothing.
func (s Service) Exposures(ctx context.Context, m municipality.Municipality) ([]Exposure, error) {
	_, exposures, err := s.ExposuresIn(ctx, m, everywhere)
	return exposures, err
}

// ExposuresIn gives the segments whose box meets a bound (an empty bound: all), in the order
// of their IDs, and to each its exposure, as Exposures does.
func (s Service) ExposuresIn(ctx context.Context, m municipality.Municipality, bound orb.Bound) ([]street.Segment, []Exposure, error) {
	segments, exposures, stale, err := s.Stored(ctx, m, bound)
	if err != nil {
		return nil, nil, err
	}
	exposures, err = s.Fresh(ctx, m, segments, exposures, stale)
	return segments, exposures, err
}

// matched puts stored exposures in the order of the segments, and lists which segments have
// none or one that changes may alter.
func matched(segments []street.Segment, kept []Exposure, changes []Change) (exposures []Exposure, stale []int) {
	exposures = make([]Exposure, len(segments))
	missing := make([]bool, len(segments))
	next := 0
	for i, s := range segments {
		for next < len(kept) && kept[next].Segment < s.ID {
			next++
		}
		if missing[i] = next == len(kept) || kept[next].Segment != s.ID; !missing[i] {
			exposures[i] = kept[next]
		}
	}
	for _, i := range Touched(segments, changes) {
		missing[i] = true
	}
	for i, is := range missing {
		if is {
			stale = append(stale, i)
		}
	}
	return exposures, stale
}

// inPlace puts fresh exposures over those of the same segments.
func inPlace(segments []street.Segment, exposures, fresh []Exposure) []Exposure {
	at := make(map[int64]int, len(segments))
	for i, s := range segments {
		at[s.ID] = i
	}
	for _, e := range fresh {
		if i, ok := at[e.Segment]; ok {
			exposures[i] = e
		}
	}
	return exposures
}

// Create stores a new object, entered by hand where it names no source, and renews what it
// touches in the same transaction. It returns Invalid as Validate does, and Conflict where
// the source has an object with the same id.
func (s Service) Create(ctx context.Context, m municipality.Municipality, o Object) (Object, error) {
	o, err := entered(o)
	if err != nil {
		return Object{}, err
	}
	err = s.edit(ctx, m.Code, func(ctx context.Context) error {
		o, err = s.Store.Create(ctx, m.Code, o)
		return err
	})
	return o, err
}

// Update replaces an object that still has o.Revision, and renews what it touched and
// touches in the same transaction. It returns Invalid as Validate does, NotFound, and Conflict
// for an object changed meanwhile.
func (s Service) Update(ctx context.Context, m municipality.Municipality, o Object) (Object, error) {
	o, err := entered(o)
	if err != nil {
		return Object{}, err
	}
	err = s.edit(ctx, m.Code, func(ctx context.Context) error {
		o, err = s.Store.Update(ctx, m.Code, o)
		return err
	})
	return o, err
}

// Delete removes an object that still has a revision, and renews what it touched in the same
// transaction. It returns NotFound, and Conflict for an object changed meanwhile.
func (s Service) Delete(ctx context.Context, m municipality.Municipality, kind Kind, id, revision int64) error {
	if !slices.Contains(Kinds, kind) {
		return fault.New(fault.Invalid, lang.T("%q är inget slags objekt; skriv ett av %v", "%q is no kind of object; write one of %v", kind, Kinds))
	}
	return s.edit(ctx, m.Code, func(ctx context.Context) error {
		return s.Store.Delete(ctx, m.Code, kind, id, revision)
	})
}

// entered is an object as it may be stored: true to the rules, and without what points at a
// person in its free texts.
func entered(o Object) (Object, error) {
	if o.Source == "" {
		o.Source = SourceHand
	}
	if err := o.Validate(); err != nil {
		return Object{}, err
	}
	for _, text := range []*string{&o.Props.Owner, &o.Props.Operator, &o.Props.Purpose, &o.Props.LegalBasis} {
		*text = report.Mask(*text)
	}
	return o, nil
}

// Report tells what the municipality has of each kind of object and how much of its streets is
// known by it.
func (s Service) Report(ctx context.Context, m municipality.Municipality) (Report, error) {
	segments, exposures, err := s.ExposuresIn(ctx, m, everywhere)
	if err != nil {
		return Report{}, err
	}
	var objects []Object
	for _, kind := range Kinds {
		some, err := s.Store.Objects(ctx, m.Code, kind)
		if err != nil {
			return Report{}, fmt.Errorf("%s of %s: %w", kind, m.Code, err)
		}
		objects = append(objects, some...)
	}
	imported, err := s.Store.Imported(ctx, m.Code)
	if err != nil {
		return Report{}, fmt.Errorf("what sources gave of overlays in %s: %w", m.Code, err)
	}
	return Summarise(objects, exposures, segments, imported), nil
}
