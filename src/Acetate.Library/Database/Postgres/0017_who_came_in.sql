-- A second thing to sign in with besides a password, who must have one, and what the installation asks for.
ALTER TABLE principals ADD COLUMN second_factor_required BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE second_factors (
    principal_id    UUID NOT NULL PRIMARY KEY REFERENCES principals (id) ON DELETE CASCADE,
    secret          TEXT COLLATE "C" NULL,
    pending         TEXT COLLATE "C" NULL,
    confirmed_at    TIMESTAMPTZ NULL,
    last_step       BIGINT NOT NULL,
    failures        INTEGER NOT NULL,
    failing_since   TIMESTAMPTZ NULL
);

CREATE TABLE recovery_codes (
    principal_id    UUID NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    hash            TEXT COLLATE "C" NOT NULL,
    used_at         TIMESTAMPTZ NULL,
    PRIMARY KEY (principal_id, hash)
);

CREATE TABLE access_policy (
    name            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value           TEXT COLLATE "C" NOT NULL,
    changed_by      TEXT COLLATE "C" NOT NULL,
    changed_at      TIMESTAMPTZ NOT NULL
);

-- Who did what, by show, clip, actor and time.
CREATE INDEX events_by_show_time ON events (show, at, sequence);
CREATE INDEX events_by_clip ON events (clip_id, at) WHERE clip_id IS NOT NULL;
CREATE INDEX events_by_actor ON events (actor, at, sequence);
CREATE INDEX events_by_time ON events (at, sequence);
CREATE INDEX audit_by_show ON audit (show, at, sequence);
CREATE INDEX audit_by_actor_time ON audit (actor, at, sequence);
CREATE INDEX audit_by_time ON audit (at, sequence);
CREATE INDEX pull_plates_by_clip ON pull_plates (clip_id, pull_id);
