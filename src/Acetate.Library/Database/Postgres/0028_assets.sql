-- Files of workspaces that were kept for good: a copy in the library's store, read back, with where it came from. They are no originals.
CREATE TABLE assets (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    name            TEXT COLLATE "C" NOT NULL,
    note            TEXT COLLATE "C" NOT NULL,
    words           TEXT COLLATE "C" NOT NULL,
    length          BIGINT NOT NULL,
    hash            TEXT COLLATE "C" NOT NULL,
    store_key       TEXT COLLATE "C" NOT NULL,
    file_id         UUID NOT NULL,
    workspace       TEXT COLLATE "C" NOT NULL,
    path            TEXT COLLATE "C" NOT NULL,
    sent_by         TEXT COLLATE "C" NOT NULL,
    promoted_by     TEXT COLLATE "C" NOT NULL,
    promoted_at     TIMESTAMPTZ NOT NULL,
    withdrawn_by    TEXT COLLATE "C" NULL,
    withdrawn_at    TIMESTAMPTZ NULL
);
CREATE INDEX assets_by_show ON assets (show, promoted_at);
CREATE UNIQUE INDEX assets_by_file ON assets (file_id) WHERE withdrawn_at IS NULL;
