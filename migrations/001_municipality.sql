-- The register of municipalities, and who may do what from here on.
--
-- The application role owns nothing. It sees the rows of one municipality at a time: the
-- one named by the setting tryggled.municipality of its transaction. Where the setting is
-- missing, current_setting gives NULL (or '' once it has been set and reset), which is no
-- municipality, so a forgotten filter shows nothing instead of everything.

-- What later steps create may be read by the application role (its policies then choose the
-- rows); the right to write is given table by table. Functions are for nobody until granted.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO tryggled_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tryggled_app;

-- The number of the last step that ran: readable, so that a program can refuse a schema it
-- does not know.
GRANT SELECT ON schema_version TO tryggled_app;

CREATE TABLE municipality (
    municipality text PRIMARY KEY CHECK (municipality <> ''), -- official code, such as 1983
    slug         text NOT NULL,
    name         jsonb NOT NULL,                              -- sv, en
    srid         integer NOT NULL CHECK (srid > 0),           -- EPSG number of the metric system all is stored in
    time_zone    text NOT NULL,
    sources      text[] NOT NULL DEFAULT '{}',
    exercise     boolean NOT NULL DEFAULT false,              -- holds exercise data only
    revision     bigint NOT NULL DEFAULT 0,                   -- raised by every transaction that writes its data
    -- A name in commands and addresses: the one key that does not lead with the municipality,
    -- since its purpose is to find one.
    CONSTRAINT municipality_slug_key UNIQUE (slug),
    -- What geometries and reports refer to, so that a place in another coordinate system, or
    -- a real report among invented ones, cannot be stored (see the tables below).
    CONSTRAINT municipality_srid_key UNIQUE (municipality, srid),
    CONSTRAINT municipality_srid_exercise_key UNIQUE (municipality, srid, exercise)
);

-- Everybody may read the register: it says which municipalities there are and how to show
-- their places, nothing of what happened in them, and a slug must be looked up before any
-- municipality can be set. Writing takes the municipality that is set.
ALTER TABLE municipality ENABLE ROW LEVEL SECURITY;
CREATE POLICY register ON municipality FOR SELECT USING (true);
CREATE POLICY tenant ON municipality
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE ON municipality TO tryggled_app;
