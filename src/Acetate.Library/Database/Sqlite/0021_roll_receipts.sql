-- What sites outside say of the rolls that they fetched: the last word of each about each roll and each part of it.
CREATE TABLE roll_receipts (
    roll_id         TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    reported_by     TEXT NOT NULL,
    site            TEXT NOT NULL,
    asset           TEXT NOT NULL,
    state           TEXT NOT NULL,
    files           INTEGER NOT NULL,
    bytes           INTEGER NOT NULL,
    generation      INTEGER NULL,
    manifest_hash   TEXT NOT NULL,
    message         TEXT NOT NULL,
    reported_at     TEXT NOT NULL,
    PRIMARY KEY (roll_id, reported_by, site, asset)
) WITHOUT ROWID;
