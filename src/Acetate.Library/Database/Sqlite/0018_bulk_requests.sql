-- What one person asks for and another must agree to: fetching originals in bulk.
CREATE TABLE bulk_requests (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NOT NULL REFERENCES shows (name),
    principal_id    TEXT NOT NULL REFERENCES principals (id),
    reason          TEXT NOT NULL,
    state           TEXT NOT NULL,
    asked_at        TEXT NOT NULL,
    ends_at         TEXT NOT NULL,
    decided_by      TEXT NOT NULL,
    decided_at      TEXT NULL,
    note            TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX bulk_requests_by_principal ON bulk_requests (principal_id, show, ends_at);
CREATE INDEX bulk_requests_by_show ON bulk_requests (show, asked_at);
