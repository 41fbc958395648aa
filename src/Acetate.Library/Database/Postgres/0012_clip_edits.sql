-- What people said about clips, field by field; nothing is ever changed or left out. The last entry of a field holds.
CREATE TABLE clip_edits (
    clip_id     UUID NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    field       TEXT COLLATE "C" NOT NULL,
    before      TEXT NULL,
    after       TEXT NULL,
    found       TEXT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    source      TEXT NOT NULL,
    reverts     BIGINT NULL,
    at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (clip_id, number)
);
CREATE TRIGGER clip_edits_are_never_edited BEFORE UPDATE ON clip_edits
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
