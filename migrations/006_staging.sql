-- Where an import waits between reading and merging. COPY is refused into a table with
-- policies, so these have none; they hold masked values only and every statement names its
-- municipality and task. Not logged: an import lost in a crash is read again (task.staged_rows
-- tells). Geometries have no SRID yet, since the municipality may come with the import.

CREATE SCHEMA staging;
GRANT USAGE ON SCHEMA staging TO tryggled_app;

CREATE UNLOGGED TABLE staging.report (
    municipality  text NOT NULL,
    task          bigint NOT NULL,
    n             bigint NOT NULL GENERATED ALWAYS AS IDENTITY, -- order of reading
    line          bigint NOT NULL,
    source        text,
    source_key    text,
    category      text,
    occurred_from timestamptz,
    occurred_to   timestamptz,
    reported_at   timestamptz,
    geom          geometry,
    accuracy_m    double precision,
    discovery     text,
    body          text,
    severity      smallint,
    reporter_kind text,
    reporter_key  text,
    same_event    text,
    exercise      boolean,
    -- A row for quarantine has these instead of the columns above.
    field         text,
    reason        jsonb,
    row_values    jsonb
);
CREATE INDEX report_task ON staging.report (municipality, task);

CREATE UNLOGGED TABLE staging.object (
    municipality text NOT NULL,
    task         bigint NOT NULL,
    n            bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    part         text NOT NULL, -- municipality, area, base, segment, or a kind of overlay
    source       text NOT NULL, -- of an overlay object
    key          text NOT NULL, -- slug, id or source_key within the part
    geom         geometry,
    body         jsonb NOT NULL -- the other fields
);
CREATE INDEX object_task ON staging.object (municipality, task, part);

GRANT SELECT, INSERT, UPDATE, DELETE ON staging.report, staging.object TO tryggled_app;
