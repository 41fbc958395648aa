-- What was shared: clips, stretches of clips, folders of workspaces. A share that somebody passes on has the one it came from as its parent.
CREATE TABLE shares (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    parent          UUID NULL REFERENCES shares (id) ON DELETE CASCADE,
    title           TEXT COLLATE "C" NOT NULL,
    message         TEXT COLLATE "C" NOT NULL,
    maker_id        UUID NOT NULL REFERENCES principals (id),
    created_by      TEXT COLLATE "C" NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    until           TIMESTAMPTZ NULL,
    revoked_by      TEXT COLLATE "C" NULL,
    revoked_at      TIMESTAMPTZ NULL,
    link_hash       TEXT COLLATE "C" NULL,
    link_rights     TEXT COLLATE "C" NOT NULL,
    phrase_hash     TEXT COLLATE "C" NULL,
    domains         TEXT COLLATE "C" NOT NULL
);
CREATE INDEX shares_by_show ON shares (show, created_at);
CREATE INDEX shares_by_maker ON shares (maker_id, created_at);
CREATE INDEX shares_by_parent ON shares (parent) WHERE parent IS NOT NULL;
CREATE UNIQUE INDEX shares_by_link ON shares (link_hash) WHERE link_hash IS NOT NULL;

-- A clip, whole or from a frame on for a number of frames, or a folder of a workspace.
CREATE TABLE share_items (
    share_id        UUID NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    number          BIGINT NOT NULL,
    clip_id         UUID NULL REFERENCES clips (id) ON DELETE CASCADE,
    folder_id       UUID NULL REFERENCES workspace_folders (id) ON DELETE CASCADE,
    first_frame     BIGINT NULL,
    frames          BIGINT NULL,
    PRIMARY KEY (share_id, number),
    CHECK ((clip_id IS NULL) <> (folder_id IS NULL)),
    CHECK ((first_frame IS NULL) = (frames IS NULL))
);

-- A stretch of a clip's proxy as a file of its own, made once for whoever it is shared with.
CREATE TABLE clip_cuts (
    clip_id         UUID NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    first_frame     BIGINT NOT NULL,
    frames          BIGINT NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    video           TEXT COLLATE "C" NOT NULL,
    poster          TEXT COLLATE "C" NOT NULL,
    timecode        TEXT COLLATE "C" NOT NULL,
    reason          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (clip_id, first_frame, frames)
);

CREATE TABLE share_recipients (
    share_id        UUID NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    principal_id    UUID NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    rights          TEXT COLLATE "C" NOT NULL,
    given_by        TEXT COLLATE "C" NOT NULL,
    given_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (share_id, principal_id)
);
CREATE INDEX share_recipients_by_principal ON share_recipients (principal_id);

-- Browsers that opened a link.
CREATE TABLE share_sessions (
    id              UUID NOT NULL PRIMARY KEY,
    share_id        UUID NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    hash            TEXT COLLATE "C" NOT NULL UNIQUE,
    mail            TEXT COLLATE "C" NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX share_sessions_by_share ON share_sessions (share_id);

-- Who asks to be let in: somebody who has an account, or a browser that holds a link.
CREATE TABLE share_requests (
    id              UUID NOT NULL PRIMARY KEY,
    share_id        UUID NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    principal_id    UUID NULL REFERENCES principals (id) ON DELETE CASCADE,
    name            TEXT COLLATE "C" NOT NULL,
    message         TEXT COLLATE "C" NOT NULL,
    hash            TEXT COLLATE "C" NULL UNIQUE,
    asked_at        TIMESTAMPTZ NOT NULL,
    verdict         TEXT COLLATE "C" NOT NULL,
    decided_by      TEXT COLLATE "C" NULL,
    decided_at      TIMESTAMPTZ NULL
);
CREATE INDEX share_requests_by_share ON share_requests (share_id, verdict);
