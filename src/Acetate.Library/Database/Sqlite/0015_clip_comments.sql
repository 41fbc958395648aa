-- What people say about frames of clips, and what others answer. A reply has its thread's clip and frames.
CREATE TABLE clip_comments (
    id          TEXT NOT NULL PRIMARY KEY,
    clip_id     TEXT NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    thread      TEXT NULL REFERENCES clip_comments (id) ON DELETE CASCADE,
    first_frame INTEGER NOT NULL,
    frames      INTEGER NOT NULL,
    colour      TEXT NOT NULL,
    text        TEXT NOT NULL,
    author      TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    changed_at  TEXT NULL,
    resolved_by TEXT NULL,
    resolved_at TEXT NULL,
    removed_by  TEXT NULL,
    removed_at  TEXT NULL
);
CREATE INDEX clip_comments_by_clip ON clip_comments (clip_id, first_frame);
CREATE INDEX clip_comments_by_thread ON clip_comments (thread) WHERE thread IS NOT NULL;
