-- Puts aside the staged reports of violence, weapons and harassment whose own point lies in a
-- dwelling and is exact enough to tell: as far as anybody can tell that is violence in a home.
-- Of such a row the category and the day are left, of a report that is stored under its key a
-- tombstone. All rows of the key go, or an earlier one would count in its place.
, near AS MATERIALIZED (
  SELECT source, source_key, ST_SetSRID(geom, @srid) AS geom FROM staging.report
  WHERE municipality = @code AND task = @task AND field IS NULL AND category = ANY (@near) AND accuracy_m <= @exact
), private AS MATERIALIZED (
  SELECT DISTINCT n.source, n.source_key FROM near n JOIN dwelling d
    ON d.x = floor(ST_X(n.geom) / 50)::int AND d.y = floor(ST_Y(n.geom) / 50)::int
   AND d.geom && n.geom AND ST_Covers(d.geom, n.geom)
), gone AS (
  DELETE FROM report r USING private p
  WHERE r.municipality = @code AND r.source = p.source AND r.source_key = p.source_key
  RETURNING r.id, r.restricted
), stones AS (
  INSERT INTO tombstone (municipality, collection, id, revision, restricted) SELECT @code, 'report', id::text, @revision, restricted FROM gone
  ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision
)
UPDATE staging.report s SET field = 'category', reason = @reason,
  row_values = jsonb_build_object('category', s.category, 'from', to_char(
    s.occurred_from AT TIME ZONE (SELECT time_zone FROM municipality WHERE municipality = @code), 'YYYY-MM-DD')),
  source_key = NULL, geom = NULL, accuracy_m = NULL, body = NULL, occurred_from = NULL, occurred_to = NULL,
  reported_at = NULL, reporter_kind = NULL, reporter_key = NULL, same_event = NULL
FROM private p
WHERE s.municipality = @code AND s.task = @task AND s.field IS NULL AND s.source = p.source AND s.source_key = p.source_key
