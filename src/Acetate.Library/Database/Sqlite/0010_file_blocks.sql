-- Hashes of the blocks of large files: a part of a file can be proven without reading the rest.
CREATE TABLE file_blocks (
    roll_id         TEXT NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    path            TEXT NOT NULL,
    digest          TEXT NOT NULL,
    blocks          TEXT NOT NULL,
    PRIMARY KEY (roll_id, path)
);
