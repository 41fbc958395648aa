-- People who sign in with a name and a password; a session in a browser is a token that says so.
ALTER TABLE tokens ADD COLUMN session BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE passwords (
    principal_id    UUID NOT NULL PRIMARY KEY REFERENCES principals (id) ON DELETE CASCADE,
    hash            TEXT COLLATE "C" NOT NULL,
    changed_at      TIMESTAMPTZ NOT NULL
);
