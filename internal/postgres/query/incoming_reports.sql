WITH incoming AS MATERIALIZED (
  -- Of rows with the same key the one read last counts.
  SELECT s.n, ST_SetSRID(s.geom, @srid) AS geom, s.accuracy_m
  FROM staging.report s
  JOIN (SELECT max(n) AS n FROM staging.report
        WHERE municipality = @code AND task = @task AND field IS NULL
        GROUP BY source, source_key) AS last USING (n)
  WHERE s.municipality = @code AND s.task = @task
),
