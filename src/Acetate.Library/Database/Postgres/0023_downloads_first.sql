-- Rolls that somebody at the production moved to the front of what a site fetches; '' is every site.
CREATE TABLE download_priorities (
    roll_id         UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    site            TEXT COLLATE "C" NOT NULL,
    put_by          TEXT COLLATE "C" NOT NULL,
    put_at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (roll_id, site)
);

-- A standing rule of a downloader, to which another person agrees once: which rolls it may fetch beyond what is free. Empty for requests with an end.
ALTER TABLE bulk_requests ADD COLUMN rule TEXT COLLATE "C" NOT NULL DEFAULT '';
