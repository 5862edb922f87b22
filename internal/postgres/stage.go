package postgres

import (
	"encoding/json"
	"iter"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"

	"tryggled/internal/ingest"
	"tryggled/internal/street"
)

// feed gives COPY one row at a time, as the file is read.
type feed struct {
	next func() bool
	row  func() ([]any, error)
	err  func() error
	stop func()
}

// Next reads on. It is false at the end and at the first error.
func (f feed) Next() bool { return f.next() }

// Values gives the columns of the row just read.
func (f feed) Values() ([]any, error) { return f.row() }

// Err is the error that ended the feed.
func (f feed) Err() error { return f.err() }

func newFeed[T any](items iter.Seq2[T, error], values func(T) ([]any, error)) feed {
	next, stop := iter.Pull2(items)
	var item T
	var failed error
	return feed{
		next: func() bool {
			var more bool
			item, failed, more = next()
			return more && failed == nil
		},
		row: func() (row []any, err error) {
			if row, err = values(item); err != nil {
				failed = err
			}
			return row, err
		},
		err:  func() error { return failed },
		stop: stop,
	}
}

var reportStagingColumns = []string{
	"municipality", "task", "line", "source", "source_key", "category", "occurred_from", "occurred_to", "reported_at",
	"geom", "accuracy_m", "discovery", "body", "severity", "reporter_kind", "reporter_key", "same_event", "exercise",
	"field", "reason", "row_values",
}

// keyedRows turns rows of one file into columns of staging.
type keyedRows struct {
	code string
	task int64
	keys keys
}

func (k keyedRows) values(row ingest.Row) ([]any, error) {
	if bad := row.Rejection; bad != nil {
		return []any{
			k.code, k.task, row.Line, bad.Source, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil,
			bad.Field, bad.Reason, bad.Values,
		}, nil
	}
	r := row.Report
	key, err := k.keys.report(r)
	if err != nil {
		return nil, err
	}
	return []any{
		k.code, k.task, row.Line, r.Source, key, r.Category, r.From, r.To, orNull(r.ReportedAt),
		r.Point, r.AccuracyM, r.Discovery, r.Text, r.Severity, r.ReporterKind, r.ReporterKey, r.SameEvent, r.Exercise,
		nil, nil, nil,
	}, nil
}

var objectStagingColumns = []string{"municipality", "task", "part", "source", "key", "geom", "body"}

// keyedObjects turns objects of one file into columns of staging. The body is JSON of what
// has no column of its own; the statements of merge_objects.go take it apart.
type keyedObjects struct {
	code string
	task int64
	keys keys
}

func (k keyedObjects) values(o ingest.Object) ([]any, error) {
	switch {
	case o.Municipality != nil:
		m := *o.Municipality
		return k.row(ingest.PartMunicipality, "", m.Code, nil, map[string]any{
			"slug": m.Slug, "name": m.Name, "srid": int(m.CRS), "time_zone": m.TimeZone,
			"sources": notNil(m.Sources), "exercise": m.Exercise, "calendar": notNil(m.Calendar),
		})
	case o.Area != nil:
		a := *o.Area
		return k.row(ingest.PartArea, "", a.Slug, a.Shape, map[string]any{"name": a.Name, "provisional": a.Provisional})
	case o.Base != nil:
		b := *o.Base
		return k.row(ingest.PartBase, "", b.Slug, b.Point, map[string]any{"name": b.Name, "roles": notNil(b.Roles)})
	case o.Segment != nil:
		return k.segment(*o.Segment)
	}
	return k.overlay(o)
}

// segmentBody is a segment but for its line, as storeSegments reads it.
type segmentBody struct {
	ID        int64        `json:"id"`
	Way       int64        `json:"way"`
	From      int64        `json:"from_node"`
	To        int64        `json:"to_node"`
	LengthM   float64      `json:"length_m"`
	Class     string       `json:"class"`
	Name      string       `json:"name"`
	Light     street.Light `json:"light"`
	Steps     bool         `json:"steps"`
	Surface   string       `json:"surface"`
	Access    string       `json:"access"`
	Component int          `json:"component"`

	Car      street.Direction `json:"car"`
	Bicycle  street.Direction `json:"bicycle"`
	MaxKmh   float64          `json:"max_kmh"`
	Sidewalk bool             `json:"sidewalk"`
	Detail   string           `json:"detail"`
}

func (k keyedObjects) segment(g street.Segment) ([]any, error) {
	return k.row(ingest.PartSegment, "", strconv.FormatInt(g.ID, 10), g.Line, segmentBody{
		ID: g.ID, Way: g.Way, From: g.From, To: g.To, LengthM: g.LengthM, Class: g.Class, Name: g.Name,
		Light: g.Light, Steps: g.Steps, Surface: g.Surface, Access: g.Access, Component: g.Component,
		Car: g.Car, Bicycle: g.Bicycle, MaxKmh: g.MaxKmh, Sidewalk: g.Sidewalk, Detail: g.Detail,
	})
}

func (k keyedObjects) overlay(o ingest.Object) ([]any, error) {
	props, err := json.Marshal(o.Overlay.Props)
	if err != nil {
		return nil, err
	}
	geometry, err := ewkb.Marshal(o.Overlay.Geometry, 0)
	if err != nil {
		return nil, err
	}
	key, err := k.keys.object(*o.Overlay, geometry, props)
	if err != nil {
		return nil, err
	}
	return k.row(string(o.Overlay.Kind), o.Overlay.Source, key, o.Overlay.Geometry, json.RawMessage(props))
}

func (k keyedObjects) row(part, source, key string, geometry orb.Geometry, body any) ([]any, error) {
	return []any{k.code, k.task, part, source, key, geometry, body}, nil
}
