package ingest

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
	"tryggled/internal/street"
)

// Service takes files in: it reads, checks and stages them and queues the job that
// merges them. Each method returns the task of that job.
type Service struct {
	Store          Store
	Municipalities municipality.Store
}

// Kinds of file that Objects reads, beside the overlay kinds.
const (
	KindAreas   = "areas"
	KindOSM     = "osm"
	KindStreets = "streets"
	KindReports = "reports"
)

// Reports takes in a file of reports through a mapping profile. With exercise set every
// row counts as exercise data. It returns Invalid for a file that cannot be read and
// Conflict where exercise and real reports would meet.
func (s Service) Reports(ctx context.Context, m municipality.Municipality, p Profile, name string, exercise bool, r io.Reader) (int64, error) {
	extent, _, err := s.Store.Extent(ctx, m.Code)
	if err != nil {
		return 0, err
	}
	return s.stage(ctx, m.Code, func(task int64) (Request, error) {
		rows := Reports(r, ReportOptions{Profile: p, FileName: name, Municipality: m, Extent: extent, Exercise: exercise})
		notes, err := s.stageReports(ctx, m, task, name, rows)
		return Request{Files: []string{name}, Sources: sourcesOf(p, m), Notes: notes}, err
	})
}

// RegisterFile says what a file of objects is and how it is read.
type RegisterFile struct {
	Kind    string           // areas, osm, streets or a kind of overlay
	Name    string           // as it stands in errors
	Profile *RegisterProfile // nil: GeoJSON in WGS 84 with our keys or OSM's
}

// Objects takes in a file of areas, streets or overlay objects: everything of its kind
// and source that was there before is replaced.
func (s Service) Objects(ctx context.Context, m municipality.Municipality, kind, name string, r io.Reader) (int64, error) {
	return s.Register(ctx, m, RegisterFile{Kind: kind, Name: name}, r)
}

// Register takes in a file of objects, through a mapping profile where it has one: what
// was there before of its kind and source is replaced.
func (s Service) Register(ctx context.Context, m municipality.Municipality, f RegisterFile, r io.Reader) (int64, error) {
	at, err := s.site(ctx, m)
	if err != nil {
		return 0, err
	}
	return s.stage(ctx, m.Code, func(task int64) (Request, error) {
		batch, err := readObjects(ctx, at, f, r)
		if err != nil {
			return Request{}, err
		}
		request := Request{Files: []string{f.Name}}
		err = s.stageBatch(ctx, m, task, batch, &request)
		return request, err
	})
}

// stageBatch stages what a file of objects brings and what of it was put aside, and adds
// to the import's request what that is.
func (s Service) stageBatch(ctx context.Context, m municipality.Municipality, task int64, b batch, request *Request) error {
	if err := s.Store.StageObjects(ctx, m.Code, task, b.objects); err != nil {
		return err
	}
	request.Replaces = append(request.Replaces, b.replaces...)
	request.Notes = append(request.Notes, b.notes...)
	request.Sources = append(request.Sources, b.sources...)
	if b.tally == nil {
		return nil
	}
	request.Imported = append(request.Imported, b.tally.sum()...)
	request.Notes = append(request.Notes, b.tally.told()...)
	if len(b.tally.aside) == 0 {
		return nil
	}
	request.Aside += int64(len(b.tally.aside))
	rejected := func(r report.Rejection) Row { return Row{Line: r.Line, Rejection: &r} }
	return s.Store.StageReports(ctx, m.Code, task, mapped(values(b.tally.aside), rejected))
}

// Quarantine lists the rows that an import put aside.
func (s Service) Quarantine(ctx context.Context, code string, task, after int64, limit int) ([]report.Rejection, error) {
	return s.Store.Quarantine(ctx, code, task, after, limit)
}

// clipMarginM is how far outside its areas a municipality's streets are kept.
const clipMarginM = 500

// site is where the objects of a file belong.
type site struct {
	municipality.Municipality
	clip   orb.Bound // of streets: the areas with a margin; everything where it is empty
	extent orb.Bound // of everything known: areas and streets; anywhere where it is empty
}

