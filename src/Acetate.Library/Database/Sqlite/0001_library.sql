-- The library: shows, rolls and their files, copies and clips, what happened, who may do what, and who did it.
-- Text that is sorted or compared by a cursor is ordered by its bytes, so that both databases agree.

CREATE TABLE shows (
    name        TEXT NOT NULL PRIMARY KEY,
    title       TEXT NOT NULL,
    settings    TEXT NOT NULL,
    created_at  TEXT NOT NULL
);
CREATE UNIQUE INDEX shows_by_folded_name ON shows (lower(name));

CREATE TABLE submissions (
    id          TEXT NOT NULL PRIMARY KEY,
    show        TEXT NOT NULL REFERENCES shows (name),
    shoot_day   TEXT NOT NULL,
    source      TEXT NOT NULL,
    note        TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE INDEX submissions_by_day ON submissions (show, shoot_day);

CREATE TABLE rolls (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    submission_id   TEXT NULL REFERENCES submissions (id),
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    shoot_day       TEXT NOT NULL,
    unit            TEXT NOT NULL,
    episode         TEXT NOT NULL,
    day_number      INTEGER NULL,
    layout          TEXT NOT NULL,
    layout_reason   TEXT NOT NULL,
    source          TEXT NOT NULL,
    drive           TEXT NOT NULL,
    carried_by      TEXT NOT NULL,
    tags            TEXT NOT NULL,
    files           INTEGER NOT NULL,
    bytes           INTEGER NOT NULL,
    fingerprint     TEXT NOT NULL,
    store_prefix    TEXT NOT NULL,
    manifest        TEXT NOT NULL,
    stage           TEXT NOT NULL,
    hold_reason     TEXT NULL,
    hold_advice     TEXT NULL,
    found_at        TEXT NOT NULL,
    changed_at      TEXT NOT NULL
);
CREATE INDEX rolls_by_day ON rolls (show, shoot_day, name);
CREATE INDEX rolls_by_name ON rolls (show, name);
CREATE INDEX rolls_by_content ON rolls (show, fingerprint) WHERE fingerprint <> '';
CREATE UNIQUE INDEX rolls_by_place ON rolls (show, store_prefix) WHERE store_prefix <> '';

CREATE TABLE roll_stages (
    roll_id     TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    state       TEXT NOT NULL,
    done        REAL NOT NULL,
    total       REAL NOT NULL,
    since       TEXT NULL,
    ended_at    TEXT NULL,
    actor       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (roll_id, stage)
) WITHOUT ROWID;

CREATE TABLE roll_files (
    roll_id     TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    path        TEXT NOT NULL,
    length      INTEGER NOT NULL,
    modified_at TEXT NULL,
    expected    TEXT NOT NULL,
    digests     TEXT NOT NULL,
    verdict     TEXT NOT NULL,
    message     TEXT NOT NULL,
    PRIMARY KEY (roll_id, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX roll_files_by_path ON roll_files (roll_id, path);
CREATE INDEX roll_files_at_fault ON roll_files (roll_id, verdict, number);

CREATE TABLE copies (
    id          TEXT NOT NULL PRIMARY KEY,
    roll_id     TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    tier        TEXT NOT NULL,
    store       TEXT NOT NULL,
    prefix      TEXT NOT NULL,
    place       TEXT NOT NULL,
    state       TEXT NOT NULL,
    message     TEXT NOT NULL,
    files       INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    generation  INTEGER NULL,
    written_at  TEXT NULL,
    verified_at TEXT NULL
);
CREATE UNIQUE INDEX copies_by_roll ON copies (roll_id, tier, store);

CREATE TABLE copy_files (
    copy_id     TEXT NOT NULL REFERENCES copies (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    state       TEXT NOT NULL,
    message     TEXT NOT NULL,
    checked_at  TEXT NULL,
    PRIMARY KEY (copy_id, number)
) WITHOUT ROWID;
CREATE INDEX copy_files_by_state ON copy_files (copy_id, state, number);

CREATE TABLE format_cards (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    camera_letter   TEXT NOT NULL,
    model           TEXT NOT NULL,
    sensor_mode     TEXT NOT NULL,
    codec           TEXT NOT NULL,
    squeeze         TEXT NOT NULL,
    found           TEXT NOT NULL,
    corrected       TEXT NOT NULL,
    first_roll      TEXT NULL,
    created_at      TEXT NOT NULL,
    changed_at      TEXT NOT NULL,
    changed_by      TEXT NOT NULL
);
CREATE UNIQUE INDEX format_cards_by_key ON format_cards (show, camera_letter, model, sensor_mode, codec, squeeze);

CREATE TABLE format_card_corrections (
    card_id     TEXT NOT NULL REFERENCES format_cards (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    field       TEXT NOT NULL,
    before      TEXT NULL,
    after       TEXT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (card_id, number)
);

CREATE TABLE clips (
    id              TEXT NOT NULL PRIMARY KEY,
    roll_id         TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    reel            TEXT NOT NULL,
    files           TEXT NOT NULL,
    frames          INTEGER NULL,
    rate            TEXT NOT NULL,
    timecode_start  TEXT NOT NULL,
    timecode_end    TEXT NOT NULL,
    width           INTEGER NULL,
    height          INTEGER NULL,
    codec           TEXT NOT NULL,
    camera          TEXT NOT NULL,
    state           TEXT NOT NULL,
    facts           TEXT NOT NULL,
    problems        TEXT NOT NULL,
    inspection      TEXT NULL,
    inspected_at    TEXT NULL,
    format_card_id  TEXT NULL REFERENCES format_cards (id),
    proxy_state     TEXT NOT NULL,
    proxy_reason    TEXT NOT NULL,
    proxy           TEXT NULL,
    proxied_at      TEXT NULL
);
CREATE UNIQUE INDEX clips_by_roll ON clips (roll_id, name);
CREATE INDEX clips_by_reel ON clips (reel);
CREATE INDEX clips_by_card ON clips (format_card_id) WHERE format_card_id IS NOT NULL;

CREATE TABLE expected_rolls (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    shoot_day       TEXT NOT NULL,
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    unit            TEXT NOT NULL,
    clips           TEXT NOT NULL,
    source          TEXT NOT NULL,
    imported_by     TEXT NOT NULL,
    imported_at     TEXT NOT NULL,
    waived_by       TEXT NULL,
    waived_at       TEXT NULL,
    waived_reason   TEXT NULL
);
CREATE UNIQUE INDEX expected_rolls_by_day ON expected_rolls (show, shoot_day, name);

CREATE TABLE day_status (
    show            TEXT NOT NULL REFERENCES shows (name),
    shoot_day       TEXT NOT NULL,
    state           TEXT NOT NULL,
    changed_by      TEXT NOT NULL,
    changed_at      TEXT NOT NULL,
    note            TEXT NOT NULL,
    PRIMARY KEY (show, shoot_day)
);

-- Events keep no references: they outlive what they tell about.
CREATE TABLE events (
    sequence    INTEGER NOT NULL PRIMARY KEY,
    at          TEXT NOT NULL,
    kind        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    message     TEXT NOT NULL,
    show        TEXT NOT NULL,
    roll_id     TEXT NULL,
    clip_id     TEXT NULL,
    job_id      TEXT NULL,
    data        TEXT NULL
);
CREATE INDEX events_by_roll ON events (roll_id, sequence) WHERE roll_id IS NOT NULL;
CREATE INDEX events_by_job ON events (job_id, sequence) WHERE job_id IS NOT NULL;
CREATE INDEX events_by_show ON events (show, sequence);

CREATE TABLE deliveries (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL,
    dedupe_key      TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    target          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    payload         TEXT NOT NULL,
    state           TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    created_at      TEXT NOT NULL,
    due_at          TEXT NOT NULL,
    ended_at        TEXT NULL,
    last_error      TEXT NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';

CREATE TABLE principals (
    id              TEXT NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    title           TEXT NOT NULL,
    mail            TEXT NOT NULL,
    administrator   INTEGER NOT NULL,
    created_at      TEXT NOT NULL,
    disabled_at     TEXT NULL
);
CREATE UNIQUE INDEX principals_by_folded_name ON principals (lower(name));

CREATE TABLE roles (
    principal_id    TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    show            TEXT NOT NULL REFERENCES shows (name) ON DELETE CASCADE,
    role            TEXT NOT NULL,
    PRIMARY KEY (principal_id, show)
);

-- Of a token only its SHA-256 is kept.
CREATE TABLE tokens (
    id              TEXT NOT NULL PRIMARY KEY,
    principal_id    TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    title           TEXT NOT NULL,
    hash            TEXT NOT NULL UNIQUE,
    scopes          TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    expires_at      TEXT NULL,
    last_used_at    TEXT NULL,
    revoked_at      TEXT NULL,
    renews          TEXT NULL
);
CREATE INDEX tokens_by_principal ON tokens (principal_id, created_at);

CREATE TABLE audit (
    sequence        INTEGER NOT NULL PRIMARY KEY,
    at              TEXT NOT NULL,
    actor           TEXT NOT NULL,
    action          TEXT NOT NULL,
    target          TEXT NOT NULL,
    show            TEXT NOT NULL,
    detail          TEXT NOT NULL,
    previous_hash   TEXT NOT NULL,
    hash            TEXT NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor, sequence);
CREATE INDEX audit_by_target ON audit (target, sequence);

-- What happened stays as it was written.
CREATE TRIGGER audit_is_never_edited BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM audit)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER events_are_never_edited BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never edited');
END;
