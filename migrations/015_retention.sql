-- What is kept how long, what was erased, what was handed out.

-- The disposal decision (gallringsbeslut) and its periods. No row, or no decision: nothing is
-- disposed of, since reports are public records.
CREATE TABLE retention (
    municipality text NOT NULL PRIMARY KEY REFERENCES municipality,
    decision     text NOT NULL,             -- reference number; '' withdrawn
    decided_on   date,
    rules        jsonb NOT NULL DEFAULT '[]', -- source, category, text_months, point_months
    rehearsed_at timestamptz,               -- when these very rules were last counted or carried out
    revision     bigint NOT NULL
);

-- A report whose use is limited (GDPR art. 18) is kept, and takes part in nothing.
ALTER TABLE report
    ADD COLUMN limited     boolean NOT NULL DEFAULT false,
    ADD COLUMN text_gone   boolean NOT NULL DEFAULT false, -- disposed of: an import does not bring it back
    ADD COLUMN coarsened   boolean NOT NULL DEFAULT false, -- the point is the middle of its square: likewise
    ADD COLUMN corrected   boolean NOT NULL DEFAULT false; -- by hand: what a later import says does not undo it

-- What was erased, as a keyed hash of source and key: it stops the same report from being
-- imported again and tells nothing of it.
CREATE TABLE erasure (
    municipality text NOT NULL REFERENCES municipality,
    stone        bytea NOT NULL CHECK (length(stone) = 32),
    key          text NOT NULL,             -- tells the secret that it was hashed with from others
    erased_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (municipality, stone)
);

CREATE TABLE disclosure (
    municipality text NOT NULL REFERENCES municipality,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    request      text NOT NULL,
    secrecy_test text NOT NULL,
    granted      boolean NOT NULL,
    selection    jsonb NOT NULL, -- since, until, categories, area
    copy         jsonb,          -- what was handed out; NULL where refused
    audit_head   jsonb NOT NULL, -- lines and hash when it was decided
    decided_at   timestamptz NOT NULL,
    decided_by   text NOT NULL,
    PRIMARY KEY (municipality, id)
);

ALTER TABLE retention ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasure ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON retention
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON erasure
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON disclosure
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT, UPDATE ON retention TO tryggled_app;
GRANT SELECT, INSERT ON erasure, disclosure TO tryggled_app;
