-- What functions took where they were measured, by what their steps ask for: runs, seconds and processor time summed up, the most memory slowly forgotten.
CREATE TABLE function_profiles (
    function        TEXT COLLATE "C" NOT NULL,
    memory_mib      BIGINT NOT NULL,
    runs            BIGINT NOT NULL,
    seconds         DOUBLE PRECISION NOT NULL,
    cpu_seconds     DOUBLE PRECISION NOT NULL,
    peak_mib        DOUBLE PRECISION NOT NULL,
    measured_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (function, memory_mib)
);
