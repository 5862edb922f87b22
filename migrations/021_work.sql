-- Work that somebody has decided on: ordered, done or declined, as it was when they did. The
-- lists of work are made anew from what is known; the key tells the same work in them again.

CREATE TABLE work (
    municipality text NOT NULL REFERENCES municipality,
    key          text NOT NULL CHECK (key <> ''),
    list         text NOT NULL CHECK (list <> ''), -- lighting, clearing, sight
    action       text NOT NULL,
    state        text NOT NULL CHECK (state IN ('proposed', 'ordered', 'done', 'declined')),
    title        jsonb NOT NULL,
    why          jsonb NOT NULL,
    street       text NOT NULL,
    owner        text NOT NULL,                    -- the unit that does it; never a person
    length_m     double precision NOT NULL,
    parts        jsonb NOT NULL CHECK (jsonb_typeof(parts) = 'array'), -- objects with the numbers on their poles, and their places as GeoJSON
    before       jsonb NOT NULL,
    after        jsonb NOT NULL,                   -- as expected
    rises        jsonb NOT NULL,
    geom         geometry,                         -- lines of the streets that gain
    ordered_on   date,
    done_on      date,
    remark       text NOT NULL,                    -- masked
    revision     bigint NOT NULL,
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    PRIMARY KEY (municipality, key),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX work_geom ON work USING gist (municipality, geom);
CREATE INDEX work_revision ON work (municipality, revision);

ALTER TABLE work ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON work
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON work TO tryggled_app;
