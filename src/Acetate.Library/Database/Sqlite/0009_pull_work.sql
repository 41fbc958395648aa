-- What making pulls took, by kinds of work: what the next pull will take is estimated from it.
CREATE TABLE pull_work (
    pull_id         TEXT NOT NULL REFERENCES pulls (id) ON DELETE CASCADE,
    task            TEXT NOT NULL,
    source          TEXT NOT NULL,
    made            TEXT NOT NULL,
    amount          INTEGER NOT NULL,
    core_seconds    REAL NOT NULL,
    measured_at     TEXT NOT NULL,
    PRIMARY KEY (pull_id, task, source, made)
) WITHOUT ROWID;
CREATE INDEX pull_work_by_kind ON pull_work (task, source, made, measured_at);
