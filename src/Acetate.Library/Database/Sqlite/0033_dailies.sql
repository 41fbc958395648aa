-- The dailies of a camera roll, and of each of its clips: what was made, what was doubted, and what a person decided.
CREATE TABLE roll_dailies (
    roll_id         TEXT NOT NULL PRIMARY KEY REFERENCES rolls (id) ON DELETE CASCADE,
    show            TEXT NOT NULL REFERENCES shows (name),
    state           TEXT NOT NULL,
    attempt         INTEGER NOT NULL,
    job_id          TEXT NULL,
    delivery_job_id TEXT NULL,
    folder_id       TEXT NULL,
    assignee        TEXT NOT NULL,
    message         TEXT NOT NULL,
    defaults        TEXT NOT NULL,
    due_at          TEXT NULL,
    begun_at        TEXT NOT NULL,
    sound_at        TEXT NOT NULL,
    made_at         TEXT NULL,
    delivered_at    TEXT NULL
) WITHOUT ROWID;
CREATE INDEX roll_dailies_by_show ON roll_dailies (show, state);

CREATE TABLE clip_dailies (
    clip_id         TEXT NOT NULL PRIMARY KEY REFERENCES clips (id) ON DELETE CASCADE,
    roll_id         TEXT NOT NULL REFERENCES roll_dailies (roll_id) ON DELETE CASCADE,
    show            TEXT NOT NULL,
    place           INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    state           TEXT NOT NULL,
    recipe          TEXT NOT NULL,
    defaults        TEXT NOT NULL,
    sound           TEXT NOT NULL,
    picture         TEXT NOT NULL,
    doubts          TEXT NOT NULL,
    decision        TEXT NOT NULL,
    note            TEXT NOT NULL,
    decided_by      TEXT NOT NULL,
    decided_at      TEXT NULL,
    made_at         TEXT NULL,
    delivered       INTEGER NOT NULL,
    delivered_at    TEXT NULL
) WITHOUT ROWID;
CREATE INDEX clip_dailies_by_roll ON clip_dailies (roll_id, place);
CREATE INDEX clip_dailies_by_state ON clip_dailies (show, state);
