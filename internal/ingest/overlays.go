package ingest

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
)

// OverlayOptions is what reading a file of overlay objects depends on beside the file.
type OverlayOptions struct {
	FileName     string // as it stands in errors
	Kind         overlay.Kind
	Profile      *RegisterProfile // nil: GeoJSON with our keys or OSM's
	Municipality municipality.Municipality
	Extent       orb.Bound // of areas and streets, metric; zero or empty where not known
}

// source is the source of the objects of the file.
func (o OverlayOptions) source() string {
	if o.Profile != nil {
		return o.Profile.sourceOf(o.FileName)
	}
	return registerSource
}

// OverlayRow is one thing of a register: an object, or the reason why it is none.
type OverlayRow struct {
	Object    overlay.Object
	Rejection *report.Rejection
}

// Overlays reads the objects of one kind from a register, one at a time. Without a profile
// it is GeoJSON whose properties are ours (those of a profile's columns, by their names) or
// OSM's keys; one with neither is taken as it is. Lines of greenery, walls, water and
// railways become surfaces of their width. One that cannot be used comes as a Rejection and
// never stops the file; the objects come after all of these, since only then is known which ids
// are those of several. An error ends the sequence: Invalid for a file at fault, and for one of
// which nothing or next to nothing can be used.
func Overlays(r io.Reader, o OverlayOptions) iter.Seq2[OverlayRow, error] {
	return overlays(r, o, newIntake(o.FileName))
}

func overlays(r io.Reader, o OverlayOptions, t *intake) iter.Seq2[OverlayRow, error] {
	return func(yield func(OverlayRow, error) bool) {
		reader, err := newOverlayReader(o, t)
		if err != nil {
			yield(OverlayRow{}, err)
			return
		}
		for f, err := range o.open(r) {
			var aside []OverlayRow
			if err == nil {
				aside, err = reader.take(f)
			}
			if err != nil {
				yield(OverlayRow{}, err)
				return
			}
			for _, row := range aside {
				if !yield(row, nil) {
					return
				}
			}
		}
		if err := reader.end(); err != nil {
			yield(OverlayRow{}, err)
			return
		}
		for _, object := range reader.objects {
			if !yield(OverlayRow{Object: object}, nil) {
				return
			}
		}
	}
}

// open reads the features of a file in its format.
func (o OverlayOptions) open(r io.Reader) iter.Seq2[feature, error] {
	if o.Profile != nil && o.Profile.Format == FormatCSV {
		return tableFeatures(r, o.FileName, *o.Profile)
	}
	return features(r, o.FileName, o.Profile)
}

// overlayReader makes objects of the features of one file.
type overlayReader struct {
	OverlayOptions
	tally   *intake
	places  locator
	silent  map[string]bool  // fields of the profile of which nothing has been said
	objects []overlay.Object // held until all ids are known
	judge
}

func newOverlayReader(o OverlayOptions, t *intake) (*overlayReader, error) {
	places, err := newLocator(o)
	r := &overlayReader{OverlayOptions: o, judge: judge{file: o.FileName}, tally: t, places: places, silent: map[string]bool{}}
	if o.Profile != nil {
		for field := range o.Profile.Columns {
			r.silent[field] = field != "east" && field != "north"
		}
	}
	return r, err
}

// take makes the objects of a feature: one, or one for each point of many and for each
// direction of a camera. It returns those that are put aside. The error is that too many before
// it were bad.
func (o *overlayReader) take(f feature) (aside []OverlayRow, err error) {
	t := o.read(f)
	if f.bad != nil {
		return o.refuse(t, f, *f.bad)
	}
	if t.aside != "" {
		return o.refuse(t, f, refusal{rule: t.aside})
	}
	shapes, bad := o.shapes(f, &t)
	if bad != nil {
		return o.refuse(t, f, *bad)
	}
	id := t.ExternalID
	for _, g := range shapes {
		for _, object := range t.all() {
			object.Geometry, object.ExternalID = g, id
			if first, twice := o.tally.twice(object, f.number); twice {
				again, err := o.refuse(t, f, refusal{rule: "twice", more: repeats(first)})
				if err != nil {
					return nil, err
				}
				aside = append(aside, again...)
				continue
			}
			o.good++
			object.ID = int64(o.good)
			o.tally.kept(object)
			o.objects = append(o.objects, object)
		}
	}
	o.tally.puzzled(t.puzzles)
	if o.good > mostObjects {
		return nil, fileFault(o.FileName, "fler än %d miljoner objekt; dela upp filen", "more than %d million objects; split the file", mostObjects/1_000_000)
	}
	return aside, nil
}

