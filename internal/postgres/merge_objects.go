package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/ingest"
	"tryggled/internal/overlay"
)

// The row is locked from here on, so the revision that the merge gets is the next one.
const upsertMunicipality = `
INSERT INTO municipality (municipality, slug, name, srid, time_zone, sources, exercise, calendar)
SELECT key, body->>'slug', body->'name', (body->>'srid')::int, body->>'time_zone',
       ARRAY(SELECT jsonb_array_elements_text(body->'sources')), (body->>'exercise')::bool,
       coalesce(body->'calendar', '[]')
FROM staging.object WHERE municipality = @code AND task = @task AND part = 'municipality' AND key = @code
ORDER BY n DESC LIMIT 1
ON CONFLICT (municipality) DO UPDATE SET
  slug = excluded.slug, name = excluded.name, srid = excluded.srid, time_zone = excluded.time_zone,
  exercise = excluded.exercise, calendar = excluded.calendar,
  calendar_revision = CASE WHEN (municipality.calendar, municipality.time_zone) = (excluded.calendar, excluded.time_zone)
    THEN municipality.calendar_revision ELSE municipality.revision + 1 END,
  sources = municipality.sources || ARRAY(
    SELECT s FROM unnest(excluded.sources) AS s WHERE s <> ALL (municipality.sources))
RETURNING srid`

// municipality creates or changes the municipality that came with the import.
func (m *merge) municipality(ctx context.Context) error {
	err := m.scan(ctx, upsertMunicipality, nil, &sessionOf(ctx).srid)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	m.count(ingest.PartMunicipality, 1)
	return err
}

func (m *merge) count(part string, n int64) {
	if n == 0 {
		return
	}
	if m.sum.Objects == nil {
		m.sum.Objects = map[string]int64{}
	}
	m.sum.Objects[part] += n
}

// replaces reports whether the import replaces all objects of a part.
func (m *merge) replaces(part string) bool {
	return slices.ContainsFunc(m.request.Replaces, func(s ingest.Set) bool { return s.Part == part })
}

const stagedParts = `
SELECT part, count(DISTINCT (source, key)) FROM staging.object
WHERE municipality = @code AND task = @task GROUP BY part ORDER BY part`

// store runs the statement that stores a part, after the one that removes what is not
// staged any more where the part is replaced.
func (m *merge) store(ctx context.Context, part, remove, store string) error {
	statements := []string{store, clearTombstones}
	if m.replaces(part) {
		statements = []string{remove, store, clearTombstones}
	}
	for _, statement := range statements {
		if _, err := m.exec(ctx, statement, pgx.NamedArgs{"part": part}); err != nil {
			return err
		}
	}
	return nil
}

// Keys that are stored again are not gone.
const clearTombstones = `
DELETE FROM tombstone t USING staging.object s
WHERE t.municipality = @code AND t.collection = @part AND t.id = s.key
  AND s.municipality = @code AND s.task = @task AND s.part = @part`

const removeAreas = `
WITH gone AS (
  DELETE FROM area a WHERE municipality = @code AND NOT EXISTS (
    SELECT FROM staging.object s WHERE s.municipality = @code AND s.task = @task AND s.part = 'area' AND s.key = a.slug)
  RETURNING slug)
INSERT INTO tombstone (municipality, collection, id, revision) SELECT @code, 'area', slug, @revision FROM gone
ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision`

const storeAreas = `
INSERT INTO area (municipality, slug, name, geom, provisional, revision)
SELECT DISTINCT ON (key) municipality, key, body->'name', ST_SetSRID(geom, @srid), (body->>'provisional')::bool, @revision
FROM staging.object WHERE municipality = @code AND task = @task AND part = 'area' ORDER BY key, n DESC
ON CONFLICT (municipality, slug) DO UPDATE SET
  name = excluded.name, geom = excluded.geom, provisional = excluded.provisional, revision = excluded.revision
WHERE (area.name, area.geom, area.provisional) IS DISTINCT FROM (excluded.name, excluded.geom, excluded.provisional)`

func (m *merge) areas(ctx context.Context) error {
	if err := m.countParts(ctx); err != nil {
		return err
	}
	return m.store(ctx, ingest.PartArea, removeAreas, storeAreas)
}

