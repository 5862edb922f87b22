package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
)

const addLayer = `
INSERT INTO analysis_layer (municipality, analysis, restricted, name, body)
VALUES (@code, @analysis, @restricted, @name, @body)`

// queueLayers adds to a batch what stores the layers of an analysis.
func queueLayers(ctx context.Context, batch *pgx.Batch, id int64, a hotspot.Analysis) error {
	for _, layer := range []struct {
		name string
		body any
	}{
		{hotspot.CellsLayer, a.Layers.Cells},
		{hotspot.SegmentsLayer, a.Layers.Segments},
		{hotspot.SurfaceLayer, a.Layers.Surface},
		{hotspot.WatchLayer, a.Layers.Watch},
	} {
		body, err := json.Marshal(layer.body)
		if err != nil {
			return fmt.Errorf("store layer %s: %w", layer.name, err)
		}
		batch.Queue(addLayer, tenantArgs(ctx, pgx.NamedArgs{
			"analysis": id, "restricted": !a.Params.Open, "name": layer.name, "body": json.RawMessage(body),
		}))
	}
	return nil
}

const oneLayer = `
SELECT body FROM analysis_layer WHERE municipality = @code AND name = @name
  AND analysis = CASE WHEN @id <> 0 THEN @id ELSE (
    SELECT CASE WHEN current_setting('tryggled.restricted', true) = 'on' THEN current_analysis ELSE current_open_analysis END
    FROM municipality WHERE municipality = @code) END`

// Layer reads a layer of a frozen analysis into the value that a pointer is to; id 0 is the
// current one that the access of ctx shows. It returns NotFound where there is none, or none
// that it shows: an analysis made by an earlier program has none.
func (s *HotspotStore) Layer(ctx context.Context, code string, analysis int64, name string, into any) error {
	missing := fault.New(fault.NotFound, lang.T(
		"analysen finns inte eller saknar kartlager; gör en ny med tryggled analyse",
		"there is no such analysis or it has no map layers; make a new one with tryggled analyse"))
	body, err := collectOne(ctx, s.db, code, oneLayer, pgx.NamedArgs{"id": analysis, "name": name}, pgx.RowTo[json.RawMessage], missing)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("read layer %s of analysis %d: %w", name, analysis, err)
	}
	return nil
}

const measuresAt = `
SELECT id, kind, title, owner, state, coalesce(starts_on::text, ''), coalesce(ends_on::text, '') FROM measure
WHERE municipality = @code AND geom && ST_SetSRID(@shape::geometry, @srid) AND ST_Intersects(geom, ST_SetSRID(@shape::geometry, @srid))
ORDER BY id LIMIT @most`

// Measures returns the measures whose place meets a shape, in the order of their IDs, at
// most a thousand. One that is for the whole municipality has no place and is not among them.
func (s *HotspotStore) Measures(ctx context.Context, code string, shape orb.MultiPolygon) ([]hotspot.Measure, error) {
	if len(shape) == 0 {
		return nil, nil
	}
	args := pgx.NamedArgs{"shape": shape, "most": maxListed}
	return collect(ctx, s.db, code, measuresAt, args, func(row pgx.CollectableRow) (m hotspot.Measure, err error) {
		err = row.Scan(&m.ID, &m.Kind, &m.Title, &m.Owner, &m.State, &m.StartsOn, &m.EndsOn)
		return m, err
	})
}

// Each is one row or the end of an index.
const newestChanges = `
WITH ground AS (
  SELECT greatest(calendar_revision,
    (SELECT max(revision) FROM area WHERE municipality = @code),
    (SELECT max(revision) FROM segment WHERE municipality = @code),
    (SELECT max(revision) FROM overlay_object WHERE municipality = @code),
    (SELECT max(revision) FROM tombstone WHERE municipality = @code AND NOT restricted
        AND collection IN ('report', 'area', 'segment', 'overlay_object')), 0) AS revision
  FROM municipality WHERE municipality = @code
)
SELECT greatest(revision,
         (SELECT max(revision) FROM report WHERE municipality = @code),
         (SELECT max(revision) FROM tombstone WHERE municipality = @code AND restricted)),
       greatest(revision, (SELECT max(revision) FROM report WHERE municipality = @code AND NOT restricted))
FROM ground`

// changed is the newest revision of all that an analysis is made of, and the same without
// reports of restricted categories.
type changed struct{ all, open int64 }

func (s *HotspotStore) newest(ctx context.Context, code string) (changed, error) {
	return collectOne(ctx, s.db, code, newestChanges, nil, func(row pgx.CollectableRow) (c changed, err error) {
		err = row.Scan(&c.all, &c.open)
		return c, err
	}, noMunicipality(code))
}

// Stale tells which analyses were made before the reports, streets, areas, overlays, calendar
// or time zone were changed. What the access of ctx does not show counts for nothing, and
// reports of restricted categories for no open analysis.
func (s *HotspotStore) Stale(ctx context.Context, code string, analyses []hotspot.Analysis) ([]bool, error) {
	if len(analyses) == 0 {
		return nil, nil
	}
	newest, err := s.newest(ctx, code)
	if err != nil {
		return nil, fmt.Errorf("look for what changed since the analyses: %w", err)
	}
	stale := make([]bool, len(analyses))
	for i, a := range analyses {
		stale[i] = newest.all > a.DataRevision
		if a.Params.Open {
			stale[i] = newest.open > a.DataRevision
		}
	}
	return stale, nil
}
