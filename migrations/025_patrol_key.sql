-- A phone with a bad connection sends the same line of its log again: it marks each with a key of
-- its own choice, and what comes twice is kept once. Who adds to a plan's log locks the plan, so
-- that no index has to guard it.
ALTER TABLE patrol_log
    ADD COLUMN client_key text NOT NULL DEFAULT '' CHECK (length(client_key) <= 100);
