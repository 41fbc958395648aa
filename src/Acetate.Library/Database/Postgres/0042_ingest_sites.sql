-- What an owner said of the sites from which cards of a show come in: what their uploads may take together, and whose work goes first.
CREATE TABLE ingest_sites (
    show              TEXT COLLATE "C" NOT NULL,
    name              TEXT COLLATE "C" NOT NULL,
    bytes_per_second  BIGINT NULL,
    priority          INTEGER NOT NULL,
    set_by            TEXT COLLATE "C" NOT NULL,
    set_at            TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (show, name)
);
-- From where the footage of a job comes; empty where nobody said.
ALTER TABLE jobs ADD COLUMN site TEXT COLLATE "C" NOT NULL DEFAULT '';
