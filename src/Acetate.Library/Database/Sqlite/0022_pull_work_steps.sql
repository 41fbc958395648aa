-- What the steps of a pull take however short they are: the estimate of a short pull is mostly that. What was measured before is taken as it was: all by amount.
ALTER TABLE pull_work ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pull_work ADD COLUMN fixed_seconds REAL NOT NULL DEFAULT 0;
