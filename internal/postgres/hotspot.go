package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
)

// HotspotStore keeps analyses and gives their input.
type HotspotStore struct{ db *DB }

var _ hotspot.Store = (*HotspotStore)(nil)

// Hotspots gives the store of analyses.
func (db *DB) Hotspots() *HotspotStore { return &HotspotStore{db} }

// Snapshot runs read with a context in which every store sees one revision.
func (s *HotspotStore) Snapshot(ctx context.Context, code string, read func(ctx context.Context) error) error {
	return s.db.Snapshot(ctx, code, func(ctx context.Context, _ pgx.Tx) error { return read(ctx) })
}

// An event is one of its source: two systems may well use the same number.
const analysisInput = `
SELECT id, ST_X(geom), ST_Y(geom), accuracy_m,
       extract(epoch FROM occurred_from)::bigint, extract(epoch FROM occurred_to)::bigint,
       category, discovery = 'patrol', reporter_key, CASE WHEN same_event <> '' THEN source || ' ' || same_event ELSE '' END, area, reporter_kind,
       extract(epoch FROM coalesce(reported_at, occurred_to))::bigint
FROM report WHERE municipality = @code AND NOT limited
  AND occurred_from < @until
  AND (occurred_to > @since OR occurred_from = occurred_to AND occurred_to = @since)
ORDER BY id`

// Input returns the reports whose time touches [since, until), ordered by ID, with the
// revision of all that an analysis is made of. It returns NotFound for an unknown municipality.
func (s *HotspotStore) Input(ctx context.Context, code string, since, until time.Time) (in hotspot.Input, err error) {
	// Both statements must see the same moment.
	err = s.db.Snapshot(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		newest, err := s.newest(ctx, code)
		if err != nil {
			return err
		}
		in.Revision, in.OpenRevision = newest.all, newest.open
		rows, err := tx.Query(ctx, analysisInput, tenantArgs(ctx, pgx.NamedArgs{"since": since, "until": until}))
		if err != nil {
			return err
		}
		in.Reports, err = scanColumns(rows)
		return err
	})
	return in, err
}

// scanColumns gathers rows into columns, without a struct for each row on the way.
func scanColumns(rows pgx.Rows) (r hotspot.Reports, err error) {
	var id, from, to, told int64
	var x, y, accuracy float64
	var category, reporter, event, area, kind string
	var patrol bool
	fields := []any{&id, &x, &y, &accuracy, &from, &to, &category, &patrol, &reporter, &event, &area, &kind, &told}
	_, err = pgx.ForEachRow(rows, fields, func() error {
		r.ID = append(r.ID, id)
		r.X, r.Y, r.AccuracyM = append(r.X, x), append(r.Y, y), append(r.AccuracyM, accuracy)
		r.From, r.To = append(r.From, from), append(r.To, to)
		r.Category, r.Patrol = append(r.Category, category), append(r.Patrol, patrol)
		r.Reporter, r.Event, r.Area = append(r.Reporter, reporter), append(r.Event, event), append(r.Area, area)
		r.Kind, r.Told = append(r.Kind, kind), append(r.Told, told)
		return nil
	})
	return r, err
}

const addAnalysis = `
INSERT INTO analysis (municipality, restricted, data_revision, body, created_at, revision)
VALUES (@code, @restricted, @data_revision, @body, coalesce(@created_at, now()), @revision) RETURNING id`

const addHotspot = `
INSERT INTO hotspot (municipality, analysis, restricted, rank, priority, centre, geom, body, members)
VALUES (@code, @analysis, @restricted, @rank, @priority, ST_SetSRID(@centre::geometry, @srid), ST_SetSRID(@shape::geometry, @srid), @body, @members)`

// There are two current ones: for those who see restricted categories and for those who do
// not.
const pointToAnalysis = `
UPDATE municipality SET
  current_analysis = CASE WHEN @restricted THEN @analysis ELSE current_analysis END,
  current_open_analysis = CASE WHEN @restricted THEN current_open_analysis ELSE @analysis END
WHERE municipality = @code`

