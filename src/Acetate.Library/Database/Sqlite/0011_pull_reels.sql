-- The other reels of a programme, by the names of their lists: a JSON array. What is there already says it in its order.
ALTER TABLE pulls ADD COLUMN reels TEXT NOT NULL DEFAULT '[]';
UPDATE pulls SET reels = (SELECT json_group_array(json_extract(value, '$.name')) FROM json_each(settings, '$.reels')) WHERE kind = 'conform';
