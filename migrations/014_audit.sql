-- The audit log: who did what, when, from where, and why when given. Lines are added and
-- never changed; the application role may not, and a trigger refuses the owner too. A line
-- is written by the statement that opens the transaction it tells of (see tenant.go).
--
-- Lines are read by whoever sets tryggled.audit: the data-protection officer's requests, the
-- sealer and the verifier. There is no foreign key to the register: the first load of a
-- municipality is logged before there is one.

CREATE TABLE audit_event (
    municipality text NOT NULL CHECK (municipality <> ''),
    id           bigint NOT NULL GENERATED ALWAYS AS IDENTITY, -- may have gaps, where a transaction was rolled back
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        text NOT NULL,
    way          text NOT NULL,
    role         text NOT NULL,
    action       text NOT NULL,
    collection   text NOT NULL,
    what         text NOT NULL,
    denied       boolean NOT NULL,
    address      inet,
    reason       text NOT NULL,
    request      text NOT NULL,
    PRIMARY KEY (municipality, id)
);
CREATE INDEX audit_event_at ON audit_event (municipality, at);

-- The chain: seals are numbered without gaps, each hashing the one before and its event.
CREATE TABLE audit_seal (
    municipality text NOT NULL,
    seq          bigint NOT NULL CHECK (seq > 0),
    event        bigint NOT NULL,
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    sealed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (municipality, seq),
    CONSTRAINT audit_seal_event UNIQUE (municipality, event)
);

-- The newest seal once more. The next one builds on it, so that seals which are cut off
-- leave a hole for good; and its row is the lock by which sealers take turns.
CREATE TABLE audit_head (
    municipality text NOT NULL PRIMARY KEY CHECK (municipality <> ''),
    lines        bigint NOT NULL CHECK (lines >= 0), -- how many are sealed
    hash         bytea NOT NULL CHECK (length(hash) = 32)
);

-- Where pruning has cut the chain off at its old end.
CREATE TABLE audit_checkpoint (
    municipality text NOT NULL,
    seq          bigint NOT NULL CHECK (seq > 0),              -- the last seal that is gone
    hash         bytea NOT NULL CHECK (length(hash) = 32),     -- its hash, which the next one builds on
    pruned_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason       text NOT NULL,
    PRIMARY KEY (municipality, seq)
);

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_checkpoint ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_event
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON audit_seal
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON audit_head
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
CREATE POLICY tenant ON audit_checkpoint
    USING (municipality = current_setting('tryggled.municipality', true))
    WITH CHECK (municipality = current_setting('tryggled.municipality', true));
-- Not "= 'on'", by which the planner would take the log to be nearly empty.
CREATE POLICY readers ON audit_event AS RESTRICTIVE FOR SELECT
    USING (nullif(current_setting('tryggled.audit', true), '')::boolean);

-- The application adds lines and seals. It chooses neither the number nor the time of a line.
GRANT INSERT (municipality, actor, way, role, action, collection, what, denied, address, reason, request)
    ON audit_event TO tryggled_app;
GRANT INSERT (municipality, seq, event, hash) ON audit_seal TO tryggled_app;
GRANT INSERT (municipality, lines, hash), UPDATE (lines, hash) ON audit_head TO tryggled_app;

-- Lines go only when the owner prunes them, or a whole municipality.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('tryggled.prune', true) = 'on'
       AND pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_shortening() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.municipality <> OLD.municipality OR NEW.lines < OLD.lines
       OR NEW.lines = OLD.lines AND NEW.hash <> OLD.hash THEN
        RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION refuse_shortening();

-- What is left of a municipality that was deleted: how far its log went, so that nobody can
-- do away with a log by deleting the municipality and say that there was none. It stands
-- beside the municipalities, as the register does, and is read by all; hence "code", which
-- keeps it out of archives and deletions.
CREATE TABLE removed_municipality (
    code         text NOT NULL CHECK (code <> ''),
    removed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    slug         text NOT NULL,
    name         jsonb NOT NULL,
    lines        bigint NOT NULL CHECK (lines >= 0),
    hash         bytea CHECK (length(hash) = 32), -- NULL where no line was sealed
    deleted_rows bigint NOT NULL,
    PRIMARY KEY (code, removed_at),
    CHECK ((lines = 0) = (hash IS NULL))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON removed_municipality FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON removed_municipality FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A request that was let in before a deletion may write its line after it, and a sealer seal
-- it. The application sweeps that up with the owner's rights, and cannot reach further: what
-- is swept is of no municipality, and was begun no later than four hours after the deletion
-- (no transaction is open for half as long), so that a load that brings the municipality in
-- again loses no line.
CREATE FUNCTION sweep_removed(wait interval) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    swept bigint;
BEGIN
    PERFORM set_config('tryggled.prune', 'on', true);
    WITH gone AS (
        SELECT code, max(removed_at) AS removed_at FROM public.removed_municipality r
        WHERE removed_at <= clock_timestamp() - wait
          AND NOT EXISTS (SELECT FROM public.municipality m WHERE m.municipality = r.code)
        GROUP BY code
    ), events AS (
        DELETE FROM public.audit_event e USING gone
        WHERE e.municipality = gone.code AND e.at < gone.removed_at + interval '4 hours' RETURNING 1
    ), seals AS (
        DELETE FROM public.audit_seal s USING gone WHERE s.municipality = gone.code RETURNING 1
    ), heads AS (
        DELETE FROM public.audit_head h USING gone WHERE h.municipality = gone.code RETURNING 1
    )
    SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM seals) + (SELECT count(*) FROM heads) INTO swept;
    PERFORM set_config('tryggled.prune', 'off', true);
    RETURN swept;
END $$;
GRANT EXECUTE ON FUNCTION sweep_removed(interval) TO tryggled_app;
