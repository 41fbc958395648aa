-- What one person asks for and another must agree to: fetching originals in bulk.
CREATE TABLE bulk_requests (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NOT NULL REFERENCES shows (name),
    principal_id    UUID NOT NULL REFERENCES principals (id),
    reason          TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    asked_at        TIMESTAMPTZ NOT NULL,
    ends_at         TIMESTAMPTZ NOT NULL,
    decided_by      TEXT COLLATE "C" NOT NULL,
    decided_at      TIMESTAMPTZ NULL,
    note            TEXT COLLATE "C" NOT NULL
);
CREATE INDEX bulk_requests_by_principal ON bulk_requests (principal_id, show, ends_at);
CREATE INDEX bulk_requests_by_show ON bulk_requests (show, asked_at);
