-- Several servers on one library: who they are, and which of them does what must be done once.
CREATE TABLE servers (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    address         TEXT NOT NULL,
    version         TEXT NOT NULL,
    works           BOOLEAN NOT NULL,
    stores          TEXT NOT NULL,
    started_at      TIMESTAMPTZ NOT NULL,
    beat_at         TIMESTAMPTZ NOT NULL
);

-- One row. The epoch rises with every change of the scheduler; what is written under an earlier one is refused.
CREATE TABLE scheduler (
    place           BIGINT NOT NULL PRIMARY KEY CHECK (place = 1),
    epoch           BIGINT NOT NULL,
    server          TEXT NOT NULL,
    since           TIMESTAMPTZ NOT NULL
);
INSERT INTO scheduler (place, epoch, server, since) VALUES (1, 0, '', now());

-- A runner of a scheduler is gone as soon as there is a later scheduler; other runners have none.
ALTER TABLE runners ADD COLUMN epoch BIGINT NULL;

-- Uploads under way, so that another server can go on with them.
CREATE TABLE uploads_under_way (
    shelf           TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    record          TEXT NOT NULL,
    PRIMARY KEY (shelf, id)
);

-- Fingerprints of keys that lie in the homes of servers and must be the same in all of them.
CREATE TABLE key_fingerprints (
    name            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fingerprint     TEXT NOT NULL
);
