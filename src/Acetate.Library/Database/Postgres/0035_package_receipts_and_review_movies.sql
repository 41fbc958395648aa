-- What sites outside say of the packages of workspaces that they fetched: the last word of each about each.
CREATE TABLE folder_receipts (
    folder_id       UUID NOT NULL REFERENCES workspace_folders (id) ON DELETE CASCADE,
    reported_by     TEXT COLLATE "C" NOT NULL,
    site            TEXT COLLATE "C" NOT NULL,
    package         TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    files           BIGINT NOT NULL,
    bytes           BIGINT NOT NULL,
    generation      INTEGER NULL,
    manifest_hash   TEXT COLLATE "C" NOT NULL,
    message         TEXT COLLATE "C" NOT NULL,
    reported_at     TIMESTAMPTZ NOT NULL,
    told            INTEGER NOT NULL DEFAULT 0,
    told_from       TIMESTAMPTZ NULL,
    PRIMARY KEY (folder_id, reported_by, site)
);

-- How many events a receipt made since a moment: whoever reports does not fill the timeline.
ALTER TABLE roll_receipts ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_receipts ADD COLUMN told_from TIMESTAMPTZ NULL;

-- Whose dailies a package holds, of every delivery and not of the last one alone.
ALTER TABLE workspace_folders ADD COLUMN roll_id UUID NULL REFERENCES rolls (id) ON DELETE SET NULL;
UPDATE workspace_folders SET roll_id = (SELECT d.roll_id FROM roll_dailies d WHERE d.folder_id = workspace_folders.id) WHERE kind = 'dailies';
CREATE INDEX workspace_folders_by_roll ON workspace_folders (roll_id) WHERE roll_id IS NOT NULL;

-- Whether a clip is shared as the review movie of its dailies, and not as its proxy.
ALTER TABLE share_items ADD COLUMN is_daily BOOLEAN NOT NULL DEFAULT false;
