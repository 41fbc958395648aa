-- The names a clip may be called by, brought to letters and digits, so that a cut's shortened and mangled names find it.
CREATE TABLE clip_keys (
    key         TEXT NOT NULL,
    clip_id     TEXT NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    PRIMARY KEY (key, clip_id)
) WITHOUT ROWID;
CREATE INDEX clip_keys_by_clip ON clip_keys (clip_id);

-- Which way of folding the keys were made with; another one than the program's, and they are made anew.
CREATE TABLE clip_key_folding (
    version     INTEGER NOT NULL PRIMARY KEY
);

-- What people decided about events of cuts. They refer to clips by id only: they outlive them.
CREATE TABLE match_decisions (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    names           TEXT NOT NULL,
    source_start    TEXT NOT NULL,
    source_rate     TEXT NOT NULL,
    source_frames   INTEGER NOT NULL,
    clip_id         TEXT NULL,
    not_clips       TEXT NOT NULL,
    kind            TEXT NULL,
    decided_by      TEXT NOT NULL,
    decided_at      TEXT NOT NULL,
    note            TEXT NOT NULL
);
CREATE INDEX match_decisions_by_show ON match_decisions (show, decided_at);
