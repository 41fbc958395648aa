-- The library: shows, rolls and their files, copies and clips, what happened, who may do what, and who did it.
-- Text that is sorted or compared by a cursor is ordered by its bytes, so that both databases agree.

CREATE TABLE shows (
    name        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title       TEXT NOT NULL,
    settings    TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX shows_by_folded_name ON shows (lower(name));

CREATE TABLE submissions (
    id          UUID NOT NULL PRIMARY KEY,
    show        TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    shoot_day   DATE NOT NULL,
    source      TEXT NOT NULL,
    note        TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE INDEX submissions_by_day ON submissions (show, shoot_day);

CREATE TABLE rolls (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    submission_id   UUID NULL REFERENCES submissions (id),
    name            TEXT COLLATE "C" NOT NULL,
    kind            TEXT NOT NULL,
    shoot_day       DATE NOT NULL,
    unit            TEXT NOT NULL,
    episode         TEXT NOT NULL,
    day_number      BIGINT NULL,
    layout          TEXT NOT NULL,
    layout_reason   TEXT NOT NULL,
    source          TEXT NOT NULL,
    drive           TEXT NOT NULL,
    carried_by      TEXT NOT NULL,
    tags            TEXT NOT NULL,
    files           BIGINT NOT NULL,
    bytes           BIGINT NOT NULL,
    fingerprint     TEXT NOT NULL,
    store_prefix    TEXT COLLATE "C" NOT NULL,
    manifest        TEXT NOT NULL,
    stage           TEXT NOT NULL,
    hold_reason     TEXT NULL,
    hold_advice     TEXT NULL,
    found_at        TIMESTAMPTZ NOT NULL,
    changed_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX rolls_by_day ON rolls (show, shoot_day, name);
CREATE INDEX rolls_by_name ON rolls (show, name);
CREATE INDEX rolls_by_content ON rolls (show, fingerprint) WHERE fingerprint <> '';
CREATE UNIQUE INDEX rolls_by_place ON rolls (show, store_prefix) WHERE store_prefix <> '';

CREATE TABLE roll_stages (
    roll_id     UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    state       TEXT NOT NULL,
    done        DOUBLE PRECISION NOT NULL,
    total       DOUBLE PRECISION NOT NULL,
    since       TIMESTAMPTZ NULL,
    ended_at    TIMESTAMPTZ NULL,
    actor       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (roll_id, stage)
);

CREATE TABLE roll_files (
    roll_id     UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    path        TEXT COLLATE "C" NOT NULL,
    length      BIGINT NOT NULL,
    modified_at TIMESTAMPTZ NULL,
    expected    TEXT NOT NULL,
    digests     TEXT NOT NULL,
    verdict     TEXT NOT NULL,
    message     TEXT NOT NULL,
    PRIMARY KEY (roll_id, number)
);
CREATE UNIQUE INDEX roll_files_by_path ON roll_files (roll_id, path);
CREATE INDEX roll_files_at_fault ON roll_files (roll_id, verdict, number);

CREATE TABLE copies (
    id          UUID NOT NULL PRIMARY KEY,
    roll_id     UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    tier        TEXT NOT NULL,
    store       TEXT NOT NULL,
    prefix      TEXT NOT NULL,
    place       TEXT NOT NULL,
    state       TEXT NOT NULL,
    message     TEXT NOT NULL,
    files       BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,
    generation  BIGINT NULL,
    written_at  TIMESTAMPTZ NULL,
    verified_at TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX copies_by_roll ON copies (roll_id, tier, store);

CREATE TABLE copy_files (
    copy_id     UUID NOT NULL REFERENCES copies (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    state       TEXT NOT NULL,
    message     TEXT NOT NULL,
    checked_at  TIMESTAMPTZ NULL,
    PRIMARY KEY (copy_id, number)
);
CREATE INDEX copy_files_by_state ON copy_files (copy_id, state, number);

CREATE TABLE format_cards (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    camera_letter   TEXT NOT NULL,
    model           TEXT NOT NULL,
    sensor_mode     TEXT NOT NULL,
    codec           TEXT NOT NULL,
    squeeze         TEXT NOT NULL,
    found           TEXT NOT NULL,
    corrected       TEXT NOT NULL,
    first_roll      UUID NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    changed_at      TIMESTAMPTZ NOT NULL,
    changed_by      TEXT NOT NULL
);
CREATE UNIQUE INDEX format_cards_by_key ON format_cards (show, camera_letter, model, sensor_mode, codec, squeeze);

CREATE TABLE format_card_corrections (
    card_id     UUID NOT NULL REFERENCES format_cards (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    field       TEXT NOT NULL,
    before      TEXT NULL,
    after       TEXT NULL,
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (card_id, number)
);

CREATE TABLE clips (
    id              UUID NOT NULL PRIMARY KEY,
    roll_id         UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    name            TEXT COLLATE "C" NOT NULL,
    kind            TEXT NOT NULL,
    reel            TEXT COLLATE "C" NOT NULL,
    files           TEXT NOT NULL,
    frames          BIGINT NULL,
    rate            TEXT NOT NULL,
    timecode_start  TEXT NOT NULL,
    timecode_end    TEXT NOT NULL,
    width           BIGINT NULL,
    height          BIGINT NULL,
    codec           TEXT NOT NULL,
    camera          TEXT NOT NULL,
    state           TEXT NOT NULL,
    facts           TEXT NOT NULL,
    problems        TEXT NOT NULL,
    inspection      TEXT NULL,
    inspected_at    TIMESTAMPTZ NULL,
    format_card_id  UUID NULL REFERENCES format_cards (id),
    proxy_state     TEXT NOT NULL,
    proxy_reason    TEXT NOT NULL,
    proxy           TEXT NULL,
    proxied_at      TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX clips_by_roll ON clips (roll_id, name);
CREATE INDEX clips_by_reel ON clips (reel);
CREATE INDEX clips_by_card ON clips (format_card_id) WHERE format_card_id IS NOT NULL;

CREATE TABLE expected_rolls (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    shoot_day       DATE NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    kind            TEXT NOT NULL,
    unit            TEXT NOT NULL,
    clips           TEXT NOT NULL,
    source          TEXT NOT NULL,
    imported_by     TEXT NOT NULL,
    imported_at     TIMESTAMPTZ NOT NULL,
    waived_by       TEXT NULL,
    waived_at       TIMESTAMPTZ NULL,
    waived_reason   TEXT NULL
);
CREATE UNIQUE INDEX expected_rolls_by_day ON expected_rolls (show, shoot_day, name);

CREATE TABLE day_status (
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    shoot_day       DATE NOT NULL,
    state           TEXT NOT NULL,
    changed_by      TEXT NOT NULL,
    changed_at      TIMESTAMPTZ NOT NULL,
    note            TEXT NOT NULL,
    PRIMARY KEY (show, shoot_day)
);

-- Events keep no references: they outlive what they tell about.
CREATE TABLE events (
    sequence    BIGINT NOT NULL PRIMARY KEY,
    at          TIMESTAMPTZ NOT NULL,
    kind        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    message     TEXT NOT NULL,
    show        TEXT COLLATE "C" NOT NULL,
    roll_id     UUID NULL,
    clip_id     UUID NULL,
    job_id      UUID NULL,
    data        TEXT NULL
);
CREATE INDEX events_by_roll ON events (roll_id, sequence) WHERE roll_id IS NOT NULL;
CREATE INDEX events_by_job ON events (job_id, sequence) WHERE job_id IS NOT NULL;
CREATE INDEX events_by_show ON events (show, sequence);

CREATE TABLE deliveries (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL,
    dedupe_key      TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    target          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    payload         TEXT NOT NULL,
    state           TEXT NOT NULL,
    attempts        BIGINT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    due_at          TIMESTAMPTZ NOT NULL,
    ended_at        TIMESTAMPTZ NULL,
    last_error      TEXT NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';

CREATE TABLE principals (
    id              UUID NOT NULL PRIMARY KEY,
    name            TEXT COLLATE "C" NOT NULL,
    kind            TEXT NOT NULL,
    title           TEXT NOT NULL,
    mail            TEXT NOT NULL,
    administrator   BOOLEAN NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    disabled_at     TIMESTAMPTZ NULL
);
CREATE UNIQUE INDEX principals_by_folded_name ON principals (lower(name));

CREATE TABLE roles (
    principal_id    UUID NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name) ON DELETE CASCADE,
    role            TEXT NOT NULL,
    PRIMARY KEY (principal_id, show)
);

-- Of a token only its SHA-256 is kept.
CREATE TABLE tokens (
    id              UUID NOT NULL PRIMARY KEY,
    principal_id    UUID NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    title           TEXT NOT NULL,
    hash            TEXT NOT NULL UNIQUE,
    scopes          TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NULL,
    last_used_at    TIMESTAMPTZ NULL,
    revoked_at      TIMESTAMPTZ NULL,
    renews          UUID NULL
);
CREATE INDEX tokens_by_principal ON tokens (principal_id, created_at);

CREATE TABLE audit (
    sequence        BIGINT NOT NULL PRIMARY KEY,
    at              TIMESTAMPTZ NOT NULL,
    actor           TEXT NOT NULL,
    action          TEXT NOT NULL,
    target          TEXT NOT NULL,
    show            TEXT COLLATE "C" NOT NULL,
    detail          TEXT NOT NULL,
    previous_hash   TEXT NOT NULL,
    hash            TEXT NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor, sequence);
CREATE INDEX audit_by_target ON audit (target, sequence);

-- What happened stays as it was written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_are_never_edited BEFORE UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
