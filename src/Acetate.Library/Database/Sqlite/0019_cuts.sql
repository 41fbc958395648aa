-- Cuts that people handed in to look at: which clips they mean is worked out anew whenever somebody asks.
CREATE TABLE cuts (
    id          TEXT NOT NULL PRIMARY KEY,
    show        TEXT NOT NULL REFERENCES shows (name),
    name        TEXT NOT NULL,
    rate        TEXT NOT NULL,
    timeline    TEXT NOT NULL,
    events      INTEGER NOT NULL,
    length      INTEGER NOT NULL,
    sha256      TEXT NOT NULL,
    content     BLOB NOT NULL,
    kept_by     TEXT NOT NULL,
    kept_at     TEXT NOT NULL,
    removed_by  TEXT NULL,
    removed_at  TEXT NULL,
    UNIQUE (show, name, sha256, rate, timeline)
);
CREATE INDEX cuts_by_show ON cuts (show, kept_at);
