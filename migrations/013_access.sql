-- Who comes in: sessions of people, keys of programs, links of patrols. Only hashes of what
-- opens them are kept; each is 256 random bits, so that a plain SHA-256 is enough.

-- A person signs in before choosing a municipality and may have roles in several, so a
-- session is the one thing that belongs to none. Nobody can list sessions: a row shows only
-- to a transaction that has set the hash of its token.
CREATE TABLE session (
    token          bytea PRIMARY KEY CHECK (length(token) = 32),   -- SHA-256 of the cookie
    previous       bytea UNIQUE CHECK (length(previous) = 32),     -- of the cookie before it, for requests that were under way
    previous_until timestamptz,
    actor          text NOT NULL,                                  -- pseudonymous: oidc:…
    name           text NOT NULL,
    groups         text[] NOT NULL,                                -- as the provider gave them; roles are read from the mapping each time
    refresh        bytea,                                          -- sealed refresh token; NULL where the provider gave none
    created_at     timestamptz NOT NULL,
    checked_at     timestamptz NOT NULL,                           -- when the provider last vouched for the groups
    claimed_until  timestamptz,                                    -- one request asks the provider again
    renewed_at     timestamptz NOT NULL,                           -- when the cookie was changed
    used_at        timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL                            -- absolute
);
CREATE INDEX session_ends ON session (ends_at);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
CREATE POLICY holder ON session
    USING (current_setting('tryggled.session', true) IN (encode(token, 'hex'), encode(previous, 'hex')))
    WITH CHECK (current_setting('tryggled.session', true) IN (encode(token, 'hex'), encode(previous, 'hex')));
-- What has ended may be swept away by whoever sweeps, unseen.
CREATE POLICY swept ON session FOR DELETE USING (ends_at < now());
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO tryggled_app;

CREATE TABLE api_key (
    municipality text NOT NULL REFERENCES municipality,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    secret       bytea NOT NULL CHECK (length(secret) = 32), -- SHA-256
    name         text NOT NULL,
    collections  text[] NOT NULL,
    created_at   timestamptz NOT NULL,
    created_by   text NOT NULL,
    ends_at      timestamptz NOT NULL,
    used_at      timestamptz,
    revoked_at   timestamptz,
    PRIMARY KEY (municipality, id),
    CONSTRAINT api_key_secret UNIQUE (municipality, secret)
);
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON api_key
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT ON api_key TO tryggled_app;
GRANT UPDATE (used_at, revoked_at) ON api_key TO tryggled_app;

CREATE TABLE patrol_link (
    municipality text NOT NULL REFERENCES municipality,
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    plan         bigint NOT NULL,
    team         integer NOT NULL CHECK (team > 0),
    role         text NOT NULL,
    created_at   timestamptz NOT NULL,
    created_by   text NOT NULL,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL, -- with the shift
    used_at      timestamptz,
    revoked_at   timestamptz,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, plan) REFERENCES plan (municipality, id)
);
ALTER TABLE patrol_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON patrol_link
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
GRANT SELECT, INSERT ON patrol_link TO tryggled_app;
GRANT UPDATE (used_at, revoked_at) ON patrol_link TO tryggled_app;
