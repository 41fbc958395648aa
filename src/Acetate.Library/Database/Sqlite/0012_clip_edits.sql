-- What people said about clips, field by field; nothing is ever changed or left out. The last entry of a field holds.
CREATE TABLE clip_edits (
    clip_id     TEXT NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    field       TEXT NOT NULL,
    before      TEXT NULL,
    after       TEXT NULL,
    found       TEXT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    source      TEXT NOT NULL,
    reverts     INTEGER NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (clip_id, number)
) WITHOUT ROWID;
CREATE TRIGGER clip_edits_are_never_edited BEFORE UPDATE ON clip_edits
BEGIN
    SELECT RAISE(ABORT, 'edits of clips are never edited');
END;
