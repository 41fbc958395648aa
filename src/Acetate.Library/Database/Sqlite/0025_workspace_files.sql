-- Workspaces of single people, and what people put into workspaces themselves. Names are kept here; the bytes of a file lie under its id, so that
-- renaming and moving touch nothing but these rows, and whatever points at an id goes on pointing at it.
ALTER TABLE workspaces ADD COLUMN owner_id TEXT NULL REFERENCES principals (id);
CREATE UNIQUE INDEX workspaces_by_owner ON workspaces (show, owner_id) WHERE owner_id IS NOT NULL;

ALTER TABLE workspace_folders ADD COLUMN parent_id TEXT NULL REFERENCES workspace_folders (id);
ALTER TABLE workspace_folders ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace_folders ADD COLUMN deleted_at TEXT NULL;
ALTER TABLE workspace_folders ADD COLUMN deleted_by TEXT NULL;
UPDATE workspace_folders SET folded = lower(name);
-- Packages have a name of their own in the store; folders of people have one beside what lies beside them.
DROP INDEX workspace_folders_by_folded_name;
CREATE UNIQUE INDEX workspace_packages_by_folded_name ON workspace_folders (workspace_id, folded) WHERE kind <> 'folder';
CREATE UNIQUE INDEX workspace_folders_by_place ON workspace_folders (workspace_id, COALESCE(parent_id, ''), folded) WHERE deleted_at IS NULL;
CREATE INDEX workspace_folders_by_parent ON workspace_folders (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE workspace_files (
    id              TEXT NOT NULL PRIMARY KEY,
    workspace_id    TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    folder_id       TEXT NULL REFERENCES workspace_folders (id),
    name            TEXT NOT NULL,
    folded          TEXT NOT NULL,
    state           TEXT NOT NULL,
    length          INTEGER NOT NULL,
    hash            TEXT NOT NULL,
    tag             TEXT NOT NULL,
    message         TEXT NOT NULL,
    sender_id       TEXT NOT NULL REFERENCES principals (id),
    created_by      TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    ready_at        TEXT NULL,
    deleted_at      TEXT NULL,
    deleted_by      TEXT NULL
);
CREATE UNIQUE INDEX workspace_files_by_place ON workspace_files (workspace_id, COALESCE(folder_id, ''), folded) WHERE deleted_at IS NULL AND state <> 'refused';
CREATE INDEX workspace_files_by_folder ON workspace_files (folder_id) WHERE folder_id IS NOT NULL;
CREATE INDEX workspace_files_unready ON workspace_files (workspace_id, sender_id) WHERE state <> 'ready';
