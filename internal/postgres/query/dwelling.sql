-- The dwellings of a municipality in squares of 50 m: part of a statement that goes on with
-- a hash join of points on x and y. No statistics exist for rows just staged, and this stays
-- linear whatever the planner believes. MATERIALIZED keeps it from joining on one coordinate
-- only.
dwelling AS MATERIALIZED (
  SELECT b.geom, x, y
  FROM overlay_object b,
       generate_series(floor(ST_XMin(b.geom) / 50)::int, floor(ST_XMax(b.geom) / 50)::int) AS x,
       generate_series(floor(ST_YMin(b.geom) / 50)::int, floor(ST_YMax(b.geom) / 50)::int) AS y
  WHERE b.municipality = @code AND b.kind = 'buildings' AND b.dwelling
),
