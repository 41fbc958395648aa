-- Every change of a show's settings with its author, and the small files that its pulls are made by: looks and framing decision lists.
ALTER TABLE shows ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

CREATE TABLE show_revisions (
    show        TEXT COLLATE "C" NOT NULL REFERENCES shows (name) ON DELETE CASCADE,
    version     BIGINT NOT NULL,
    before      TEXT NOT NULL,
    after       TEXT NOT NULL,
    author      TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (show, version)
);

CREATE TABLE show_documents (
    id          UUID NOT NULL PRIMARY KEY,
    show        TEXT COLLATE "C" NOT NULL REFERENCES shows (name) ON DELETE CASCADE,
    name        TEXT COLLATE "C" NOT NULL,
    kind        TEXT NOT NULL,
    length      BIGINT NOT NULL,
    sha256      TEXT NOT NULL,
    content     BYTEA NOT NULL,
    is_default  BOOLEAN NOT NULL,
    added_by    TEXT NOT NULL,
    added_at    TIMESTAMPTZ NOT NULL,
    removed_by  TEXT NULL,
    removed_at  TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX show_documents_by_name ON show_documents (show, lower(name)) WHERE removed_at IS NULL;
CREATE INDEX show_documents_by_show ON show_documents (show, added_at);