// refuse puts a feature aside, and gives the file up where nearly all of it is.
func (o *overlayReader) refuse(t thing, f feature, why refusal) ([]OverlayRow, error) {
	r := o.tally.put(t.Object, f.number, why)
	return []OverlayRow{{Rejection: &r}}, o.refused(r)
}

// mostObjects is how many objects a file may hold.
const mostObjects = 2_000_000

// end is why a file that has been read to its end is refused, if it is, and else notes what
// it did not say.
func (o *overlayReader) end() error {
	if o.good+o.bad == 0 { // it would empty the layer
		return fault.New(fault.Invalid, lang.T(
			"%s har inga objekt, och ett tomt register skulle tömma lagret; är det rätt fil?",
			"%s holds no objects, and an empty register would empty the layer; is it the right file?", o.FileName))
	}
	if err := o.judge.end(); err != nil {
		return err
	}
	if again := distinct(o.objects); len(again) > 0 {
		o.tally.notes = append(o.tally.notes, repeatedIDs(o.FileName, again))
	}
	var silent []string
	for _, f := range registerFields {
		if o.silent[f.name] {
			silent = append(silent, fmt.Sprintf("%s (%s)", f.name, strings.Join(o.Profile.Columns[f.name], ", ")))
		}
	}
	if len(silent) > 0 {
		o.tally.notes = append(o.tally.notes, lang.T(
			"%s: kolumner i mappningsprofilen som filen saknar eller som är tomma i den: %s",
			"%s: columns of the mapping profile that the file lacks or leaves empty: %s", o.FileName, strings.Join(silent, "; ")))
	}
	return nil
}

// shapes brings a geometry that suits the kind into metres.
func (o *overlayReader) shapes(f feature, t *thing) ([]orb.Geometry, *refusal) {
	g, bad := o.places.metric(f)
	if bad != nil {
		return nil, bad
	}
	point := o.Kind != overlay.Building && o.Kind != overlay.Backdrop
	line := o.Kind == overlay.Vegetation || o.Kind == overlay.Backdrop || o.Kind == overlay.Building
	switch g := g.(type) {
	case orb.Point:
		if point {
			return []orb.Geometry{g}, nil
		}
	case orb.MultiPoint:
		if point && len(g) > 0 {
			all := make([]orb.Geometry, len(g))
			for i, p := range g {
				all[i] = p
			}
			return all, nil
		}
	case orb.LineString, orb.MultiLineString:
		if line && lengthOf(g) == 0 {
			return nil, noLength()
		}
		if line {
			return whole(geo.Buffer(g, max(t.halfM, wallHalfM)))
		}
	case orb.Polygon, orb.MultiPolygon:
		if o.Kind != overlay.Lamp {
			surface, changed, err := geo.Repair(g)
			if changed {
				t.note("shape_repaired")
			}
			return whole(surface, err)
		}
	}
	return nil, &refusal{rule: "shape_kind", more: lang.T(
		"%s kan inte vara av geometritypen %s; kontrollera att filen hör till --kind %s",
		"%s cannot have the geometry type %s; check that the file belongs to --kind %s", o.Kind, f.geometry.GeoJSONType(), o.Kind)}
}

// noLength is why a line is put aside that leads nowhere.
func noLength() *refusal {
	return &refusal{rule: "shape_empty", more: lang.T(
		"linjen har ingen längd; rita minst två olika punkter eller ta bort objektet",
		"the line has no length; draw at least two different points or remove the feature")}
}

// lengthOf is the length of lines in metres.
func lengthOf(g orb.Geometry) (sum float64) {
	lines, _ := g.(orb.MultiLineString)
	if line, ok := g.(orb.LineString); ok {
		lines = orb.MultiLineString{line}
	}
	for _, line := range lines {
		sum += geo.Length(line)
	}
	return sum
}

// whole is a surface, if there is any.
func whole(surface orb.MultiPolygon, err error) ([]orb.Geometry, *refusal) {
	if err != nil || len(surface) == 0 {
		return nil, &refusal{rule: "shape_empty", more: lang.T(
			"ytan är tom eller går inte att reparera; rita om eller ta bort objektet",
			"the surface is empty or cannot be repaired; draw it again or remove the feature")}
	}
	return []orb.Geometry{surface}, nil
}
