-- Which steps may begin is asked job by job, in the order of their turns: no more is read than may begin.
DROP INDEX steps_ready;
CREATE INDEX steps_ready ON steps (job_id, place, number) WHERE state = 'ready';
