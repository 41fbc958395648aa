-- What was shared: clips, stretches of clips, folders of workspaces. A share that somebody passes on has the one it came from as its parent.
CREATE TABLE shares (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    parent          TEXT NULL REFERENCES shares (id) ON DELETE CASCADE,
    title           TEXT NOT NULL,
    message         TEXT NOT NULL,
    maker_id        TEXT NOT NULL REFERENCES principals (id),
    created_by      TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    until           TEXT NULL,
    revoked_by      TEXT NULL,
    revoked_at      TEXT NULL,
    link_hash       TEXT NULL,
    link_rights     TEXT NOT NULL,
    phrase_hash     TEXT NULL,
    domains         TEXT NOT NULL
);
CREATE INDEX shares_by_show ON shares (show, created_at);
CREATE INDEX shares_by_maker ON shares (maker_id, created_at);
CREATE INDEX shares_by_parent ON shares (parent) WHERE parent IS NOT NULL;
CREATE UNIQUE INDEX shares_by_link ON shares (link_hash) WHERE link_hash IS NOT NULL;

-- A clip, whole or from a frame on for a number of frames, or a folder of a workspace.
CREATE TABLE share_items (
    share_id        TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    clip_id         TEXT NULL REFERENCES clips (id) ON DELETE CASCADE,
    folder_id       TEXT NULL REFERENCES workspace_folders (id) ON DELETE CASCADE,
    first_frame     INTEGER NULL,
    frames          INTEGER NULL,
    PRIMARY KEY (share_id, number),
    CHECK ((clip_id IS NULL) <> (folder_id IS NULL)),
    CHECK ((first_frame IS NULL) = (frames IS NULL))
) WITHOUT ROWID;

-- A stretch of a clip's proxy as a file of its own, made once for whoever it is shared with.
CREATE TABLE clip_cuts (
    clip_id         TEXT NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    first_frame     INTEGER NOT NULL,
    frames          INTEGER NOT NULL,
    state           TEXT NOT NULL,
    video           TEXT NOT NULL,
    poster          TEXT NOT NULL,
    timecode        TEXT NOT NULL,
    reason          TEXT NOT NULL,
    PRIMARY KEY (clip_id, first_frame, frames)
) WITHOUT ROWID;

CREATE TABLE share_recipients (
    share_id        TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    principal_id    TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    rights          TEXT NOT NULL,
    given_by        TEXT NOT NULL,
    given_at        TEXT NOT NULL,
    PRIMARY KEY (share_id, principal_id)
) WITHOUT ROWID;
CREATE INDEX share_recipients_by_principal ON share_recipients (principal_id);

-- Browsers that opened a link.
CREATE TABLE share_sessions (
    id              TEXT NOT NULL PRIMARY KEY,
    share_id        TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    hash            TEXT NOT NULL UNIQUE,
    mail            TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    expires_at      TEXT NOT NULL
);
CREATE INDEX share_sessions_by_share ON share_sessions (share_id);

-- Who asks to be let in: somebody who has an account, or a browser that holds a link.
CREATE TABLE share_requests (
    id              TEXT NOT NULL PRIMARY KEY,
    share_id        TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    principal_id    TEXT NULL REFERENCES principals (id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    message         TEXT NOT NULL,
    hash            TEXT NULL UNIQUE,
    asked_at        TEXT NOT NULL,
    verdict         TEXT NOT NULL,
    decided_by      TEXT NULL,
    decided_at      TEXT NULL
);
CREATE INDEX share_requests_by_share ON share_requests (share_id, verdict);
