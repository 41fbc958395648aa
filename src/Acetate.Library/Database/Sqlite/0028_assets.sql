-- Files of workspaces that were kept for good: a copy in the library's store, read back, with where it came from. They are no originals.
CREATE TABLE assets (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    name            TEXT NOT NULL,
    note            TEXT NOT NULL,
    words           TEXT NOT NULL,
    length          INTEGER NOT NULL,
    hash            TEXT NOT NULL,
    store_key       TEXT NOT NULL,
    file_id         TEXT NOT NULL,
    workspace       TEXT NOT NULL,
    path            TEXT NOT NULL,
    sent_by         TEXT NOT NULL,
    promoted_by     TEXT NOT NULL,
    promoted_at     TEXT NOT NULL,
    withdrawn_by    TEXT NULL,
    withdrawn_at    TEXT NULL
);
CREATE INDEX assets_by_show ON assets (show, promoted_at);
CREATE UNIQUE INDEX assets_by_file ON assets (file_id) WHERE withdrawn_at IS NULL;
