package postgres

import (
	"context"
	_ "embed" // queries
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/report"
)

// ReportStore keeps reports.
type ReportStore struct{ db *DB }

var _ report.Store = (*ReportStore)(nil)

// Reports gives the store of reports.
func (db *DB) Reports() *ReportStore { return &ReportStore{db} }

const reportColumns = `
SELECT id, source, source_key, category, occurred_from, occurred_to, reported_at, geom, accuracy_m, discovery, body,
       severity, area, reporter_kind, reporter_key, same_event, exercise, revision, limited, corrected, text_gone, coarsened
FROM report WHERE municipality = @code`

// && uses the index, whose boxes are a little wider than the points; the comparison of
// coordinates is exact, also for a box without size.
const listReports = reportColumns + `
  AND NOT limited AND id > @after
  AND (@bound::geometry IS NULL
       OR geom && ST_SetSRID(@bound::geometry, @srid)
      AND ST_X(geom) BETWEEN ST_XMin(@bound::geometry) AND ST_XMax(@bound::geometry)
      AND ST_Y(geom) BETWEEN ST_YMin(@bound::geometry) AND ST_YMax(@bound::geometry))
  AND (@since::timestamptz IS NULL OR occurred_to > @since OR occurred_from = occurred_to AND occurred_to = @since)
  AND (@until::timestamptz IS NULL OR occurred_from < @until)
  AND (@categories::text[] IS NULL OR category = ANY (@categories))
  AND (@ids::bigint[] IS NULL OR id = ANY (@ids))
ORDER BY id LIMIT @limit`

//go:embed query/snapped_reports.sql
var listSnapped string

// List returns a page of reports in the order of their IDs, exactly or snapped to their
// streets as the filter says. A limit outside 1 to MaxPage
// becomes the nearest that is allowed; 0 is DefaultPage.
func (s *ReportStore) List(ctx context.Context, code string, f report.Filter) ([]report.Report, error) {
	if f.Limit == 0 {
		f.Limit = report.DefaultPage
	}
	var bound orb.Geometry
	if f.Bound != nil {
		bound = f.Bound.ToPolygon()
	}
	query := listReports
	if f.Snapped {
		query = listSnapped
	}
	return collect(ctx, s.db, code, query, pgx.NamedArgs{
		"after": f.After, "bound": bound, "since": orNull(f.Since), "until": orNull(f.Until),
		"categories": f.Categories, "ids": f.IDs, "limit": min(max(f.Limit, 1), report.MaxPage),
	}, scanReport)
}

// Extent bounds the areas and streets of a municipality, in metres; ok is false where it
// has neither.
func (s *ReportStore) Extent(ctx context.Context, code string) (bound orb.Bound, ok bool, err error) {
	return s.db.extent(ctx, code)
}

func scanReport(row pgx.CollectableRow) (r report.Report, err error) {
	var key string
	var reported *time.Time
	err = row.Scan(&r.ID, &r.Source, &key, &r.Category, &r.From, &r.To, &reported, &r.Point, &r.AccuracyM, &r.Discovery,
		&r.Text, &r.Severity, &r.Area, &r.ReporterKind, &r.ReporterKey, &r.SameEvent, &r.Exercise, &r.Revision,
		&r.Limited, &r.Corrected, &r.TextGone, &r.Coarsened)
	r.ExternalID, r.ReportedAt = externalID(key), orZero(reported)
	return r, err
}

//go:embed query/dwelling.sql
var dwellings string

//go:embed query/place.sql
var placeInTown string

var placePoints = dwellings + placeInTown

// One report as the rows that place.sql begins with; it then goes the way of those that
// come in files.
const incomingReport = `
WITH incoming AS MATERIALIZED (
  SELECT 1 AS n, ST_SetSRID(@geom::geometry, @srid) AS geom, @accuracy_m::float8 AS accuracy_m
),`

const insertReport = `
INSERT INTO report (municipality, source, source_key, category, occurred_from, occurred_to, reported_at, geom,
  accuracy_m, discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, revision)
SELECT @code, @source, @source_key, @category, @from, @to, @reported_at, geom,
  accuracy_m, @discovery, @body, @severity, area, @reporter_kind, @reporter_key, @same_event, @exercise, @revision
FROM placed
RETURNING id`

var createReport = incomingReport + placePoints + insertReport

// An import keeps other writers of its municipality out until it is merged. Whoever sends a
// single report is told to come again rather than kept waiting on a connection that others need.
const waitBriefly = `SELECT set_config('lock_timeout', '5s', true)`

const oneReport = reportColumns + ` AND id = @id`

// Create stores one report, its area assigned and, where it lies in a home, moved to the
// street. It returns Conflict where source and external id are taken, or where it is
// exercise data and the municipality is not (or the other way round). A report without
// an id of its own is known by what it says: the same one sent twice is two. It returns
// Unavailable while an import is being merged.
func (s *ReportStore) Create(ctx context.Context, code string, r report.Report) (stored report.Report, err error) {
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, waitBriefly); err != nil {
			return err
		}
		return s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
			stored, err = s.insert(ctx, tx, code, r, revision)
			return err
		})
	})
	return stored, err
}

func (s *ReportStore) insert(ctx context.Context, tx pgx.Tx, code string, r report.Report, revision int64) (report.Report, error) {
	key, err := s.freeKey(ctx, code, r)
	if err == nil {
		err = s.db.refuseErased(ctx, code, r.Source, key)
	}
	if err == nil {
		err = s.db.refuseHome(ctx, code, r)
	}
	if err != nil {
		return r, err
	}
	var id int64
	args := tenantArgs(ctx, reportArgs(r))
	args["source_key"], args["revision"] = key, revision
	if err := tx.QueryRow(ctx, createReport, args).Scan(&id); err != nil {
		return r, err
	}
	return collectOne(ctx, s.db, code, oneReport, pgx.NamedArgs{"id": id}, scanReport, pgx.ErrNoRows)
}

func reportArgs(r report.Report) pgx.NamedArgs {
	return pgx.NamedArgs{
		"source": r.Source, "category": r.Category, "from": r.From, "to": r.To, "reported_at": orNull(r.ReportedAt),
		"geom": r.Point, "accuracy_m": r.AccuracyM, "discovery": r.Discovery, "body": r.Text, "severity": r.Severity,
		"reporter_kind": r.ReporterKind, "reporter_key": r.ReporterKey, "same_event": r.SameEvent, "exercise": r.Exercise,
	}
}

const takenKeys = `
SELECT source_key FROM report
WHERE municipality = @code AND source = @source AND starts_with(source_key, @stem)`

// freeKey is the key of a report: its own id, or the hash of what it says with the first
// ordinal that is free.
func (s *ReportStore) freeKey(ctx context.Context, code string, r report.Report) (string, error) {
	ordinals := keys{}
	key, err := ordinals.report(r)
	if err != nil || r.ExternalID != "" {
		return key, err
	}
	args := pgx.NamedArgs{"source": r.Source, "stem": key[:len(key)-1]}
	taken, err := collect(ctx, s.db, code, takenKeys, args, pgx.RowTo[string])
	for err == nil && slices.Contains(taken, key) {
		key, err = ordinals.report(r)
	}
	return key, err
}
