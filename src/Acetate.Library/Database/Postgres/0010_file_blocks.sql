-- Hashes of the blocks of large files: a part of a file can be proven without reading the rest.
CREATE TABLE file_blocks (
    roll_id         UUID NOT NULL REFERENCES rolls (id) ON DELETE CASCADE,
    path            TEXT COLLATE "C" NOT NULL,
    digest          TEXT COLLATE "C" NOT NULL,
    blocks          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (roll_id, path)
);
