-- What vendors hand in for shots whose plates they were given, what was decided on it, and its files in the library's store.
CREATE TABLE vendor_returns (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    vendor          TEXT NOT NULL,
    shot            TEXT NOT NULL,
    task            TEXT NOT NULL,
    version         INTEGER NOT NULL,
    name            TEXT NOT NULL,
    media           TEXT NOT NULL,
    state           TEXT NOT NULL,
    prefix          TEXT NOT NULL,
    pattern         TEXT NOT NULL,
    first_number    INTEGER NULL,
    last_number     INTEGER NULL,
    frames          INTEGER NULL,
    width           INTEGER NULL,
    height          INTEGER NULL,
    files           INTEGER NOT NULL,
    bytes           INTEGER NOT NULL,
    content         TEXT NOT NULL,
    pull_id         TEXT NULL,
    plate           INTEGER NULL,
    findings        TEXT NOT NULL,
    errors          INTEGER NOT NULL,
    warnings        INTEGER NOT NULL,
    received_by     TEXT NOT NULL,
    received_at     TEXT NOT NULL,
    decided_by      TEXT NOT NULL,
    decided_at      TEXT NULL,
    reason          TEXT NOT NULL
);
CREATE UNIQUE INDEX vendor_returns_by_version ON vendor_returns (show, lower(vendor), lower(shot), lower(task), version);

CREATE TABLE vendor_return_decisions (
    return_id       TEXT NOT NULL REFERENCES vendor_returns (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    state           TEXT NOT NULL,
    actor           TEXT NOT NULL,
    at              TEXT NOT NULL,
    reason          TEXT NOT NULL,
    PRIMARY KEY (return_id, number)
) WITHOUT ROWID;

CREATE TABLE vendor_return_files (
    return_id       TEXT NOT NULL REFERENCES vendor_returns (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    path            TEXT NOT NULL,
    length          INTEGER NOT NULL,
    xxh128          TEXT NOT NULL,
    PRIMARY KEY (return_id, number)
) WITHOUT ROWID;
