-- What was read of a clip's slate: a proposal until a person confirms it. Nothing of it is a fact of the clip before.
CREATE TABLE clip_slates (
    clip_id         TEXT NOT NULL PRIMARY KEY REFERENCES clips (id) ON DELETE CASCADE,
    roll_id         TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    show            TEXT NOT NULL,
    state           TEXT NOT NULL,
    report          TEXT NOT NULL,
    note            TEXT NOT NULL,
    read_at         TEXT NOT NULL,
    decided_by      TEXT NOT NULL,
    decided_at      TEXT NULL
) WITHOUT ROWID;
CREATE INDEX clip_slates_by_roll ON clip_slates (roll_id);
CREATE INDEX clip_slates_by_state ON clip_slates (show, state);
