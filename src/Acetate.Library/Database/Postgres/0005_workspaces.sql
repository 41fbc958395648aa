-- Workspaces are where people find what was made for them: folders that appear when they are whole.
CREATE TABLE workspaces (
    id          UUID NOT NULL PRIMARY KEY,
    show        TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    name        TEXT COLLATE "C" NOT NULL,
    kind        TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX workspaces_by_folded_name ON workspaces (show, lower(name));

CREATE TABLE workspace_folders (
    id              UUID NOT NULL PRIMARY KEY,
    workspace_id    UUID NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name            TEXT COLLATE "C" NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    prefix          TEXT NOT NULL,
    files           BIGINT NOT NULL,
    bytes           BIGINT NOT NULL,
    message         TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    ready_at        TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX workspace_folders_by_folded_name ON workspace_folders (workspace_id, lower(name));
