-- Reference movies of cuts: their files lie in the store of the workspaces, what was found of them in the jobs that looked at them.
CREATE TABLE cut_offlines (
    id          UUID NOT NULL PRIMARY KEY,
    cut_id      UUID NOT NULL REFERENCES cuts (id),
    name        TEXT NOT NULL,
    length      BIGINT NOT NULL,
    tag         TEXT NOT NULL,
    sender      UUID NOT NULL,
    state       TEXT NOT NULL,
    hash        TEXT NOT NULL,
    message     TEXT NOT NULL,
    sent_by     TEXT NOT NULL,
    sent_at     TIMESTAMPTZ NOT NULL,
    removed_by  TEXT NULL,
    removed_at  TIMESTAMPTZ NULL,
    arrival_job UUID NULL,
    check_job   UUID NULL
);
CREATE INDEX cut_offlines_by_cut ON cut_offlines (cut_id, sent_at);
CREATE INDEX cut_offlines_by_state ON cut_offlines (state) WHERE state <> 'kept';
