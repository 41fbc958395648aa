-- What people say about frames of clips, and what others answer. A reply has its thread's clip and frames.
CREATE TABLE clip_comments (
    id          UUID NOT NULL PRIMARY KEY,
    clip_id     UUID NOT NULL REFERENCES clips (id) ON DELETE CASCADE,
    thread      UUID NULL REFERENCES clip_comments (id) ON DELETE CASCADE,
    first_frame BIGINT NOT NULL,
    frames      BIGINT NOT NULL,
    colour      TEXT NOT NULL,
    text        TEXT NOT NULL,
    author      TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    changed_at  TIMESTAMPTZ NULL,
    resolved_by TEXT NULL,
    resolved_at TIMESTAMPTZ NULL,
    removed_by  TEXT NULL,
    removed_at  TIMESTAMPTZ NULL
);
CREATE INDEX clip_comments_by_clip ON clip_comments (clip_id, first_frame);
CREATE INDEX clip_comments_by_thread ON clip_comments (thread) WHERE thread IS NOT NULL;
