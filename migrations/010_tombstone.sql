-- What was deleted, and at which revision: whoever asks for changes since a revision learns
-- of removals too. A key that comes back loses its stone.

CREATE TABLE tombstone (
    municipality text NOT NULL REFERENCES municipality,
    collection   text NOT NULL, -- the table
    id           text NOT NULL, -- the key within municipality and collection
    revision     bigint NOT NULL,
    PRIMARY KEY (municipality, collection, id)
);
CREATE INDEX tombstone_revision ON tombstone (municipality, revision);

ALTER TABLE tombstone ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tombstone
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON tombstone TO tryggled_app;
