-- What of a clip is searched, in a form that compares the same in both databases: names folded to lower case without accents, numbers whole,
-- -1 or an empty text for what is not known. A row is made by the program (Search/SearchRow.cs) in the transaction that changes its clip.
CREATE TABLE clip_search (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    clip_id         TEXT NOT NULL UNIQUE REFERENCES clips (id) ON DELETE CASCADE,
    roll_id         TEXT NOT NULL,
    show            TEXT NOT NULL,
    show_key        TEXT NOT NULL,
    name_key        TEXT NOT NULL,
    roll            TEXT NOT NULL,
    roll_key        TEXT NOT NULL,
    reel_key        TEXT NOT NULL,
    shoot_day       TEXT NOT NULL,
    unit            TEXT NOT NULL,
    unit_key        TEXT NOT NULL,
    episode_key     TEXT NOT NULL,
    scene           TEXT NOT NULL,
    scene_key       TEXT NOT NULL,
    take            TEXT NOT NULL,
    take_key        TEXT NOT NULL,
    camera          TEXT NOT NULL,
    camera_key      TEXT NOT NULL,
    letter_key      TEXT NOT NULL,
    glass           TEXT NOT NULL,
    glass_key       TEXT NOT NULL,
    codec_key       TEXT NOT NULL,
    lens            INTEGER NOT NULL,
    iso             INTEGER NOT NULL,
    stop            INTEGER NOT NULL,
    kelvin          INTEGER NOT NULL,
    rate            INTEGER NOT NULL,
    sensor_rate     INTEGER NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    milliseconds    INTEGER NOT NULL,
    tc_start        INTEGER NOT NULL,
    tc_end          INTEGER NOT NULL,
    tc_labels       INTEGER NOT NULL,
    tc_from         INTEGER NOT NULL,
    has_timecode    INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    proxy           TEXT NOT NULL,
    state           TEXT NOT NULL,
    problems        INTEGER NOT NULL,
    held            INTEGER NOT NULL,
    archived        INTEGER NOT NULL,
    circled         INTEGER NOT NULL,
    text            TEXT NOT NULL
);
CREATE INDEX clip_search_by_roll_id ON clip_search (roll_id);
CREATE INDEX clip_search_by_day ON clip_search (show, shoot_day DESC, roll_key, name_key, clip_id);

-- One for each way of sorting that a list's headings offer; they find values and ranges as well.
CREATE INDEX clip_search_by_name ON clip_search (show, name_key, clip_id);
CREATE INDEX clip_search_by_roll ON clip_search (show, roll_key, clip_id);
CREATE INDEX clip_search_by_reel ON clip_search (show, reel_key, clip_id);
CREATE INDEX clip_search_by_scene ON clip_search (show, scene_key, clip_id);
CREATE INDEX clip_search_by_camera ON clip_search (show, camera_key, clip_id);
CREATE INDEX clip_search_by_glass ON clip_search (show, glass_key, clip_id);
CREATE INDEX clip_search_by_codec ON clip_search (show, codec_key, clip_id);
CREATE INDEX clip_search_by_lens ON clip_search (show, lens, clip_id);
CREATE INDEX clip_search_by_iso ON clip_search (show, iso, clip_id);
CREATE INDEX clip_search_by_rate ON clip_search (show, rate, clip_id);
CREATE INDEX clip_search_by_width ON clip_search (show, width, clip_id);
CREATE INDEX clip_search_by_length ON clip_search (show, milliseconds, clip_id);
CREATE INDEX clip_search_by_tc ON clip_search (show, tc_from, clip_id);

-- What is rare, and asked for because it is.
CREATE INDEX clip_search_held ON clip_search (show, held, shoot_day) WHERE held = 1;
CREATE INDEX clip_search_circled ON clip_search (show, circled, shoot_day) WHERE circled = 1;
CREATE INDEX clip_search_problems ON clip_search (show, problems, shoot_day) WHERE problems = 1;
CREATE INDEX clip_search_by_proxy ON clip_search (show, proxy) WHERE proxy <> 'made';
CREATE INDEX clip_search_by_kind ON clip_search (show, kind) WHERE kind <> 'camera';

-- Every part of three letters of a text: what stands inside a name is found by its parts, and then held against the text itself. The program keeps
-- it (Search/SearchIndex.cs): a trigger may not, since nothing of a library's schema is trusted. A row whose text changes gets a new number.
CREATE VIRTUAL TABLE clip_parts USING fts5 (text, content='clip_search', content_rowid='number', detail='none', tokenize='trigram case_sensitive 1');

-- Which way of folding the rows were made with; another one than the program's, and they are made anew.
CREATE TABLE clip_search_folding (
    version     INTEGER NOT NULL PRIMARY KEY
);

-- Searches that were given a name. A show's are for all who see the show; a person's have no show, and are that person's alone.
CREATE TABLE smart_collections (
    id              TEXT NOT NULL PRIMARY KEY,
    show            TEXT NULL REFERENCES shows (name),
    owner_id        TEXT NULL REFERENCES principals (id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL,
    query           TEXT NOT NULL,
    sorting         TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    CHECK ((show IS NULL) <> (owner_id IS NULL))
);
CREATE UNIQUE INDEX smart_collections_by_show ON smart_collections (show, name_key) WHERE show IS NOT NULL;
CREATE UNIQUE INDEX smart_collections_by_owner ON smart_collections (owner_id, name_key) WHERE owner_id IS NOT NULL;
