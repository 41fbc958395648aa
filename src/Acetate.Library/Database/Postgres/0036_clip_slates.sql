-- What was read of a clip's slate: a proposal until a person confirms it. Nothing of it is a fact of the clip before.
CREATE TABLE clip_slates (
    clip_id         UUID NOT NULL PRIMARY KEY REFERENCES clips (id) ON DELETE CASCADE,
    roll_id         UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    show            TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    report          TEXT COLLATE "C" NOT NULL,
    note            TEXT COLLATE "C" NOT NULL,
    read_at         TIMESTAMPTZ NOT NULL,
    decided_by      TEXT COLLATE "C" NOT NULL,
    decided_at      TIMESTAMPTZ NULL
);
CREATE INDEX clip_slates_by_roll ON clip_slates (roll_id);
CREATE INDEX clip_slates_by_state ON clip_slates (show, state);
