-- How far each reader that acts on events has come.
CREATE TABLE feed_positions (
    reader      TEXT NOT NULL PRIMARY KEY,
    sequence    INTEGER NOT NULL
);
