-- Durable work: jobs, their steps, the attempts at them, and who runs attempts.

CREATE TABLE jobs (
    id              TEXT NOT NULL PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    title           TEXT NOT NULL,
    show            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    deadline        TEXT NULL,
    priority        INTEGER NOT NULL,
    state           TEXT NOT NULL,
    throttle        INTEGER NULL,
    trace           TEXT NOT NULL,
    submitted_by    TEXT NOT NULL,
    submitted_at    TEXT NOT NULL,
    started_at      TEXT NULL,
    ended_at        TEXT NULL,
    cancelled_by    TEXT NULL
);
CREATE INDEX jobs_by_subject ON jobs (subject, submitted_at) WHERE subject <> '';
CREATE INDEX jobs_by_state ON jobs (state, submitted_at);
CREATE INDEX jobs_by_show ON jobs (show, submitted_at);

CREATE TABLE steps (
    id              TEXT NOT NULL PRIMARY KEY,
    job_id          TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    name            TEXT NOT NULL,
    function        TEXT NOT NULL,
    stage           TEXT NOT NULL,
    place           TEXT NOT NULL,
    request         TEXT NOT NULL,
    uses            TEXT NOT NULL,
    weight          REAL NOT NULL,
    cores           REAL NOT NULL,
    memory_mib      INTEGER NOT NULL,
    stall_seconds   REAL NOT NULL,
    state           TEXT NOT NULL,
    waits_for       INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    failures        INTEGER NOT NULL,
    losses          INTEGER NOT NULL,
    retry_from      TEXT NULL,
    retry_at        TEXT NULL,
    done            REAL NOT NULL,
    total           REAL NOT NULL,
    furthest        REAL NOT NULL,
    detail          TEXT NULL,
    problem_class   TEXT NOT NULL,
    problem         TEXT NOT NULL,
    advice          TEXT NOT NULL,
    output          TEXT NULL,
    ready_at        TEXT NULL,
    started_at      TEXT NULL,
    ended_at        TEXT NULL
);
CREATE UNIQUE INDEX steps_by_name ON steps (job_id, name);
CREATE INDEX steps_ready ON steps (place, ready_at) WHERE state = 'ready';
CREATE INDEX steps_by_job ON steps (job_id, number);

CREATE TABLE step_edges (
    before_id       TEXT NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    after_id        TEXT NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    PRIMARY KEY (before_id, after_id)
);

CREATE TABLE attempts (
    id              TEXT NOT NULL PRIMARY KEY,
    step_id         TEXT NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    runner          TEXT NOT NULL,
    place           TEXT NOT NULL,
    state           TEXT NOT NULL,
    result          TEXT NULL,
    started_at      TEXT NOT NULL,
    ended_at        TEXT NULL
);
CREATE INDEX attempts_by_step ON attempts (step_id, number);
CREATE INDEX attempts_running ON attempts (runner) WHERE state = 'running';

-- A runner counts up as long as it lives; that it stands still is judged by the watcher's own clock.
CREATE TABLE runners (
    id              TEXT NOT NULL PRIMARY KEY,
    process         TEXT NOT NULL,
    beat            INTEGER NOT NULL,
    started_at      TEXT NOT NULL,
    beat_at         TEXT NOT NULL
);

CREATE TABLE function_pauses (
    function        TEXT NOT NULL PRIMARY KEY,
    paused_from     TEXT NOT NULL,
    paused_until    TEXT NOT NULL,
    failures        INTEGER NOT NULL,
    reason          TEXT NOT NULL
);

CREATE TABLE show_shares (
    show            TEXT NOT NULL PRIMARY KEY,
    share           REAL NOT NULL,
    most_cores      REAL NULL,
    core_seconds    REAL NOT NULL,
    counted_at      TEXT NOT NULL
);
