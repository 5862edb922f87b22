-- Exposures are stored, so a program that works them out in another way has to tell those of
-- the earlier way from its own. Those that are there already are renewed once.
ALTER TABLE exposure ADD COLUMN method integer NOT NULL DEFAULT 0; -- number of the way, as package overlay counts them
ALTER TABLE exposure ALTER COLUMN method DROP DEFAULT;
CREATE INDEX exposure_method ON exposure (municipality, method);
