-- Measures of the action plan, and decisions of the weekly meeting, which may lead to a
-- measure. Owners are units of the municipality, never persons.

CREATE TABLE measure (
    municipality  text NOT NULL REFERENCES municipality,
    id            bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind          text NOT NULL CHECK (kind IN
        ('presence', 'lighting', 'vegetation', 'camera', 'traffic', 'cleaning', 'design', 'activity', 'other')),
    title         jsonb NOT NULL,
    goal          text NOT NULL CHECK (goal <> ''),   -- what should be better, so that it can be followed up
    owner         text NOT NULL CHECK (owner <> ''),
    geom          geometry,                           -- NULL: the whole municipality
    starts_on     date,
    ends_on       date,
    budget_status text NOT NULL DEFAULT 'unknown' CHECK (budget_status IN
        ('unknown', 'none_needed', 'applied', 'granted', 'refused')),
    state         text NOT NULL DEFAULT 'proposed' CHECK (state IN
        ('proposed', 'decided', 'ongoing', 'done', 'followed_up', 'cancelled')),
    created_at    timestamptz NOT NULL DEFAULT now(),
    revision      bigint NOT NULL,
    srid          integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    CHECK (ends_on >= starts_on),
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX measure_geom ON measure USING gist (municipality, geom);
CREATE INDEX measure_revision ON measure (municipality, revision);

CREATE TABLE decision (
    municipality  text NOT NULL REFERENCES municipality,
    id            bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    met_on        date NOT NULL,                      -- day of the weekly meeting
    kind          text NOT NULL CHECK (kind IN ('measure', 'patrol', 'follow_up', 'information', 'other')),
    goal          text NOT NULL CHECK (goal <> ''),   -- what was decided
    owner         text NOT NULL CHECK (owner <> ''),
    geom          geometry,
    due_on        date,
    budget_status text NOT NULL DEFAULT 'unknown' CHECK (budget_status IN
        ('unknown', 'none_needed', 'applied', 'granted', 'refused')),
    state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'cancelled')),
    measure       bigint,                             -- that it led to or concerns
    created_at    timestamptz NOT NULL DEFAULT now(),
    revision      bigint NOT NULL,
    srid          integer GENERATED ALWAYS AS (ST_SRID(geom)) STORED,
    CHECK (due_on >= met_on),
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, measure) REFERENCES measure (municipality, id),
    FOREIGN KEY (municipality, srid) REFERENCES municipality (municipality, srid)
);
CREATE INDEX decision_geom ON decision USING gist (municipality, geom);
CREATE INDEX decision_measure ON decision (municipality, measure);
CREATE INDEX decision_revision ON decision (municipality, revision);

ALTER TABLE measure ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON measure
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON decision
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON measure, decision TO tryggled_app;
