-- What functions took where they were measured, by what their steps ask for: runs, seconds and processor time summed up, the most memory slowly forgotten.
CREATE TABLE function_profiles (
    function        TEXT NOT NULL,
    memory_mib      INTEGER NOT NULL,
    runs            INTEGER NOT NULL,
    seconds         REAL NOT NULL,
    cpu_seconds     REAL NOT NULL,
    peak_mib        REAL NOT NULL,
    measured_at     TEXT NOT NULL,
    PRIMARY KEY (function, memory_mib)
);
