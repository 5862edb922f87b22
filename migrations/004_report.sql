-- Reports, and the rows of files that could not become reports.

CREATE TABLE report (
    municipality  text NOT NULL,
    id            bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    source        text NOT NULL,
    source_key    text NOT NULL,   -- the source's own id; without one hash:… of what the row says
    category      text NOT NULL,
    occurred_from timestamptz NOT NULL,
    occurred_to   timestamptz NOT NULL,
    reported_at   timestamptz,
    geom          geometry NOT NULL CHECK (GeometryType(geom) = 'POINT'),
    accuracy_m    double precision NOT NULL CHECK (accuracy_m >= 0),
    discovery     text NOT NULL,
    body          text NOT NULL,   -- masked before it came here
    severity      smallint NOT NULL CHECK (severity BETWEEN 0 AND 5),
    area          text NOT NULL,   -- slug of the area that holds the point; '' outside all
    reporter_kind text NOT NULL,
    reporter_key  text NOT NULL,   -- pseudonym
    same_event    text NOT NULL,
    exercise      boolean NOT NULL,
    revision      bigint NOT NULL,
    srid          integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    CHECK (occurred_to >= occurred_from),
    PRIMARY KEY (municipality, id), -- also the order of pages
    CONSTRAINT report_source_key UNIQUE (municipality, source, source_key),
    -- One coordinate system, and exercise data never among real reports.
    CONSTRAINT report_municipality_fkey FOREIGN KEY (municipality, srid, exercise)
        REFERENCES municipality (municipality, srid, exercise)
);
CREATE INDEX report_geom ON report USING gist (municipality, geom);
CREATE INDEX report_occurred ON report (municipality, occurred_from);
CREATE INDEX report_revision ON report (municipality, revision);

-- Mapped columns only, text masked: what is needed to mend a row and try again.
CREATE TABLE quarantine (
    municipality text NOT NULL,
    task         bigint NOT NULL,
    n            bigint NOT NULL,  -- order of reading
    line         bigint NOT NULL,
    field        text NOT NULL,
    reason       jsonb NOT NULL,
    row_values   jsonb NOT NULL,
    PRIMARY KEY (municipality, task, n),
    FOREIGN KEY (municipality, task) REFERENCES task (municipality, id) ON DELETE CASCADE
);
CREATE INDEX quarantine_line ON quarantine (municipality, task, line);

ALTER TABLE report ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON report
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON quarantine
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON report, quarantine TO tryggled_app;
