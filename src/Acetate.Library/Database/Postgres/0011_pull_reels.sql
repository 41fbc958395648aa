-- The other reels of a programme, by the names of their lists: a JSON array. What is there already says it in its order.
ALTER TABLE pulls ADD COLUMN reels TEXT NOT NULL DEFAULT '[]';
UPDATE pulls SET reels = COALESCE((SELECT json_agg(reel ->> 'name') FROM json_array_elements(settings::json -> 'reels') AS reel)::text, '[]') WHERE kind = 'conform';