func (s Service) site(ctx context.Context, m municipality.Municipality) (site, error) {
	areas, err := s.Municipalities.Areas(ctx, m.Code)
	if err != nil {
		return site{}, err
	}
	extent, _, err := s.Store.Extent(ctx, m.Code)
	return site{Municipality: m, clip: clipOf(areas), extent: extent}, err
}

func clipOf(areas []municipality.Area) orb.Bound {
	if len(areas) == 0 {
		return orb.Bound{}
	}
	bound := areas[0].Shape.Bound()
	for _, a := range areas[1:] {
		bound = bound.Union(a.Shape.Bound())
	}
	return bound.Pad(clipMarginM)
}

// stage opens an import, lets fill stage into it, and submits it; what was staged by an
// import that fails is dropped again.
func (s Service) stage(ctx context.Context, code string, fill func(task int64) (Request, error)) (int64, error) {
	task, err := s.Store.Open(ctx, code)
	if err != nil {
		return 0, err
	}
	request, err := fill(task)
	if err == nil {
		err = s.Store.Submit(ctx, code, task, request)
	}
	if err != nil {
		// The caller may have hung up: what was staged must go all the same.
		return 0, errors.Join(err, s.Store.Discard(context.WithoutCancel(ctx), code, task))
	}
	return task, nil
}

// batch is what one file of objects brings.
type batch struct {
	objects  iter.Seq2[Object, error]
	replaces []Set
	notes    []lang.Text
	sources  []string
	extent   orb.Bound
	areas    []municipality.Area
	tally    *intake // of overlay objects; full once objects have been read
}

// registerSource names overlay objects that came from a file of their own.
const registerSource = "register"

// osmLine names the makers of OpenStreetMap as its licence asks.
const osmLine = "© OpenStreetMap contributors, ODbL 1.0"

func readObjects(ctx context.Context, at site, f RegisterFile, r io.Reader) (batch, error) {
	overlaid := slices.Contains(overlay.Kinds, overlay.Kind(f.Kind))
	switch {
	case f.Profile != nil && f.Profile.Kind != f.Kind:
		return batch{}, fault.New(fault.Invalid, lang.T(
			"%s: mappningsprofilen %s läser %s, inte %s; välj en annan profil eller filtyp",
			"%s: the mapping profile %s reads %s, not %s; choose another profile or kind of file", f.Name, f.Profile.Name, f.Profile.Kind, f.Kind))
	case f.Profile != nil && ownSource(f.Profile.sourceOf(f.Name)):
		return batch{}, fault.New(fault.Invalid, lang.T(
			"%s: registret får inte heta %s, som är ett annat; ge mappningsprofilen %s en annan source",
			"%s: the register must not be called %s, which is another one; give the mapping profile %s another source", f.Name, f.Profile.sourceOf(f.Name), f.Profile.Name))
	case f.Kind == KindAreas:
		tally := &intake{file: f.Name}
		areas, notes, err := readAreas(r, f.Name, at.Municipality, tally)
		return batch{objects: areaObjects(areas), areas: areas, replaces: []Set{{Part: PartArea}}, notes: notes, tally: &intake{aside: tally.aside}}, err
	case f.Kind == KindStreets:
		return readStreets(at, f, r)
	case f.Kind == KindOSM:
		return readOSM(ctx, at, f.Name, r)
	case overlaid:
		return readRegister(at, f, r), nil
	}
	return batch{}, fault.New(fault.Invalid, lang.T(
		"%s: filtypen %q finns inte; välj areas, osm, streets, reports eller något av %v",
		"%s: there is no kind of file %q; choose areas, osm, streets, reports or one of %v", f.Name, f.Kind, overlay.Kinds))
}

// lines is whose data a file is, where its profile says so.
func (f RegisterFile) lines() []string {
	if f.Profile == nil || f.Profile.SourceLine == "" {
		return nil
	}
	return []string{f.Profile.SourceLine}
}

