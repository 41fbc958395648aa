-- Whether every picture of a share carries the name of who sees it.
ALTER TABLE shares ADD COLUMN has_watermark BOOLEAN NOT NULL DEFAULT false;

-- Copies of proxies that were made for one viewer of a share each, with the text that is burnt into them, and who waits for one.
CREATE TABLE marked_copies (
    id              UUID NOT NULL PRIMARY KEY,
    share_id        UUID NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
    item            BIGINT NOT NULL,
    source          TEXT COLLATE "C" NOT NULL,
    viewer          UUID NOT NULL,
    address         TEXT COLLATE "C" NOT NULL,
    text            TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    job_id          UUID NULL,
    video           TEXT COLLATE "C" NOT NULL,
    poster          TEXT COLLATE "C" NOT NULL,
    bytes           BIGINT NOT NULL,
    reason          TEXT COLLATE "C" NOT NULL,
    asked_at        TIMESTAMPTZ NOT NULL,
    seen_at         TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX marked_copies_by_viewer ON marked_copies (share_id, item, viewer, address, source);
CREATE INDEX marked_copies_by_state ON marked_copies (state, asked_at);

-- Who saw a clip through which share is asked by the clip.
CREATE INDEX share_items_by_clip ON share_items (clip_id) WHERE clip_id IS NOT NULL;