// Save freezes an analysis with its layers, makes it the current one of its kind (open or not), and returns
// its id. It returns NotFound for an unknown municipality.
func (s *HotspotStore) Save(ctx context.Context, code string, a hotspot.Analysis) (id int64, err error) {
	err = s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		err := tx.QueryRow(ctx, addAnalysis, tenantArgs(ctx, pgx.NamedArgs{
			"restricted": !a.Params.Open, "data_revision": a.DataRevision, "body": a, "created_at": orNull(a.CreatedAt), "revision": revision,
		})).Scan(&id)
		if err != nil {
			return err
		}
		var batch pgx.Batch
		for _, h := range a.Hotspots {
			batch.Queue(addHotspot, tenantArgs(ctx, hotspotArgs(id, a, h)))
		}
		if err := queueLayers(ctx, &batch, id, a); err != nil {
			return err
		}
		batch.Queue(pointToAnalysis, tenantArgs(ctx, pgx.NamedArgs{"analysis": id, "restricted": !a.Params.Open}))
		return tx.SendBatch(ctx, &batch).Close()
	})
	return id, err
}

func hotspotArgs(analysis int64, a hotspot.Analysis, h hotspot.Hotspot) pgx.NamedArgs {
	shape := h.Shape
	if shape == nil {
		shape = orb.MultiPolygon{}
	}
	return pgx.NamedArgs{
		"analysis": analysis, "restricted": !a.Params.Open, "rank": h.Rank, "priority": h.Priority, "centre": h.Centre, "shape": shape, "body": h,
		"members": append([]int64{}, h.Members...),
	}
}

const analysisColumns = `
SELECT id, data_revision, created_at, body FROM analysis WHERE municipality = @code`

const oneAnalysis = analysisColumns + `
  AND id = CASE WHEN @id <> 0 THEN @id ELSE (
    SELECT CASE WHEN current_setting('tryggled.restricted', true) = 'on' THEN current_analysis ELSE current_open_analysis END
    FROM municipality WHERE municipality = @code) END`

const listHotspots = `
SELECT body, centre, geom, members FROM hotspot WHERE municipality = @code AND analysis = @id ORDER BY rank`

// Analysis returns a frozen analysis with its hotspots by rank; id 0 is the current one that
// the access of ctx shows. It returns NotFound where there is none, or none that it shows.
func (s *HotspotStore) Analysis(ctx context.Context, code string, id int64) (a hotspot.Analysis, err error) {
	missing := fault.New(fault.NotFound, lang.T("analysen %d finns inte", "there is no analysis %d", id))
	if id == 0 {
		missing = fault.New(fault.NotFound, lang.T(
			"kommunen har ingen analys än; gör en med tryggled analyse", "the municipality has no analysis yet; make one with tryggled analyse"))
	}
	err = s.db.Tenant(ctx, code, func(ctx context.Context, _ pgx.Tx) error {
		a, err = collectOne(ctx, s.db, code, oneAnalysis, pgx.NamedArgs{"id": id}, scanAnalysis, missing)
		if err != nil {
			return err
		}
		a.Hotspots, err = collect(ctx, s.db, code, listHotspots, pgx.NamedArgs{"id": a.ID}, scanHotspot)
		return err
	})
	return a, err
}

// maxListed bounds lists of frozen things.
const maxListed = 1000

const listAnalyses = `
SELECT id, data_revision, created_at, body - 'picture' FROM analysis WHERE municipality = @code ORDER BY id DESC LIMIT @most`

// Analyses returns the frozen analyses without hotspots and pictures, newest first, at most
// a thousand.
func (s *HotspotStore) Analyses(ctx context.Context, code string) ([]hotspot.Analysis, error) {
	return collect(ctx, s.db, code, listAnalyses, pgx.NamedArgs{"most": maxListed}, scanAnalysis)
}

// scanAnalysis takes from columns what was not known when the body was written.
func scanAnalysis(row pgx.CollectableRow) (a hotspot.Analysis, err error) {
	var id, revision int64
	var created time.Time
	err = row.Scan(&id, &revision, &created, &a)
	a.ID, a.DataRevision, a.CreatedAt = id, revision, created.UTC()
	return a, err
}

func scanHotspot(row pgx.CollectableRow) (h hotspot.Hotspot, err error) {
	err = row.Scan(&h, &h.Centre, &h.Shape, &h.Members)
	if len(h.Members) == 0 {
		h.Members = nil
	}
	return h, err
}
