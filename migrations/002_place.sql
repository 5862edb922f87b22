-- The ground that everything lies on: areas, bases and street segments.
--
-- No column has a fixed SRID, since each municipality has its own. Instead every table with
-- a geometry derives srid from it and refers to (municipality, srid): a geometry in any other
-- system than the municipality's is refused by the foreign key. A CHECK cannot look into
-- another table, and this costs no more than the foreign key to the municipality alone.
--
-- Spatial indexes lead with the municipality (btree_gist), as all keys do.

CREATE TABLE area (
    municipality text NOT NULL,
    slug         text NOT NULL,
    name         jsonb NOT NULL,
    geom         geometry NOT NULL CHECK (GeometryType(geom) = 'MULTIPOLYGON'),
    provisional  boolean NOT NULL DEFAULT false,
    revision     bigint NOT NULL,
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    PRIMARY KEY (municipality, slug),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX area_geom ON area USING gist (municipality, geom);
CREATE INDEX area_revision ON area (municipality, revision);

CREATE TABLE base (
    municipality text NOT NULL,
    slug         text NOT NULL,
    name         jsonb NOT NULL,
    geom         geometry NOT NULL CHECK (GeometryType(geom) = 'POINT'),
    roles        text[] NOT NULL DEFAULT '{}', -- empty: open to all
    position     integer NOT NULL,             -- as the municipality lists them; the first open one is the default
    revision     bigint NOT NULL,
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    PRIMARY KEY (municipality, slug),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX base_geom ON base USING gist (municipality, geom);
CREATE INDEX base_revision ON base (municipality, revision);

CREATE TABLE segment (
    municipality text NOT NULL,
    id           bigint NOT NULL, -- 1, 2, … as the street source gives them
    way          bigint NOT NULL,
    from_node    bigint NOT NULL,
    to_node      bigint NOT NULL,
    geom         geometry NOT NULL CHECK (GeometryType(geom) = 'LINESTRING'),
    length_m     double precision NOT NULL CHECK (length_m >= 0),
    class        text NOT NULL,
    name         text NOT NULL,
    light        text NOT NULL CHECK (light IN ('', 'yes', 'no')),
    steps        boolean NOT NULL,
    surface      text NOT NULL,
    access       text NOT NULL,
    component    integer NOT NULL CHECK (component >= 0),
    revision     bigint NOT NULL,
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX segment_geom ON segment USING gist (municipality, geom);
CREATE INDEX segment_revision ON segment (municipality, revision);

ALTER TABLE area ENABLE ROW LEVEL SECURITY;
ALTER TABLE base ENABLE ROW LEVEL SECURITY;
ALTER TABLE segment ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON area
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON base
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON segment
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON area, base, segment TO tryggled_app;
