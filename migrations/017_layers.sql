-- Maps of an analysis, each read by itself, and which reports are behind a hotspot. Frozen
-- with the analysis, and seen by those who see it.

CREATE TABLE analysis_layer (
    municipality text NOT NULL,
    analysis     bigint NOT NULL,
    restricted   boolean NOT NULL,
    name         text NOT NULL CHECK (name <> ''), -- cells, segments, surface, watch
    body         jsonb NOT NULL,                   -- columns of numbers
    PRIMARY KEY (municipality, analysis, name),
    CONSTRAINT analysis_layer_restricted -- as its analysis
        FOREIGN KEY (municipality, analysis, restricted) REFERENCES analysis (municipality, id, restricted)
);
ALTER TABLE analysis_layer ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON analysis_layer
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY restricted ON analysis_layer AS RESTRICTIVE
    USING (NOT restricted OR current_setting('tryggled.restricted', true) = 'on');
GRANT SELECT, INSERT ON analysis_layer TO tryggled_app;

-- No foreign key: a report may be erased, and the analysis stays as it was made.
ALTER TABLE hotspot ADD COLUMN members bigint[] NOT NULL DEFAULT '{}';

-- Work that a person has called off is neither done nor failed.

ALTER TABLE task DROP CONSTRAINT task_state_check;
ALTER TABLE task ADD CONSTRAINT task_state_check
    CHECK (state IN ('staging', 'queued', 'running', 'done', 'failed', 'cancelled'));

-- A report that is gone makes analyses out of date. Whether it was of a restricted category
-- is kept with its stone, so that those who may not see such reports do not learn of it.
-- What earlier stones stood for is not known any more: they are taken to be restricted.

ALTER TABLE tombstone ADD COLUMN restricted boolean NOT NULL DEFAULT false;
UPDATE tombstone SET restricted = true WHERE collection = 'report';
CREATE POLICY restricted ON tombstone AS RESTRICTIVE
    USING (NOT restricted OR current_setting('tryggled.restricted', true) = 'on');
