-- Durable work: jobs, their steps, the attempts at them, and who runs attempts.

CREATE TABLE jobs (
    id              UUID NOT NULL PRIMARY KEY,
    key             TEXT COLLATE "C" NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    title           TEXT NOT NULL,
    show            TEXT COLLATE "C" NOT NULL,
    subject         TEXT COLLATE "C" NOT NULL,
    deadline        TIMESTAMPTZ NULL,
    priority        BIGINT NOT NULL,
    state           TEXT NOT NULL,
    throttle        BIGINT NULL,
    trace           TEXT NOT NULL,
    submitted_by    TEXT NOT NULL,
    submitted_at    TIMESTAMPTZ NOT NULL,
    started_at      TIMESTAMPTZ NULL,
    ended_at        TIMESTAMPTZ NULL,
    cancelled_by    TEXT NULL
);
CREATE INDEX jobs_by_subject ON jobs (subject, submitted_at) WHERE subject <> '';
CREATE INDEX jobs_by_state ON jobs (state, submitted_at);
CREATE INDEX jobs_by_show ON jobs (show, submitted_at);

CREATE TABLE steps (
    id              UUID NOT NULL PRIMARY KEY,
    job_id          UUID NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number          BIGINT NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    function        TEXT NOT NULL,
    stage           TEXT NOT NULL,
    place           TEXT COLLATE "C" NOT NULL,
    request         TEXT NOT NULL,
    uses            TEXT NOT NULL,
    weight          DOUBLE PRECISION NOT NULL,
    cores           DOUBLE PRECISION NOT NULL,
    memory_mib      BIGINT NOT NULL,
    stall_seconds   DOUBLE PRECISION NOT NULL,
    state           TEXT NOT NULL,
    waits_for       BIGINT NOT NULL,
    attempts        BIGINT NOT NULL,
    failures        BIGINT NOT NULL,
    losses          BIGINT NOT NULL,
    retry_from      TIMESTAMPTZ NULL,
    retry_at        TIMESTAMPTZ NULL,
    done            DOUBLE PRECISION NOT NULL,
    total           DOUBLE PRECISION NOT NULL,
    furthest        DOUBLE PRECISION NOT NULL,
    detail          TEXT NULL,
    problem_class   TEXT NOT NULL,
    problem         TEXT NOT NULL,
    advice          TEXT NOT NULL,
    output          TEXT NULL,
    ready_at        TIMESTAMPTZ NULL,
    started_at      TIMESTAMPTZ NULL,
    ended_at        TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX steps_by_name ON steps (job_id, name);
CREATE INDEX steps_ready ON steps (place, ready_at) WHERE state = 'ready';
CREATE INDEX steps_by_job ON steps (job_id, number);

CREATE TABLE step_edges (
    before_id       UUID NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    after_id        UUID NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    PRIMARY KEY (before_id, after_id)
);

CREATE TABLE attempts (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    step_id         UUID NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    number          BIGINT NOT NULL,
    runner          TEXT COLLATE "C" NOT NULL,
    place           TEXT NOT NULL,
    state           TEXT NOT NULL,
    result          TEXT NULL,
    started_at      TIMESTAMPTZ NOT NULL,
    ended_at        TIMESTAMPTZ NULL
);
CREATE INDEX attempts_by_step ON attempts (step_id, number);
CREATE INDEX attempts_running ON attempts (runner) WHERE state = 'running';

-- A runner counts up as long as it lives; that it stands still is judged by the watcher's own clock.
CREATE TABLE runners (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    process         TEXT NOT NULL,
    beat            BIGINT NOT NULL,
    started_at      TIMESTAMPTZ NOT NULL,
    beat_at         TIMESTAMPTZ NOT NULL
);

CREATE TABLE function_pauses (
    function        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    paused_from     TIMESTAMPTZ NOT NULL,
    paused_until    TIMESTAMPTZ NOT NULL,
    failures        BIGINT NOT NULL,
    reason          TEXT NOT NULL
);

CREATE TABLE show_shares (
    show            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    share           DOUBLE PRECISION NOT NULL,
    most_cores      DOUBLE PRECISION NULL,
    core_seconds    DOUBLE PRECISION NOT NULL,
    counted_at      TIMESTAMPTZ NOT NULL
);
