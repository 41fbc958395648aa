-- What a step was asked and what it answered can be megabytes, and lay in the row that every sign of progress rewrites
-- and every count of a job reads past. They have tables of their own now.
CREATE TABLE step_requests (
    step_id     TEXT NOT NULL PRIMARY KEY REFERENCES steps (id) ON DELETE CASCADE,
    request     TEXT NOT NULL
);
CREATE TABLE step_outputs (
    step_id     TEXT NOT NULL PRIMARY KEY REFERENCES steps (id) ON DELETE CASCADE,
    output      TEXT NOT NULL
);
INSERT INTO step_requests (step_id, request) SELECT id, request FROM steps;
INSERT INTO step_outputs (step_id, output) SELECT id, output FROM steps WHERE output IS NOT NULL;
ALTER TABLE steps DROP COLUMN request;
ALTER TABLE steps DROP COLUMN output;
