-- What vendors hand in for shots whose plates they were given, what was decided on it, and its files in the library's store.
CREATE TABLE vendor_returns (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    vendor          TEXT COLLATE "C" NOT NULL,
    shot            TEXT COLLATE "C" NOT NULL,
    task            TEXT COLLATE "C" NOT NULL,
    version         INTEGER NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    media           TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    prefix          TEXT COLLATE "C" NOT NULL,
    pattern         TEXT COLLATE "C" NOT NULL,
    first_number    BIGINT NULL,
    last_number     BIGINT NULL,
    frames          BIGINT NULL,
    width           INTEGER NULL,
    height          INTEGER NULL,
    files           BIGINT NOT NULL,
    bytes           BIGINT NOT NULL,
    content         TEXT COLLATE "C" NOT NULL,
    pull_id         UUID NULL,
    plate           INTEGER NULL,
    findings        TEXT COLLATE "C" NOT NULL,
    errors          INTEGER NOT NULL,
    warnings        INTEGER NOT NULL,
    received_by     TEXT COLLATE "C" NOT NULL,
    received_at     TIMESTAMPTZ NOT NULL,
    decided_by      TEXT COLLATE "C" NOT NULL,
    decided_at      TIMESTAMPTZ NULL,
    reason          TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX vendor_returns_by_version ON vendor_returns (show, lower(vendor), lower(shot), lower(task), version);

CREATE TABLE vendor_return_decisions (
    return_id       UUID NOT NULL REFERENCES vendor_returns (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    actor           TEXT COLLATE "C" NOT NULL,
    at              TIMESTAMPTZ NOT NULL,
    reason          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (return_id, number)
);

CREATE TABLE vendor_return_files (
    return_id       UUID NOT NULL REFERENCES vendor_returns (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    path            TEXT COLLATE "C" NOT NULL,
    length          BIGINT NOT NULL,
    xxh128          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (return_id, number)
);
