-- Restricted categories, guarded by the database itself.
--
-- Beside the municipality, a transaction says whether it may see restricted categories, in
-- the setting tryggled.restricted. Where nobody said so it may not. The policies are
-- restrictive: they take away from what the policies by municipality allow.
--
-- Which categories are restricted stands in the program's table of categories; a test holds
-- the list below against it.

ALTER TABLE report ADD COLUMN restricted boolean NOT NULL
    GENERATED ALWAYS AS (category IN ('drugs', 'stash', 'violence', 'weapon', 'robbery')) STORED;
CREATE POLICY restricted ON report AS RESTRICTIVE
    USING (NOT restricted OR current_setting('tryggled.restricted', true) = 'on');

-- A row put aside is of a source, too: whoever asks what is held about them is known by a
-- name within one. Those from before this step do not tell which.
ALTER TABLE quarantine ADD COLUMN source text NOT NULL DEFAULT '';

-- A row put aside may be of any category.
CREATE POLICY restricted ON quarantine AS RESTRICTIVE
    USING (current_setting('tryggled.restricted', true) = 'on');

-- An analysis is made twice, with and without the restricted categories: leaving them out of
-- what is shown of one made with them would still tell where they weigh. Those made before
-- this step were made with them.
ALTER TABLE analysis ADD COLUMN restricted boolean NOT NULL DEFAULT true;
ALTER TABLE analysis ADD CONSTRAINT analysis_restricted UNIQUE (municipality, id, restricted);
ALTER TABLE hotspot ADD COLUMN restricted boolean NOT NULL DEFAULT true;
ALTER TABLE hotspot ADD CONSTRAINT hotspot_restricted -- as its analysis
    FOREIGN KEY (municipality, analysis, restricted) REFERENCES analysis (municipality, id, restricted);
ALTER TABLE municipality
    ADD COLUMN current_open_analysis bigint, -- of those made without
    ADD FOREIGN KEY (municipality, current_open_analysis) REFERENCES analysis (municipality, id);
CREATE POLICY restricted ON analysis AS RESTRICTIVE
    USING (NOT restricted OR current_setting('tryggled.restricted', true) = 'on');
CREATE POLICY restricted ON hotspot AS RESTRICTIVE
    USING (NOT restricted OR current_setting('tryggled.restricted', true) = 'on');
