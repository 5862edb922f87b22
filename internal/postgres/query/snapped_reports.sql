-- A page of reports for those who see streets and not exact places: each lies in the middle
-- of the street segment nearest to it, and is left out where there is none within 500 m. The
-- box is held against that middle alone: held against the true place, boxes halved again and
-- again would find it. The accuracy grows to reach the true place, in whole steps of 25 m,
-- so that it does not give the distance away either.
--
-- This is done in SQL because pages and boxes must know the moved places, and the index of
-- streets is here. Candidates are those whose street's middle may lie in the box, by index;
-- they are moved one at a time, in order, until the page is full.
WITH reach AS MATERIALIZED (
  -- Lengths are along the ground, which maps may draw a little longer.
  SELECT 500 + 0.51 * coalesce(max(length_m), 0) AS m FROM segment WHERE municipality = @code
)
SELECT r.id, r.source, r.source_key, r.category, r.occurred_from, r.occurred_to, r.reported_at, s.middle,
       25 * floor((r.accuracy_m + s.apart + s.half) / 25 + 1), r.discovery, r.body,
       r.severity, r.area, r.reporter_kind, r.reporter_key, r.same_event, r.exercise, r.revision,
       r.limited, r.corrected, r.text_gone, r.coarsened
FROM (
  SELECT * FROM report
  WHERE municipality = @code AND NOT limited AND id > @after
    AND (@bound::geometry IS NULL OR geom && ST_Expand(ST_SetSRID(@bound::geometry, @srid), (SELECT m FROM reach)))
    AND (@since::timestamptz IS NULL OR occurred_to > @since OR occurred_from = occurred_to AND occurred_to = @since)
    AND (@until::timestamptz IS NULL OR occurred_from < @until)
    AND (@categories::text[] IS NULL OR category = ANY (@categories))
    AND (@ids::bigint[] IS NULL OR id = ANY (@ids))
  ORDER BY id
) r CROSS JOIN LATERAL (
  SELECT ST_LineInterpolatePoint(n.geom, 0.5) AS middle, ST_Length(n.geom) / 2 AS half, n.apart
  FROM (
    -- More than the nearest, since where streets meet several are: the first by id is taken,
    -- so that it is always the same. Ordered by distance alone they come from the index.
    SELECT id, geom, geom <-> r.geom AS apart FROM segment WHERE municipality = @code
    ORDER BY geom <-> r.geom LIMIT 8
  ) n
  ORDER BY n.apart, n.id LIMIT 1
) s
WHERE s.apart <= 500
  AND (@bound::geometry IS NULL
       OR ST_X(s.middle) BETWEEN ST_XMin(@bound::geometry) AND ST_XMax(@bound::geometry)
      AND ST_Y(s.middle) BETWEEN ST_YMin(@bound::geometry) AND ST_YMax(@bound::geometry))
ORDER BY r.id LIMIT @limit
