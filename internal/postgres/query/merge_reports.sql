-- Brings the staged reports of a task into report, and counts what happened. Each step of the
-- chain reads the one before; the step place.sql stands between the two parts.
--
-- The revision's lock keeps other writers of the municipality away, so looking for rows that
-- exist and then inserting the others is safe, and a fifth faster than ON CONFLICT.
, judged AS MATERIALIZED (
  SELECT i.*, p.geom AS at, p.accuracy_m AS accuracy, p.area, r.id,
         (r.category, r.occurred_from, r.occurred_to, r.reported_at, r.geom, r.accuracy_m, r.discovery, r.body,
          r.severity, r.area, r.reporter_kind, r.reporter_key, r.same_event, r.exercise)
         IS DISTINCT FROM
         (i.category, i.occurred_from, i.occurred_to, i.reported_at, p.geom, p.accuracy_m, i.discovery, i.body,
          i.severity, p.area, i.reporter_kind, i.reporter_key, i.same_event, i.exercise) AS differs
  FROM incoming i JOIN placed p USING (n)
  LEFT JOIN report r ON r.municipality = @code AND r.source = i.source AND r.source_key = i.source_key
), added AS (
  INSERT INTO report (municipality, source, source_key, category, occurred_from, occurred_to, reported_at, geom,
    accuracy_m, discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, revision)
  SELECT @code, source, source_key, category, occurred_from, occurred_to, reported_at, at,
    accuracy, discovery, body, severity, area, reporter_kind, reporter_key, same_event, exercise, @revision
  FROM judged WHERE id IS NULL ORDER BY n
  RETURNING accuracy_m
), changed AS (
  UPDATE report r SET (category, occurred_from, occurred_to, reported_at, geom, accuracy_m, discovery, body,
    severity, area, reporter_kind, reporter_key, same_event, exercise, revision)
    = (j.category, j.occurred_from, j.occurred_to, j.reported_at, j.at, j.accuracy, j.discovery, j.body,
       j.severity, j.area, j.reporter_kind, j.reporter_key, j.same_event, j.exercise, @revision)
  FROM judged j WHERE r.municipality = @code AND r.id = j.id AND j.differs
  RETURNING r.id
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed),
       (SELECT count(*) FROM judged), (SELECT count(*) FROM judged WHERE accuracy > @imprecise)
