-- Who said that they take care of a roll's hold, and when; both go when the hold goes.
ALTER TABLE rolls ADD COLUMN acknowledged_by TEXT NULL;
ALTER TABLE rolls ADD COLUMN acknowledged_at TIMESTAMPTZ NULL;
