-- Where incoming points come to lie: part of a statement that begins with
-- incoming (n, geom, accuracy_m) and dwelling.sql, and goes on from placed (n, geom, accuracy_m, area).
--
-- A point in a home moves to its street, since reports are about places and never about
-- persons. This is done in SQL, and not in Go as other thinking is, because buildings, streets
-- and reports may all come with the same import: only the merging transaction sees them all.
home AS MATERIALIZED (
  SELECT DISTINCT i.n, i.geom, i.accuracy_m
  FROM incoming i JOIN dwelling d
    ON d.x = floor(ST_X(i.geom) / 50)::int AND d.y = floor(ST_Y(i.geom) / 50)::int
   AND d.geom && i.geom AND ST_Covers(d.geom, i.geom)
), moved AS MATERIALIZED (
  -- The true place lies as far off as the point was moved. Where no street is within 200 m
  -- the home is known to its square of 200 m only, too coarse to make a hotspot.
  SELECT h.n,
         coalesce(s.geom, ST_SetSRID(ST_Point(floor(ST_X(h.geom) / 200) * 200 + 100,
                                              floor(ST_Y(h.geom) / 200) * 200 + 100), ST_SRID(h.geom))) AS geom,
         coalesce(h.accuracy_m + s.apart, greatest(h.accuracy_m, 200)) AS accuracy_m
  FROM home h LEFT JOIN LATERAL (
    SELECT ST_ClosestPoint(g.geom, h.geom) AS geom, ST_Distance(g.geom, h.geom) AS apart
    FROM (SELECT geom FROM segment WHERE municipality = @code ORDER BY geom <-> h.geom LIMIT 1) g
  ) s ON s.apart <= 200
), spot AS MATERIALIZED (
  SELECT i.n, coalesce(m.geom, i.geom) AS geom, coalesce(m.accuracy_m, i.accuracy_m) AS accuracy_m
  FROM incoming i LEFT JOIN moved m USING (n)
), ranked AS MATERIALIZED (
  -- Where areas overlap the smallest counts: a quarter before the district around it.
  SELECT slug, geom, row_number() OVER (ORDER BY ST_Area(geom), slug) AS rank
  FROM area WHERE municipality = @code
), inside AS (
  SELECT p.n, min(a.rank) AS rank
  FROM ranked a JOIN spot p ON a.geom && p.geom AND ST_Covers(a.geom, p.geom)
  GROUP BY p.n
), placed AS (
  SELECT p.n, p.geom, p.accuracy_m, coalesce(a.slug, '') AS area
  FROM spot p LEFT JOIN inside USING (n) LEFT JOIN ranked a USING (rank)
)
