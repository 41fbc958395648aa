-- Whether every picture of a share carries the name of who sees it.
ALTER TABLE shares ADD COLUMN has_watermark INTEGER NOT NULL DEFAULT 0;

-- Copies of proxies that were made for one viewer of a share each, with the text that is burnt into them, and who waits for one.
CREATE TABLE marked_copies (
    id              TEXT NOT NULL PRIMARY KEY,
    share_id        TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    item            INTEGER NOT NULL,
    source          TEXT NOT NULL,
    viewer          TEXT NOT NULL,
    address         TEXT NOT NULL,
    text            TEXT NOT NULL,
    state           TEXT NOT NULL,
    job_id          TEXT NULL,
    video           TEXT NOT NULL,
    poster          TEXT NOT NULL,
    bytes           INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    asked_at        TEXT NOT NULL,
    seen_at         TEXT NOT NULL
);
CREATE UNIQUE INDEX marked_copies_by_viewer ON marked_copies (share_id, item, viewer, address, source);
CREATE INDEX marked_copies_by_state ON marked_copies (state, asked_at);

-- Who saw a clip through which share is asked by the clip.
CREATE INDEX share_items_by_clip ON share_items (clip_id) WHERE clip_id IS NOT NULL;
