-- Background work as a person watches it. A task may come before its municipality: the first
-- import of a folder is what creates it. So there is no foreign key to the register.

CREATE TABLE task (
    municipality text NOT NULL CHECK (municipality <> ''),
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind         text NOT NULL,
    state        text NOT NULL CHECK (state IN ('staging', 'queued', 'running', 'done', 'failed')),
    stage        jsonb NOT NULL DEFAULT '{"sv": "", "en": ""}',
    done_units   bigint NOT NULL DEFAULT 0,
    total_units  bigint NOT NULL DEFAULT 0,
    request      jsonb,
    result       jsonb,
    problem      jsonb NOT NULL DEFAULT '{"sv": "", "en": ""}',
    -- Rows that an import has put in staging. Staging tables are not logged and come back
    -- empty after a crash of the server; a merge that finds fewer rows than this refuses.
    staged_rows    bigint NOT NULL DEFAULT 0,
    staged_objects bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    ended_at     timestamptz,
    PRIMARY KEY (municipality, id)
);
CREATE INDEX task_staging ON task (municipality, created_at) WHERE state = 'staging';

ALTER TABLE task ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON task
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON task TO tryggled_app;
