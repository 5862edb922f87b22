-- Plans: a chain of frozen versions, each with its routes. Status stands beside the versions
-- and may change; versions and routes may not.

CREATE TABLE plan (
    municipality text NOT NULL REFERENCES municipality,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    status       text NOT NULL DEFAULT 'draft',
    revision     bigint NOT NULL,
    PRIMARY KEY (municipality, id)
);

CREATE TABLE plan_version (
    municipality text NOT NULL,
    plan         bigint NOT NULL,
    version      integer NOT NULL CHECK (version > 0),
    analysis     bigint NOT NULL,
    body         jsonb NOT NULL,   -- request, tours, omissions, notes
    places       geometry NOT NULL CHECK (GeometryType(places) = 'MULTIPOINT'), -- tour by tour: base, then stops
    created_at   timestamptz NOT NULL,
    revision     bigint NOT NULL,
    srid         integer GENERATED ALWAYS AS (ST_SRID(places)) STORED,
    PRIMARY KEY (municipality, plan, version),
    FOREIGN KEY (municipality, plan) REFERENCES plan (municipality, id),
    FOREIGN KEY (municipality, analysis) REFERENCES analysis (municipality, id),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);

CREATE TABLE route (
    municipality text NOT NULL,
    plan         bigint NOT NULL,
    version      integer NOT NULL,
    team         integer NOT NULL CHECK (team > 0),
    geom         geometry NOT NULL CHECK (GeometryType(geom) = 'MULTILINESTRING'), -- for maps; legs that stand still are left out
    body         jsonb NOT NULL,   -- every leg with its line, times and words
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    PRIMARY KEY (municipality, plan, version, team),
    FOREIGN KEY (municipality, plan, version) REFERENCES plan_version (municipality, plan, version),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX route_geom ON route USING gist (municipality, geom);

ALTER TABLE plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE route ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON plan
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON plan_version
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON route
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE ON plan TO tryggled_app;
GRANT SELECT, INSERT ON plan_version, route TO tryggled_app;
