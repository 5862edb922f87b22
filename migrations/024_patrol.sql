-- Patrols: what becomes of a plan beside its frozen versions, and what was walked.

-- The life of a plan. A shift keeps its times through all versions, so they stand here too:
-- who is walking now is asked every minute.
ALTER TABLE plan
    ADD COLUMN published_version integer CHECK (published_version > 0), -- that its teams see
    ADD COLUMN approved_version  integer CHECK (approved_version > 0),
    ADD COLUMN approved_at       timestamptz,
    ADD COLUMN approved_by       text,        -- pseudonymous
    ADD COLUMN published_at      timestamptz,
    ADD COLUMN begun_at          timestamptz,
    ADD COLUMN ended_at          timestamptz, -- or was withdrawn
    ADD COLUMN shift_from        timestamptz,
    ADD COLUMN shift_to          timestamptz,
    ADD CHECK (status IN ('draft', 'published', 'under_way', 'done', 'withdrawn'));
UPDATE plan p SET shift_from = (v.body #>> '{request,from}')::timestamptz, shift_to = (v.body #>> '{request,to}')::timestamptz
FROM plan_version v WHERE v.municipality = p.municipality AND v.plan = p.id AND v.version = 1;
UPDATE plan SET shift_from = '-infinity', shift_to = '-infinity' WHERE shift_from IS NULL OR shift_to IS NULL;
ALTER TABLE plan ALTER COLUMN shift_from SET NOT NULL, ALTER COLUMN shift_to SET NOT NULL;
CREATE INDEX plan_shift ON plan (municipality, shift_to);
REVOKE UPDATE ON plan FROM tryggled_app;
GRANT UPDATE (status, published_version, approved_version, approved_at, approved_by, published_at, begun_at, ended_at, revision)
    ON plan TO tryggled_app;

-- The log of teams that walk. Lines are frozen: a correction is a line that replaces another.
-- Only what a municipality's disposal decision takes away is taken away: the text, and who wrote.
-- Where an observation was made stands in the report that it became, and nowhere else, so that
-- there is one place to make coarse or erase. It has no foreign key to it: reports are erased.
CREATE TABLE patrol_log (
    municipality text NOT NULL,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    plan         bigint NOT NULL,
    version      integer NOT NULL,                       -- that the team walked by
    team         integer NOT NULL CHECK (team > 0),
    kind         text NOT NULL CHECK (kind IN ('begin', 'arrive', 'leave', 'note', 'observe', 'skip', 'end', 'retract')),
    visit        integer NOT NULL CHECK (visit >= 0),    -- number of the stop in the team's tour; 0: none
    spot         text NOT NULL,
    happened_at  timestamptz NOT NULL,
    body         text NOT NULL,                          -- masked
    text_gone    boolean NOT NULL DEFAULT false,         -- disposed of
    tallies      jsonb NOT NULL CHECK (jsonb_typeof(tallies) = 'array'),
    reason       text NOT NULL,
    category     text NOT NULL,
    report       bigint,
    replaces     bigint,
    written_by   text NOT NULL,                          -- pseudonymous
    written_at   timestamptz NOT NULL,
    revision     bigint NOT NULL,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, plan, version) REFERENCES plan_version (municipality, plan, version),
    FOREIGN KEY (municipality, replaces) REFERENCES patrol_log (municipality, id)
);
CREATE INDEX patrol_log_plan ON patrol_log (municipality, plan, id);

-- What is left of a track once it is matched: streets passed and times at places. Its points
-- are not stored: place, never person.
CREATE TABLE patrol_track (
    municipality text NOT NULL,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    plan         bigint NOT NULL,
    version      integer NOT NULL,
    team         integer NOT NULL CHECK (team > 0),
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL CHECK (ends_at >= starts_at),
    body         jsonb NOT NULL, -- passes, stays, spans, and how well it was matched
    written_by   text NOT NULL,  -- pseudonymous
    written_at   timestamptz NOT NULL,
    revision     bigint NOT NULL,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, plan, version) REFERENCES plan_version (municipality, plan, version)
);
CREATE INDEX patrol_track_plan ON patrol_track (municipality, plan, id);

-- Visible presence of the police, as area and hours alone.
CREATE TABLE presence (
    municipality text NOT NULL REFERENCES municipality,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    area         text NOT NULL,        -- slug; areas come and go with their imports
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL CHECK (ends_at > starts_at),
    written_by   text NOT NULL,        -- pseudonymous
    written_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    revision     bigint NOT NULL,
    PRIMARY KEY (municipality, id)
);
CREATE INDEX presence_ends ON presence (municipality, ends_at);

-- A team that was not heard of. What happens to an alarm is noted once and stays.
CREATE TABLE alarm (
    municipality text NOT NULL,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    plan         bigint NOT NULL,
    version      integer NOT NULL,
    team         integer NOT NULL CHECK (team > 0),
    cause        text NOT NULL CHECK (cause IN ('not_begun', 'not_seen', 'not_ended')),
    visit        integer NOT NULL CHECK (visit >= 0),
    spot         text NOT NULL,
    due_at       timestamptz NOT NULL,
    body         jsonb NOT NULL, -- what the contact reads
    raised_at    timestamptz NOT NULL,
    told_at      timestamptz,
    escalated_at timestamptz,
    again_at     timestamptz,
    seen_at      timestamptz,
    seen_by      text,           -- pseudonymous
    withdrawn_at timestamptz,
    revision     bigint NOT NULL,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, plan, version) REFERENCES plan_version (municipality, plan, version)
);
CREATE UNIQUE INDEX alarm_open ON alarm (municipality, plan, team, cause) WHERE withdrawn_at IS NULL;
CREATE INDEX alarm_plan ON alarm (municipality, plan, id);

ALTER TABLE patrol_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE patrol_track ENABLE ROW LEVEL SECURITY;
ALTER TABLE presence ENABLE ROW LEVEL SECURITY;
ALTER TABLE alarm ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON patrol_log
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON patrol_track
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON presence
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON alarm
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT ON patrol_log, patrol_track, presence, alarm TO tryggled_app;
GRANT UPDATE (body, text_gone, written_by, revision) ON patrol_log TO tryggled_app;
GRANT UPDATE (written_by, revision) ON patrol_track TO tryggled_app;
GRANT UPDATE (revoked_at, written_by, revision) ON presence TO tryggled_app;
GRANT UPDATE (told_at, escalated_at, again_at, seen_at, seen_by, withdrawn_at, revision) ON alarm TO tryggled_app;

-- The best of a search so far, and whether somebody has asked to stop it there.
ALTER TABLE task
    ADD COLUMN best       jsonb,
    ADD COLUMN stop_asked boolean NOT NULL DEFAULT false;
