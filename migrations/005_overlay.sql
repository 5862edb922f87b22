-- What surrounds the streets: lamps, vegetation, cameras, buildings and backdrop.

CREATE TABLE overlay_object (
    municipality text NOT NULL,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind         text NOT NULL,
    source       text NOT NULL,
    source_key   text NOT NULL, -- the source's own id; without one hash:… of what it says
    geom         geometry NOT NULL,
    props        jsonb NOT NULL,
    dwelling     boolean NOT NULL, -- a building where people live: reports in it move to the street
    revision     bigint NOT NULL,
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    PRIMARY KEY (municipality, id),
    CONSTRAINT overlay_object_source_key UNIQUE (municipality, kind, source, source_key),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX overlay_object_kind ON overlay_object (municipality, kind, id);
CREATE INDEX overlay_object_geom ON overlay_object USING gist (municipality, geom);
CREATE INDEX overlay_object_revision ON overlay_object (municipality, revision);

ALTER TABLE overlay_object ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON overlay_object
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON overlay_object TO tryggled_app;
