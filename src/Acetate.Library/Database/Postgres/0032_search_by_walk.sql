-- The least power of two of seconds that a clip's labels fit into, so that the clips which reach into a stretch of timecode are found by where they
-- begin: 0 without a timecode, 131073 where none does (SearchRow.Span).
ALTER TABLE clip_search ADD COLUMN tc_span BIGINT NOT NULL DEFAULT 0;
-- Written as a change of its type, which makes the table and its indexes anew at once: row by row, a million clips take half an hour.
ALTER TABLE clip_search ALTER COLUMN tc_span TYPE BIGINT USING CASE
    WHEN tc_labels = 0 THEN 0
    WHEN tc_end - tc_start <= 1 * tc_labels THEN 1
    WHEN tc_end - tc_start <= 2 * tc_labels THEN 2
    WHEN tc_end - tc_start <= 4 * tc_labels THEN 4
    WHEN tc_end - tc_start <= 8 * tc_labels THEN 8
    WHEN tc_end - tc_start <= 16 * tc_labels THEN 16
    WHEN tc_end - tc_start <= 32 * tc_labels THEN 32
    WHEN tc_end - tc_start <= 64 * tc_labels THEN 64
    WHEN tc_end - tc_start <= 128 * tc_labels THEN 128
    WHEN tc_end - tc_start <= 256 * tc_labels THEN 256
    WHEN tc_end - tc_start <= 512 * tc_labels THEN 512
    WHEN tc_end - tc_start <= 1024 * tc_labels THEN 1024
    WHEN tc_end - tc_start <= 2048 * tc_labels THEN 2048
    WHEN tc_end - tc_start <= 4096 * tc_labels THEN 4096
    WHEN tc_end - tc_start <= 8192 * tc_labels THEN 8192
    WHEN tc_end - tc_start <= 16384 * tc_labels THEN 16384
    WHEN tc_end - tc_start <= 32768 * tc_labels THEN 32768
    WHEN tc_end - tc_start <= 65536 * tc_labels THEN 65536
    WHEN tc_end - tc_start <= 131072 * tc_labels THEN 131072
    ELSE 131073 END;
CREATE INDEX clip_search_by_span ON clip_search (show, tc_span, tc_from);
