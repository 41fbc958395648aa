-- People who sign in with a name and a password; a session in a browser is a token that says so.
ALTER TABLE tokens ADD COLUMN session INTEGER NOT NULL DEFAULT 0;

CREATE TABLE passwords (
    principal_id    TEXT NOT NULL PRIMARY KEY REFERENCES principals (id) ON DELETE CASCADE,
    hash            TEXT NOT NULL,
    changed_at      TEXT NOT NULL
) WITHOUT ROWID;
