-- Brings the staged reports of a task into report, and counts what happened. Each step of the
-- chain reads the one before; the step place.sql stands between the two parts.
--
-- The revision's lock keeps other writers of the municipality away, so one join, before anything
-- is written, finds the rows that exist and tells new ones from changed ones and the rest.
-- What was disposed of stays so, and a row that was corrected by hand or whose use is limited
-- is left as it is.
, judged AS MATERIALIZED (
  SELECT i.n, i.source, i.source_key, i.category, i.occurred_from, i.occurred_to, i.reported_at, i.discovery,
         CASE WHEN r.text_gone THEN r.body ELSE i.body END AS body,
         i.severity, i.reporter_kind, i.reporter_key, i.same_event, i.exercise,
         CASE WHEN r.coarsened THEN r.geom ELSE p.geom END AS geom,
         CASE WHEN r.coarsened THEN r.accuracy_m ELSE p.accuracy_m END AS accuracy_m,
         CASE WHEN r.coarsened THEN r.area ELSE p.area END AS area, r.id,
         NOT coalesce(r.corrected OR r.limited, false) AND
         (r.category, r.occurred_from, r.occurred_to, r.reported_at, r.geom, r.accuracy_m, r.discovery, r.body,
          r.severity, r.area, r.reporter_kind, r.reporter_key, r.same_event, r.exercise)
         IS DISTINCT FROM
         (i.category, i.occurred_from, i.occurred_to, i.reported_at,
          CASE WHEN r.coarsened THEN r.geom ELSE p.geom END, CASE WHEN r.coarsened THEN r.accuracy_m ELSE p.accuracy_m END,
          i.discovery, CASE WHEN r.text_gone THEN r.body ELSE i.body END,
          i.severity, CASE WHEN r.coarsened THEN r.area ELSE p.area END, i.reporter_kind, i.reporter_key, i.same_event, i.exercise) AS differs
  FROM staging.report i JOIN placed p USING (n)
  LEFT JOIN report r ON r.municipality = @code AND r.source = i.source AND r.source_key = i.source_key
  WHERE i.municipality = @code AND i.task = @task
), added AS (
  INSERT INTO report (municipality, source, source_key, category, occurred_from, occurred_to, reported_at, geom,
    accuracy_m, discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, revision)
  SELECT @code, source, source_key, category, occurred_from, occurred_to, reported_at, geom,
    accuracy_m, discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, @revision
  FROM judged WHERE id IS NULL ORDER BY n
  RETURNING 1
), changed AS (
  UPDATE report r SET (category, occurred_from, occurred_to, reported_at, geom, accuracy_m, discovery, body,
    severity, area, reporter_kind, reporter_key, same_event, exercise, revision)
    = (j.category, j.occurred_from, j.occurred_to, j.reported_at, j.geom, j.accuracy_m, j.discovery, j.body,
       j.severity, j.area, j.reporter_kind, j.reporter_key, j.same_event, j.exercise, @revision)
  FROM judged j WHERE r.municipality = @code AND r.id = j.id AND j.differs
  RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed),
       (SELECT count(*) FROM spot), (SELECT count(*) FROM spot WHERE accuracy_m > @imprecise)
