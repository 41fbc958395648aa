-- What sites outside say of the rolls that they fetched: the last word of each about each roll and each part of it.
CREATE TABLE roll_receipts (
    roll_id         UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    reported_by     TEXT COLLATE "C" NOT NULL,
    site            TEXT COLLATE "C" NOT NULL,
    asset           TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    files           BIGINT NOT NULL,
    bytes           BIGINT NOT NULL,
    generation      INTEGER NULL,
    manifest_hash   TEXT COLLATE "C" NOT NULL,
    message         TEXT COLLATE "C" NOT NULL,
    reported_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (roll_id, reported_by, site, asset)
);
