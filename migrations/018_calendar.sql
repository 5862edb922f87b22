-- Days that have a name in a municipality, such as its school terms: what happened in them
-- is held against ordinary days. Readable and written as the rest of its row.

ALTER TABLE municipality ADD COLUMN calendar jsonb NOT NULL DEFAULT '[]' -- code, name, from, to: whole local days
    CHECK (jsonb_typeof(calendar) = 'array');
