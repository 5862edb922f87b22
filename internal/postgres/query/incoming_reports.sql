WITH last AS (
  -- Of rows with the same key the one read last counts.
  SELECT max(n) AS n FROM staging.report
  WHERE municipality = @code AND task = @task AND field IS NULL
  GROUP BY source, source_key
), incoming AS MATERIALIZED (
  SELECT s.n, s.source, s.source_key, s.category, s.occurred_from, s.occurred_to, s.reported_at,
         ST_SetSRID(s.geom, @srid) AS geom, s.accuracy_m, s.discovery, s.body, s.severity,
         s.reporter_kind, s.reporter_key, s.same_event, s.exercise
  FROM staging.report s JOIN last USING (n)
  WHERE s.municipality = @code AND s.task = @task
),
