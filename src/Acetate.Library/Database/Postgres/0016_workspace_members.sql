-- Who may see what a workspace holds without a role in its show: people of a vendor, of a finishing house.
CREATE TABLE workspace_members (
    workspace_id    UUID NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    principal_id    UUID NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    access          TEXT COLLATE "C" NOT NULL,
    until           TIMESTAMPTZ NULL,
    granted_by      TEXT COLLATE "C" NOT NULL,
    granted_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (workspace_id, principal_id)
);
CREATE INDEX workspace_members_by_principal ON workspace_members (principal_id);
