-- Analyses and their hotspots: written once, never changed. The application role may insert
-- and read them, no more; which one is current is a pointer on the municipality.

CREATE TABLE analysis (
    municipality  text NOT NULL REFERENCES municipality,
    id            bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    data_revision bigint NOT NULL,
    body          jsonb NOT NULL, -- parameters, seed, code version, counts, note
    created_at    timestamptz NOT NULL,
    revision      bigint NOT NULL,
    PRIMARY KEY (municipality, id)
);

CREATE TABLE hotspot (
    municipality text NOT NULL,
    analysis     bigint NOT NULL,
    rank         integer NOT NULL CHECK (rank > 0),
    priority     double precision NOT NULL,
    centre       geometry NOT NULL CHECK (GeometryType(centre) = 'POINT'),
    geom         geometry NOT NULL CHECK (GeometryType(geom) = 'MULTIPOLYGON'),
    body         jsonb NOT NULL, -- factors, shares, profile, explanation
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    CHECK (ST_SRID(centre) = ST_SRID(geom)),
    PRIMARY KEY (municipality, analysis, rank),
    FOREIGN KEY (municipality, analysis) REFERENCES analysis (municipality, id),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX hotspot_geom ON hotspot USING gist (municipality, geom);

ALTER TABLE municipality
    ADD COLUMN current_analysis bigint,
    ADD FOREIGN KEY (municipality, current_analysis) REFERENCES analysis (municipality, id);

ALTER TABLE analysis ENABLE ROW LEVEL SECURITY;
ALTER TABLE hotspot ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON analysis
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON hotspot
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT ON analysis, hotspot TO tryggled_app;
