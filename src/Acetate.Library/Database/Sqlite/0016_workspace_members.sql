-- Who may see what a workspace holds without a role in its show: people of a vendor, of a finishing house.
CREATE TABLE workspace_members (
    workspace_id    TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    principal_id    TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    access          TEXT NOT NULL,
    until           TEXT NULL,
    granted_by      TEXT NOT NULL,
    granted_at      TEXT NOT NULL,
    PRIMARY KEY (workspace_id, principal_id)
) WITHOUT ROWID;
CREATE INDEX workspace_members_by_principal ON workspace_members (principal_id);
