-- The dailies of a camera roll, and of each of its clips: what was made, what was doubted, and what a person decided.
CREATE TABLE roll_dailies (
    roll_id         UUID NOT NULL PRIMARY KEY REFERENCES rolls (id) ON DELETE CASCADE,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    state           TEXT COLLATE "C" NOT NULL,
    attempt         INTEGER NOT NULL,
    job_id          UUID NULL,
    delivery_job_id UUID NULL,
    folder_id       UUID NULL,
    assignee        TEXT COLLATE "C" NOT NULL,
    message         TEXT COLLATE "C" NOT NULL,
    defaults        TEXT COLLATE "C" NOT NULL,
    due_at          TIMESTAMPTZ NULL,
    begun_at        TIMESTAMPTZ NOT NULL,
    sound_at        TIMESTAMPTZ NOT NULL,
    made_at         TIMESTAMPTZ NULL,
    delivered_at    TIMESTAMPTZ NULL
);
CREATE INDEX roll_dailies_by_show ON roll_dailies (show, state);

CREATE TABLE clip_dailies (
    clip_id         UUID NOT NULL PRIMARY KEY REFERENCES clips (id) ON DELETE CASCADE,
    roll_id         UUID NOT NULL REFERENCES roll_dailies (roll_id) ON DELETE CASCADE,
    show            TEXT COLLATE "C" NOT NULL,
    place           INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    recipe          TEXT COLLATE "C" NOT NULL,
    defaults        TEXT COLLATE "C" NOT NULL,
    sound           TEXT COLLATE "C" NOT NULL,
    picture         TEXT COLLATE "C" NOT NULL,
    doubts          TEXT COLLATE "C" NOT NULL,
    decision        TEXT COLLATE "C" NOT NULL,
    note            TEXT COLLATE "C" NOT NULL,
    decided_by      TEXT COLLATE "C" NOT NULL,
    decided_at      TIMESTAMPTZ NULL,
    made_at         TIMESTAMPTZ NULL,
    delivered       INTEGER NOT NULL,
    delivered_at    TIMESTAMPTZ NULL
);
CREATE INDEX clip_dailies_by_roll ON clip_dailies (roll_id, place);
CREATE INDEX clip_dailies_by_state ON clip_dailies (show, state);