func (m *merge) countParts(ctx context.Context) error {
	if m.objects > 0 {
		m.progress(stageObjects, 0, m.objects)
	}
	rows, err := sessionOf(ctx).tx.Query(ctx, stagedParts, tenantArgs(ctx, pgx.NamedArgs{"task": m.id}))
	if err != nil {
		return err
	}
	var part string
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&part, &n}, func() error {
		if part != ingest.PartMunicipality {
			m.count(part, n)
		}
		return nil
	})
	return err
}

const removeBases = `
WITH gone AS (
  DELETE FROM base b WHERE municipality = @code AND NOT EXISTS (
    SELECT FROM staging.object s WHERE s.municipality = @code AND s.task = @task AND s.part = 'base' AND s.key = b.slug)
  RETURNING slug)
INSERT INTO tombstone (municipality, collection, id, revision) SELECT @code, 'base', slug, @revision FROM gone
ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision`

const storeBases = `
INSERT INTO base (municipality, slug, name, geom, roles, position, revision)
SELECT DISTINCT ON (key) municipality, key, body->'name', ST_SetSRID(geom, @srid),
       ARRAY(SELECT jsonb_array_elements_text(body->'roles')), row_number() OVER (ORDER BY n), @revision
FROM staging.object WHERE municipality = @code AND task = @task AND part = 'base' ORDER BY key, n DESC
ON CONFLICT (municipality, slug) DO UPDATE SET name = excluded.name, geom = excluded.geom,
  roles = excluded.roles, position = excluded.position, revision = excluded.revision
WHERE (base.name, base.geom, base.roles, base.position)
  IS DISTINCT FROM (excluded.name, excluded.geom, excluded.roles, excluded.position)`

func (m *merge) bases(ctx context.Context) error {
	return m.store(ctx, ingest.PartBase, removeBases, storeBases)
}

// Segments are numbered anew by every reading of a street source, so they are replaced as a
// whole, also where the numbers are the same.
const removeSegments = `
WITH gone AS (DELETE FROM segment WHERE municipality = @code RETURNING id)
INSERT INTO tombstone (municipality, collection, id, revision) SELECT @code, 'segment', id::text, @revision FROM gone
ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision`

const stagedSegments = `
SELECT s.municipality, b.id, b.way, b.from_node, b.to_node, ST_SetSRID(s.geom, @srid), b.length_m, b.class, b.name,
       b.light, b.steps, b.surface, b.access, b.component, b.car, b.bicycle, b.max_kmh, b.sidewalk, b.detail
FROM staging.object s, jsonb_to_record(s.body) AS b (id bigint, way bigint, from_node bigint, to_node bigint,
  length_m float8, class text, name text, light text, steps bool, surface text, access text, component int,
  car text, bicycle text, max_kmh float8, sidewalk bool, detail text)
WHERE s.municipality = @code AND s.task = @task AND s.part = 'segment'`

const segmentFields = `municipality, id, way, from_node, to_node, geom, length_m, class, name, light, steps, surface,
  access, component, car, bicycle, max_kmh, sidewalk, detail`

const storeSegments = `
INSERT INTO segment (` + segmentFields + `, revision)
SELECT staged.*, @revision FROM (` + stagedSegments + `) AS staged ORDER BY id`

const sameSegments = `
WITH staged AS MATERIALIZED (` + stagedSegments + `)
SELECT (SELECT count(*) FROM staged) = (SELECT count(*) FROM segment WHERE municipality = @code)
   AND NOT EXISTS (SELECT * FROM staged EXCEPT SELECT ` + segmentFields + ` FROM segment WHERE municipality = @code)`

// segments replaces the streets. Where they are what they were they stay: exposures are made
// of them, and analyses.
func (m *merge) segments(ctx context.Context) error {
	if !m.replaces(ingest.PartSegment) && m.sum.Objects[ingest.PartSegment] == 0 {
		return nil
	}
	var same bool
	if err := m.scan(ctx, sameSegments, nil, &same); err != nil || same {
		return err
	}
	for _, statement := range []string{removeSegments, storeSegments, clearTombstones} {
		if _, err := m.exec(ctx, statement, pgx.NamedArgs{"part": ingest.PartSegment}); err != nil {
			return err
		}
	}
	return nil
}

const removeOverlays = `
WITH gone AS (
  DELETE FROM overlay_object o WHERE municipality = @code AND kind = @kind AND source = @source AND NOT EXISTS (
    SELECT FROM staging.object s WHERE s.municipality = @code AND s.task = @task AND s.part = o.kind
       AND s.source = o.source AND s.key = o.source_key)
  RETURNING id)
INSERT INTO tombstone (municipality, collection, id, revision)
SELECT @code, 'overlay_object', id::text, @revision FROM gone
ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision`

