-- What an analysis says of named days and of hours depends on the municipality's calendar and
-- time zone: a change of either makes it out of date, as a change of the ground does.

ALTER TABLE municipality ADD COLUMN calendar_revision bigint NOT NULL DEFAULT 0; -- that last changed calendar or time zone
