-- A pull gathers footage for somebody outside from a cut; its plates are what VFX vendors were given, and in which version.
CREATE TABLE pulls (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    kind            TEXT NOT NULL,
    recipient       TEXT COLLATE "C" NOT NULL,
    number          BIGINT NOT NULL,
    folder_id       UUID NULL REFERENCES workspace_folders (id),
    job_id          UUID NULL,
    state           TEXT NOT NULL,
    cut_name        TEXT NOT NULL,
    cut             TEXT NOT NULL,
    settings        TEXT NOT NULL,
    plan            TEXT NOT NULL,
    message         TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    approved_by     TEXT NOT NULL,
    approved_at     TIMESTAMPTZ NULL,
    ended_at        TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX pulls_by_number ON pulls (show, kind, lower(recipient), number);
CREATE INDEX pulls_by_job ON pulls (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE pull_plates (
    pull_id         UUID NOT NULL REFERENCES pulls (id) ON DELETE CASCADE,
    place           BIGINT NOT NULL,
    shot            TEXT COLLATE "C" NOT NULL,
    element         TEXT COLLATE "C" NOT NULL,
    version         BIGINT NOT NULL,
    clip_id         UUID NOT NULL,
    used_start      BIGINT NOT NULL,
    used_end        BIGINT NOT NULL,
    start_frame     BIGINT NOT NULL,
    end_frame       BIGINT NOT NULL,
    recipe          TEXT NOT NULL,
    pattern         TEXT NOT NULL,
    first_number    BIGINT NOT NULL,
    made            BIGINT NOT NULL,
    failed          TEXT NOT NULL,
    PRIMARY KEY (pull_id, place)
);
CREATE INDEX pull_plates_by_shot ON pull_plates (shot, element, version);
