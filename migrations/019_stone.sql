-- A report that is gone makes analyses out of date. Whether it was of a restricted category
-- is kept with its stone, so that those who may not see such reports do not learn of it.
-- What earlier stones stood for is not known any more: they are taken to be restricted.

ALTER TABLE tombstone ADD COLUMN restricted boolean NOT NULL DEFAULT false;
UPDATE tombstone SET restricted = true WHERE collection = 'report';
CREATE POLICY restricted ON tombstone AS RESTRICTIVE
    USING (NOT restricted OR current_setting('tryggled.restricted', true) = 'on');