func readStreets(at site, f RegisterFile, r io.Reader) (batch, error) {
	tally := newIntake(f.Name)
	n, err := readNetwork(r, f, at.Municipality, tally)
	if err != nil {
		return batch{}, err
	}
	b := batch{
		tally:   tally,
		objects: segmentObjects(n.segments), replaces: []Set{{Part: PartSegment}},
		notes: n.notes, sources: f.lines(), extent: boundOf(n.segments),
	}
	if f.Profile != nil {
		b.replaces = append(b.replaces, Set{Part: string(overlay.Place), Source: f.source()})
		b.tally.of(overlay.Place, f.source())
		for _, o := range n.crossings {
			b.tally.kept(o)
		}
		b.objects = chain(b.objects, overlayObjects(values(n.crossings)))
	}
	return b, nil
}

func readRegister(at site, f RegisterFile, r io.Reader) batch {
	o := OverlayOptions{
		FileName: f.Name, Kind: overlay.Kind(f.Kind), Profile: f.Profile, Municipality: at.Municipality, Extent: at.extent,
	}
	t := newIntake(f.Name)
	return batch{
		objects:  overlayObjects(kept(overlays(r, o, t))),
		replaces: []Set{{Part: f.Kind, Source: o.source()}},
		sources:  f.lines(), tally: t,
	}
}

// kept passes on what was not put aside.
func kept(rows iter.Seq2[OverlayRow, error]) iter.Seq2[overlay.Object, error] {
	return func(yield func(overlay.Object, error) bool) {
		for row, err := range rows {
			if row.Rejection != nil {
				continue
			}
			if !yield(row.Object, err) || err != nil {
				return
			}
		}
	}
}

func readOSM(ctx context.Context, at site, name string, r io.Reader) (batch, error) {
	town, err := OSM(ctx, r, name, at.Municipality, at.clip)
	if err != nil {
		return batch{}, err
	}
	replaces := []Set{{Part: PartSegment}}
	for _, kind := range overlay.Kinds {
		replaces = append(replaces, Set{Part: string(kind), Source: sourceOSM})
	}
	return batch{
		objects:  chain(segmentObjects(town.Segments), overlayObjects(values(town.Overlays))),
		replaces: replaces,
		notes:    town.Notes,
		sources:  []string{osmLine},
		extent:   boundOf(town.Segments),
		tally:    &intake{imported: town.Imported, aside: town.Aside},
	}, nil
}

func areaObjects(areas []municipality.Area) iter.Seq2[Object, error] {
	return mapped(values(areas), func(a municipality.Area) Object { return Object{Area: &a} })
}

func segmentObjects(segments []street.Segment) iter.Seq2[Object, error] {
	return mapped(values(segments), func(s street.Segment) Object { return Object{Segment: &s} })
}

func overlayObjects(overlays iter.Seq2[overlay.Object, error]) iter.Seq2[Object, error] {
	return mapped(overlays, func(o overlay.Object) Object { return Object{Overlay: &o} })
}

func boundOf(segments []street.Segment) orb.Bound {
	var bound orb.Bound
	for i, s := range segments {
		if i == 0 {
			bound = s.Line.Bound()
		}
		bound = bound.Union(s.Line.Bound())
	}
	return bound
}

// values is a sequence that cannot fail.
func values[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func mapped[A, B any](in iter.Seq2[A, error], f func(A) B) iter.Seq2[B, error] {
	return func(yield func(B, error) bool) {
		for v, err := range in {
			if !yield(f(v), err) || err != nil {
				return
			}
		}
	}
}

func chain[T any](sequences ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, seq := range sequences {
			for v, err := range seq {
				if !yield(v, err) || err != nil {
					return
				}
			}
		}
	}
}

// sourcesOf is whose data a file of reports is. Of invented data nobody is the source.
func sourcesOf(p Profile, m municipality.Municipality) []string {
	if p.SourceLine == "" || m.Exercise {
		return nil
	}
	return []string{p.SourceLine}
}
