-- What making pulls took, by kinds of work: what the next pull will take is estimated from it.
CREATE TABLE pull_work (
    pull_id         UUID NOT NULL REFERENCES pulls (id) ON DELETE CASCADE,
    task            TEXT COLLATE "C" NOT NULL,
    source          TEXT COLLATE "C" NOT NULL,
    made            TEXT COLLATE "C" NOT NULL,
    amount          BIGINT NOT NULL,
    core_seconds    DOUBLE PRECISION NOT NULL,
    measured_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (pull_id, task, source, made)
);
CREATE INDEX pull_work_by_kind ON pull_work (task, source, made, measured_at);
