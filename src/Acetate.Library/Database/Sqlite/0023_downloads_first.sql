-- Rolls that somebody at the production moved to the front of what a site fetches; '' is every site.
CREATE TABLE download_priorities (
    roll_id         TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    site            TEXT NOT NULL,
    put_by          TEXT NOT NULL,
    put_at          TEXT NOT NULL,
    PRIMARY KEY (roll_id, site)
) WITHOUT ROWID;

-- A standing rule of a downloader, to which another person agrees once: which rolls it may fetch beyond what is free. Empty for requests with an end.
ALTER TABLE bulk_requests ADD COLUMN rule TEXT NOT NULL DEFAULT '';
