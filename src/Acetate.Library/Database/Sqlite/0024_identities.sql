-- Who somebody is at the company's identity provider: the issuer and the subject that it never gives twice.
CREATE TABLE identities (
    issuer          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    principal_id    TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    linked_by       TEXT NOT NULL,
    linked_at       TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE UNIQUE INDEX identities_by_principal ON identities (principal_id, issuer);

-- Sessions for whose second factor the provider answers.
ALTER TABLE tokens ADD COLUMN factor_elsewhere INTEGER NOT NULL DEFAULT 0;

-- Browsers with which somebody signed in by password: wrong passwords from them are counted for themselves.
CREATE TABLE known_browsers (
    hash            TEXT NOT NULL PRIMARY KEY,
    principal_id    TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    expires_at      TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX known_browsers_by_principal ON known_browsers (principal_id);
