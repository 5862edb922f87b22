-- Public counts. A figure is written once, when its period is closed, and never changed: a
-- report that comes later is counted in none. No report is counted in two figures.

ALTER TABLE municipality ADD COLUMN open boolean NOT NULL DEFAULT false; -- public counts are shown

CREATE TABLE published_period (
    municipality text NOT NULL REFERENCES municipality,
    month        date NOT NULL CHECK (extract(day FROM month) = 1), -- every month up to the last is closed
    closed_at    timestamptz NOT NULL,
    PRIMARY KEY (municipality, month)
);

CREATE TABLE published_cell (
    municipality text NOT NULL REFERENCES municipality,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    q            integer NOT NULL, -- the hexagon, in axial coordinates
    r            integer NOT NULL,
    months       date[] NOT NULL CHECK (cardinality(months) > 0), -- that the figure counts
    reports      integer NOT NULL CHECK (reports >= 5),
    geom         geometry NOT NULL CHECK (GeometryType(geom) = 'POLYGON'),
    revision     bigint NOT NULL,
    srid         integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX published_cell_geom ON published_cell USING gist (municipality, geom);

-- Which reports a figure counts. The primary key holds a report to one figure, also when it
-- is corrected afterwards and lies in another cell or month. The row outlives its report, or
-- another report of the event could enter a new figure once this one is erased. It keeps a
-- hash of source and event, which is all that is asked of it.
CREATE TABLE published_report (
    municipality text NOT NULL,
    report       bigint NOT NULL,
    figure       bigint NOT NULL,
    event        bytea CHECK (length(event) = 32), -- null where the report told of none
    PRIMARY KEY (municipality, report),
    FOREIGN KEY (municipality, figure) REFERENCES published_cell (municipality, id)
);
CREATE INDEX published_report_figure ON published_report (municipality, figure);

ALTER TABLE published_period ENABLE ROW LEVEL SECURITY;
ALTER TABLE published_cell ENABLE ROW LEVEL SECURITY;
ALTER TABLE published_report ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON published_period
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON published_cell
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON published_report
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT ON published_period, published_cell, published_report TO tryggled_app; -- frozen: no more than that
