-- Cuts that people handed in to look at: which clips they mean is worked out anew whenever somebody asks.
CREATE TABLE cuts (
    id          UUID NOT NULL PRIMARY KEY,
    show        TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    name        TEXT NOT NULL,
    rate        TEXT NOT NULL,
    timeline    TEXT NOT NULL,
    events      BIGINT NOT NULL,
    length      BIGINT NOT NULL,
    sha256      TEXT NOT NULL,
    content     BYTEA NOT NULL,
    kept_by     TEXT NOT NULL,
    kept_at     TIMESTAMPTZ NOT NULL,
    removed_by  TEXT NULL,
    removed_at  TIMESTAMPTZ NULL,
    UNIQUE (show, name, sha256, rate, timeline)
);
CREATE INDEX cuts_by_show ON cuts (show, kept_at);
