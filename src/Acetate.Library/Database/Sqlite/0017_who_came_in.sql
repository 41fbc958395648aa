-- A second thing to sign in with besides a password, who must have one, and what the installation asks for.
ALTER TABLE principals ADD COLUMN second_factor_required INTEGER NOT NULL DEFAULT 0;

CREATE TABLE second_factors (
    principal_id    TEXT NOT NULL PRIMARY KEY REFERENCES principals (id) ON DELETE CASCADE,
    secret          TEXT NULL,
    pending         TEXT NULL,
    confirmed_at    TEXT NULL,
    last_step       INTEGER NOT NULL,
    failures        INTEGER NOT NULL,
    failing_since   TEXT NULL
) WITHOUT ROWID;

CREATE TABLE recovery_codes (
    principal_id    TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    hash            TEXT NOT NULL,
    used_at         TEXT NULL,
    PRIMARY KEY (principal_id, hash)
) WITHOUT ROWID;

CREATE TABLE access_policy (
    name            TEXT NOT NULL PRIMARY KEY,
    value           TEXT NOT NULL,
    changed_by      TEXT NOT NULL,
    changed_at      TEXT NOT NULL
) WITHOUT ROWID;

-- Who did what, by show, clip, actor and time.
CREATE INDEX events_by_show_time ON events (show, at, sequence);
CREATE INDEX events_by_clip ON events (clip_id, at) WHERE clip_id IS NOT NULL;
CREATE INDEX events_by_actor ON events (actor, at, sequence);
CREATE INDEX events_by_time ON events (at, sequence);
CREATE INDEX audit_by_show ON audit (show, at, sequence);
CREATE INDEX audit_by_actor_time ON audit (actor, at, sequence);
CREATE INDEX audit_by_time ON audit (at, sequence);
CREATE INDEX pull_plates_by_clip ON pull_plates (clip_id, pull_id);
