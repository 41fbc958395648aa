-- Workspaces are where people find what was made for them: folders that appear when they are whole.
CREATE TABLE workspaces (
    id          TEXT NOT NULL PRIMARY KEY,
    show        TEXT NOT NULL REFERENCES shows (name),
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  TEXT NOT NULL
);
CREATE UNIQUE INDEX workspaces_by_folded_name ON workspaces (show, lower(name));

CREATE TABLE workspace_folders (
    id              TEXT NOT NULL PRIMARY KEY,
    workspace_id    TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    prefix          TEXT NOT NULL,
    files           INTEGER NOT NULL,
    bytes           INTEGER NOT NULL,
    message         TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    ready_at        TEXT NULL
);
CREATE UNIQUE INDEX workspace_folders_by_folded_name ON workspace_folders (workspace_id, lower(name));
