-- Objects beside the streets that are changed one by one, and the exposures that are made of
-- them and renewed only where something changed.

-- A lamp has a status where it was broken or not. What an object says is the same as before,
-- so its revision stays. So it is with what an import has read and not yet stored.
UPDATE overlay_object SET props = CASE WHEN props -> 'broken' = 'true' THEN '{"status": "broken"}' ELSE '{}' END::jsonb || (props - 'broken')
WHERE props ? 'broken';
UPDATE staging.object SET body = CASE WHEN body -> 'broken' = 'true' THEN '{"status": "broken"}' ELSE '{}' END::jsonb || (body - 'broken')
WHERE part = 'lamps' AND body ? 'broken';

-- An object that is entered by hand is known by its own id, which is asked for before it is stored.
GRANT USAGE ON SEQUENCE overlay_object_id_seq TO tryggled_app;

-- What has changed since the exposures were renewed. Renewing forgets it.
CREATE TABLE overlay_pending (
    municipality text NOT NULL REFERENCES municipality,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind         text NOT NULL, -- empty: the streets themselves
    bound        geometry,      -- a box around what was there before, or is there now; NULL: everywhere
    srid         integer GENERATED ALWAYS AS (ST_SRID(bound)) STORED,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);

-- What a walker meets on each segment: package overlay says how it is reckoned. There is no
-- foreign key to segment. Streets are replaced as a whole, and a key that cascades would look
-- for each of them by itself; the trigger below does it in one statement, and also where a
-- number has come to mean another street.
CREATE TABLE exposure (
    municipality text NOT NULL REFERENCES municipality,
    segment      bigint NOT NULL,
    body         jsonb NOT NULL,
    revision     bigint NOT NULL, -- that last changed the body
    PRIMARY KEY (municipality, segment)
);
CREATE INDEX exposure_revision ON exposure (municipality, revision);

-- What each source gave of each kind of object when it was last read.
CREATE TABLE overlay_source (
    municipality text NOT NULL REFERENCES municipality,
    kind         text NOT NULL,
    source       text NOT NULL,
    read         bigint NOT NULL CHECK (read >= 0), -- objects in the source
    kept         bigint NOT NULL CHECK (kept >= 0),
    mended       jsonb NOT NULL,                    -- how many, by the rule's code
    aside        jsonb NOT NULL,
    task         bigint NOT NULL,                   -- the import
    revision     bigint NOT NULL,
    PRIMARY KEY (municipality, kind, source)
);

-- Changes are noted by triggers, so that no writer can forget it: a statement that is written
-- next year, or by hand, makes exposures out of date as much as ours. They run once for each
-- statement, since an import changes a hundred thousand objects. What lies in the same square
-- of 100 m makes one note; that is a third of what the kinds reach, and turns the objects of a
-- whole town into a few thousand notes. This thinking is done in SQL, and not in Go as other
-- thinking is, because only the database sees every writer.
--
-- A municipality that is deleted as a whole leaves no notes: they would outlive it.

CREATE FUNCTION note_objects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO overlay_pending (municipality, kind, bound)
    SELECT municipality, kind, ST_SetSRID(ST_Extent(geom)::geometry, srid)
    FROM touched WHERE NOT ST_IsEmpty(geom)
    GROUP BY municipality, kind, srid, floor(ST_XMin(geom) / 100), floor(ST_YMin(geom) / 100)
    ORDER BY municipality, kind, min(id);
    RETURN NULL;
END $$;

CREATE FUNCTION note_changed_objects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO overlay_pending (municipality, kind, bound)
    WITH changed AS (
        SELECT municipality, id FROM before JOIN after USING (municipality, id)
        WHERE (before.kind, before.geom, before.props) IS DISTINCT FROM (after.kind, after.geom, after.props)
    ), touched AS (
        SELECT municipality, id, kind, srid, geom FROM before JOIN changed USING (municipality, id)
        UNION ALL
        SELECT municipality, id, kind, srid, geom FROM after JOIN changed USING (municipality, id)
    )
    SELECT municipality, kind, ST_SetSRID(ST_Extent(geom)::geometry, srid)
    FROM touched WHERE NOT ST_IsEmpty(geom)
    GROUP BY municipality, kind, srid, floor(ST_XMin(geom) / 100), floor(ST_YMin(geom) / 100)
    ORDER BY municipality, kind, min(id);
    RETURN NULL;
END $$;

-- Exposures of streets that are gone, or were changed, hold no longer.
CREATE FUNCTION note_streets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM exposure e USING touched t WHERE e.municipality = t.municipality AND e.segment = t.id;
    INSERT INTO overlay_pending (municipality, kind) SELECT DISTINCT municipality, '' FROM touched;
    RETURN NULL;
END $$;

CREATE TRIGGER note_entered AFTER INSERT ON overlay_object REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION note_objects();
CREATE TRIGGER note_changed AFTER UPDATE ON overlay_object REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_objects();
CREATE TRIGGER note_removed AFTER DELETE ON overlay_object REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT WHEN (current_setting('tryggled.prune', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION note_objects();

CREATE TRIGGER note_entered AFTER INSERT ON segment REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION note_streets();
CREATE TRIGGER note_changed AFTER UPDATE ON segment REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION note_streets();
CREATE TRIGGER note_removed AFTER DELETE ON segment REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT WHEN (current_setting('tryggled.prune', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION note_streets();

ALTER TABLE overlay_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE exposure ENABLE ROW LEVEL SECURITY;
ALTER TABLE overlay_source ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON overlay_pending
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON exposure
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON overlay_source
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, DELETE ON overlay_pending TO tryggled_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON exposure, overlay_source TO tryggled_app;

-- Streets that are stored already have no exposures yet: the night's work makes them.
INSERT INTO overlay_pending (municipality, kind) SELECT DISTINCT municipality, '' FROM segment;
