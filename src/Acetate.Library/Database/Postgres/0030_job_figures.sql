-- What the dashboard of jobs and the way that a job's time went ask for, without reading steps and attempts that are over.
CREATE INDEX step_edges_by_after ON step_edges (after_id);
CREATE INDEX attempts_by_end ON attempts (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX steps_open ON steps (state, job_id) WHERE state <> 'done' AND state <> 'cancelled';
