-- What an owner said of the sites from which cards of a show come in: what their uploads may take together, and whose work goes first.
CREATE TABLE ingest_sites (
    show              TEXT NOT NULL,
    name              TEXT NOT NULL,
    bytes_per_second  INTEGER NULL,
    priority          INTEGER NOT NULL,
    set_by            TEXT NOT NULL,
    set_at            TEXT NOT NULL,
    PRIMARY KEY (show, name)
);
-- From where the footage of a job comes; empty where nobody said.
ALTER TABLE jobs ADD COLUMN site TEXT NOT NULL DEFAULT '';
