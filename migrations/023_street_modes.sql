-- What a street is to those who drive or ride. Streets imported before know nothing of it: their
-- class decides, both ways, until the source is imported again.
ALTER TABLE segment ADD COLUMN car text NOT NULL DEFAULT '' CHECK (car IN ('', 'both', 'forward', 'backward', 'none'));
ALTER TABLE segment ADD COLUMN bicycle text NOT NULL DEFAULT '' CHECK (bicycle IN ('', 'both', 'forward', 'backward', 'none'));
ALTER TABLE segment ADD COLUMN max_kmh double precision NOT NULL DEFAULT 0 CHECK (max_kmh >= 0); -- 0: not known
ALTER TABLE segment ADD COLUMN sidewalk boolean NOT NULL DEFAULT false;
ALTER TABLE segment ADD COLUMN detail text NOT NULL DEFAULT ''; -- what it is of its class, such as crossing
