-- Every change of a show's settings with its author, and the small files that its pulls are made by: looks and framing decision lists.
ALTER TABLE shows ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

CREATE TABLE show_revisions (
    show        TEXT NOT NULL REFERENCES shows (name) ON DELETE CASCADE,
    version     INTEGER NOT NULL,
    before      TEXT NOT NULL,
    after       TEXT NOT NULL,
    author      TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (show, version)
) WITHOUT ROWID;

CREATE TABLE show_documents (
    id          TEXT NOT NULL PRIMARY KEY,
    show        TEXT NOT NULL REFERENCES shows (name) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    length      INTEGER NOT NULL,
    sha256      TEXT NOT NULL,
    content     BLOB NOT NULL,
    is_default  INTEGER NOT NULL,
    added_by    TEXT NOT NULL,
    added_at    TEXT NOT NULL,
    removed_by  TEXT NULL,
    removed_at  TEXT NULL
);
CREATE UNIQUE INDEX show_documents_by_name ON show_documents (show, lower(name)) WHERE removed_at IS NULL;
CREATE INDEX show_documents_by_show ON show_documents (show, added_at);
