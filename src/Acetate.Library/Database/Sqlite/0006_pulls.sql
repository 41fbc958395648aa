-- A pull gathers footage for somebody outside from a cut; its plates are what VFX vendors were given, and in which version.
CREATE TABLE pulls (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    kind            TEXT NOT NULL,
    recipient       TEXT NOT NULL,
    number          INTEGER NOT NULL,
    folder_id       TEXT NULL REFERENCES workspace_folders (id),
    job_id          TEXT NULL,
    state           TEXT NOT NULL,
    cut_name        TEXT NOT NULL,
    cut             TEXT NOT NULL,
    settings        TEXT NOT NULL,
    plan            TEXT NOT NULL,
    message         TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    approved_by     TEXT NOT NULL,
    approved_at     TEXT NULL,
    ended_at        TEXT NULL
);
CREATE UNIQUE INDEX pulls_by_number ON pulls (show, kind, lower(recipient), number);
CREATE INDEX pulls_by_job ON pulls (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE pull_plates (
    pull_id         TEXT NOT NULL REFERENCES pulls (id) ON DELETE CASCADE,
    place           INTEGER NOT NULL,
    shot            TEXT NOT NULL,
    element         TEXT NOT NULL,
    version         INTEGER NOT NULL,
    clip_id         TEXT NOT NULL,
    used_start      INTEGER NOT NULL,
    used_end        INTEGER NOT NULL,
    start_frame     INTEGER NOT NULL,
    end_frame       INTEGER NOT NULL,
    recipe          TEXT NOT NULL,
    pattern         TEXT NOT NULL,
    first_number    INTEGER NOT NULL,
    made            INTEGER NOT NULL,
    failed          TEXT NOT NULL,
    PRIMARY KEY (pull_id, place)
) WITHOUT ROWID;
CREATE INDEX pull_plates_by_shot ON pull_plates (shot, element, version);