const storeOverlays = `
INSERT INTO overlay_object (municipality, kind, source, source_key, geom, props, dwelling, revision)
SELECT municipality, part, source, key, ST_SetSRID(geom, @srid), body,
       part = 'buildings' AND coalesce((body->>'dwelling')::bool, false), @revision
FROM staging.object s
WHERE municipality = @code AND task = @task AND part = ANY (@kinds)
  AND n IN (SELECT max(n) FROM staging.object WHERE municipality = @code AND task = @task GROUP BY part, source, key)
ORDER BY n
ON CONFLICT (municipality, kind, source, source_key) DO UPDATE SET
  geom = excluded.geom, props = excluded.props, dwelling = excluded.dwelling, revision = excluded.revision
WHERE (overlay_object.geom, overlay_object.props) IS DISTINCT FROM (excluded.geom, excluded.props)`

func (m *merge) overlays(ctx context.Context) error {
	for _, set := range m.request.Replaces {
		if !slices.Contains(overlay.Kinds, overlay.Kind(set.Part)) {
			continue
		}
		if _, err := m.exec(ctx, removeOverlays, pgx.NamedArgs{"kind": set.Part, "source": set.Source}); err != nil {
			return err
		}
	}
	_, err := m.exec(ctx, storeOverlays, pgx.NamedArgs{"kinds": overlay.Kinds})
	return err
}

const storeImported = `
INSERT INTO overlay_source (municipality, kind, source, read, kept, mended, aside, task, revision)
VALUES (@code, @kind, @source, @read, @kept, @mended, @aside, @task, @revision)
ON CONFLICT (municipality, kind, source) DO UPDATE SET read = excluded.read, kept = excluded.kept,
  mended = excluded.mended, aside = excluded.aside, task = excluded.task, revision = excluded.revision`

// imported remembers what each source gave of each kind.
func (m *merge) imported(ctx context.Context) error {
	for _, i := range m.request.Imported {
		i.Task = m.id
		m.sum.Imported = append(m.sum.Imported, i)
		_, err := m.exec(ctx, storeImported, pgx.NamedArgs{
			"kind": i.Kind, "source": i.Source, "read": i.Read, "kept": i.Kept,
			"mended": orEmpty(i.Mended), "aside": orEmpty(i.Aside),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// orEmpty keeps an empty map from being stored as null.
func orEmpty(m map[string]int) map[string]int {
	if m == nil {
		return map[string]int{}
	}
	return m
}

// The reports that are stored already lie in the areas as they are now, and none of them in
// what is now known to be a home. A point that was coarsened says nothing of either.
const incomingStored = `
WITH incoming AS MATERIALIZED (
  SELECT id AS n, geom, accuracy_m FROM report WHERE municipality = @code AND NOT coarsened
),`

const updateStored = `
UPDATE report r SET geom = p.geom, accuracy_m = p.accuracy_m, area = p.area, revision = @revision
FROM placed p WHERE r.municipality = @code AND r.id = p.n AND (r.geom, r.area) IS DISTINCT FROM (p.geom, p.area)`

var replaceStored = incomingStored + placePoints + updateStored

// replaceStored places stored reports again where areas or buildings have changed.
func (m *merge) replaceStored(ctx context.Context) error {
	if m.objects > 0 {
		m.progress(stageObjects, m.objects, m.objects)
	}
	if !m.replaces(ingest.PartArea) && m.sum.Objects[ingest.PartArea] == 0 && !m.newBuildings() {
		return nil
	}
	_, err := m.exec(ctx, replaceStored)
	return err
}

func (m *merge) newBuildings() bool { return m.sum.Objects[string(overlay.Building)] > 0 }

const joinSources = `
UPDATE municipality SET sources = sources || ARRAY(
  SELECT s FROM unnest(@sources::text[]) WITH ORDINALITY AS new (s, n)
  WHERE s <> ALL (sources) GROUP BY s ORDER BY min(n))
WHERE municipality = @code`

// sources adds whose data it is to those whom the municipality names already.
func (m *merge) sources(ctx context.Context) error {
	if len(m.request.Sources) == 0 {
		return nil
	}
	_, err := m.exec(ctx, joinSources, pgx.NamedArgs{"sources": m.request.Sources})
	return err
}
