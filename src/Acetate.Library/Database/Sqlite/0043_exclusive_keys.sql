-- What only so many steps may hold at a time, such as the licences of a decoder. How many hold one follows from the steps that run.
CREATE TABLE exclusive_keys (
    name            TEXT NOT NULL PRIMARY KEY,
    width           INTEGER NOT NULL,
    label           TEXT NOT NULL
);
ALTER TABLE steps ADD COLUMN exclusive_key TEXT NOT NULL DEFAULT '';
CREATE INDEX steps_of_keys ON steps (exclusive_key, state) WHERE exclusive_key <> '';
-- Steps that wait for a key are passed over without being looked at.
DROP INDEX steps_ready;
CREATE INDEX steps_ready ON steps (job_id, place, exclusive_key, number) WHERE state = 'ready';
