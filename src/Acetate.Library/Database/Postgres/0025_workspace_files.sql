-- Workspaces of single people, and what people put into workspaces themselves. Names are kept here; the bytes of a file lie under its id, so that
-- renaming and moving touch nothing but these rows, and whatever points at an id goes on pointing at it.
ALTER TABLE workspaces ADD COLUMN owner_id UUID NULL REFERENCES principals (id);
CREATE UNIQUE INDEX workspaces_by_owner ON workspaces (show, owner_id) WHERE owner_id IS NOT NULL;

ALTER TABLE workspace_folders ADD COLUMN parent_id UUID NULL REFERENCES workspace_folders (id);
ALTER TABLE workspace_folders ADD COLUMN folded TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE workspace_folders ADD COLUMN deleted_at TIMESTAMPTZ NULL;
ALTER TABLE workspace_folders ADD COLUMN deleted_by TEXT COLLATE "C" NULL;
UPDATE workspace_folders SET folded = lower(name);
-- Packages have a name of their own in the store; folders of people have one beside what lies beside them.
DROP INDEX workspace_folders_by_folded_name;
CREATE UNIQUE INDEX workspace_packages_by_folded_name ON workspace_folders (workspace_id, folded) WHERE kind <> 'folder';
CREATE UNIQUE INDEX workspace_folders_by_place ON workspace_folders (workspace_id, COALESCE(parent_id, '00000000-0000-0000-0000-000000000000'::uuid), folded) WHERE deleted_at IS NULL;
CREATE INDEX workspace_folders_by_parent ON workspace_folders (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE workspace_files (
    id              UUID NOT NULL PRIMARY KEY,
    workspace_id    UUID NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    folder_id       UUID NULL REFERENCES workspace_folders (id),
    name            TEXT COLLATE "C" NOT NULL,
    folded          TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    length          BIGINT NOT NULL,
    hash            TEXT COLLATE "C" NOT NULL,
    tag             TEXT COLLATE "C" NOT NULL,
    message         TEXT COLLATE "C" NOT NULL,
    sender_id       UUID NOT NULL REFERENCES principals (id),
    created_by      TEXT COLLATE "C" NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    ready_at        TIMESTAMPTZ NULL,
    deleted_at      TIMESTAMPTZ NULL,
    deleted_by      TEXT COLLATE "C" NULL
);
CREATE UNIQUE INDEX workspace_files_by_place ON workspace_files (workspace_id, COALESCE(folder_id, '00000000-0000-0000-0000-000000000000'::uuid), folded) WHERE deleted_at IS NULL AND state <> 'refused';
CREATE INDEX workspace_files_by_folder ON workspace_files (folder_id) WHERE folder_id IS NOT NULL;
CREATE INDEX workspace_files_unready ON workspace_files (workspace_id, sender_id) WHERE state <> 'ready';
