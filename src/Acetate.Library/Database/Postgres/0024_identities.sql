-- Who somebody is at the company's identity provider: the issuer and the subject that it never gives twice.
CREATE TABLE identities (
    issuer          TEXT COLLATE "C" NOT NULL,
    subject         TEXT COLLATE "C" NOT NULL,
    principal_id    UUID NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    linked_by       TEXT COLLATE "C" NOT NULL,
    linked_at       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX identities_by_principal ON identities (principal_id, issuer);

-- Sessions for whose second factor the provider answers.
ALTER TABLE tokens ADD COLUMN factor_elsewhere BOOLEAN NOT NULL DEFAULT false;

-- Browsers with which somebody signed in by password: wrong passwords from them are counted for themselves.
CREATE TABLE known_browsers (
    hash            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    principal_id    UUID NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    expires_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX known_browsers_by_principal ON known_browsers (principal_id);
