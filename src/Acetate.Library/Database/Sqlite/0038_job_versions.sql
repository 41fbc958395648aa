-- The version of the program that began a job: its other steps run in the same worker while that is installed.
ALTER TABLE jobs ADD COLUMN version TEXT NULL;
