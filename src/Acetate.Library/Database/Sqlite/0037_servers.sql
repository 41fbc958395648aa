-- A library in SQLite has one server; the tables are those of PostgreSQL, and stay empty.
CREATE TABLE servers (
    id              TEXT NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    address         TEXT NOT NULL,
    version         TEXT NOT NULL,
    works           INTEGER NOT NULL,
    stores          TEXT NOT NULL,
    started_at      TEXT NOT NULL,
    beat_at         TEXT NOT NULL
);

CREATE TABLE scheduler (
    place           INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
    epoch           INTEGER NOT NULL,
    server          TEXT NOT NULL,
    since           TEXT NOT NULL
);

ALTER TABLE runners ADD COLUMN epoch INTEGER NULL;

CREATE TABLE uploads_under_way (
    shelf           TEXT NOT NULL,
    id              TEXT NOT NULL,
    record          TEXT NOT NULL,
    PRIMARY KEY (shelf, id)
);

CREATE TABLE key_fingerprints (
    name            TEXT NOT NULL PRIMARY KEY,
    fingerprint     TEXT NOT NULL
);
