-- What of a clip is searched, in a form that compares the same in both databases: names folded to lower case without accents, numbers whole,
-- -1 or an empty text for what is not known. A row is made by the program (Search/SearchRow.cs) in the transaction that changes its clip.
CREATE TABLE clip_search (
    clip_id         UUID NOT NULL PRIMARY KEY REFERENCES clips (id) ON DELETE CASCADE,
    roll_id         UUID NOT NULL,
    show            TEXT COLLATE "C" NOT NULL,
    show_key        TEXT COLLATE "C" NOT NULL,
    name_key        TEXT COLLATE "C" NOT NULL,
    roll            TEXT COLLATE "C" NOT NULL,
    roll_key        TEXT COLLATE "C" NOT NULL,
    reel_key        TEXT COLLATE "C" NOT NULL,
    shoot_day       TEXT COLLATE "C" NOT NULL,
    unit            TEXT COLLATE "C" NOT NULL,
    unit_key        TEXT COLLATE "C" NOT NULL,
    episode_key     TEXT COLLATE "C" NOT NULL,
    scene           TEXT COLLATE "C" NOT NULL,
    scene_key       TEXT COLLATE "C" NOT NULL,
    take            TEXT COLLATE "C" NOT NULL,
    take_key        TEXT COLLATE "C" NOT NULL,
    camera          TEXT COLLATE "C" NOT NULL,
    camera_key      TEXT COLLATE "C" NOT NULL,
    letter_key      TEXT COLLATE "C" NOT NULL,
    glass           TEXT COLLATE "C" NOT NULL,
    glass_key       TEXT COLLATE "C" NOT NULL,
    codec_key       TEXT COLLATE "C" NOT NULL,
    lens            BIGINT NOT NULL,
    iso             BIGINT NOT NULL,
    stop            BIGINT NOT NULL,
    kelvin          BIGINT NOT NULL,
    rate            BIGINT NOT NULL,
    sensor_rate     BIGINT NOT NULL,
    width           BIGINT NOT NULL,
    height          BIGINT NOT NULL,
    milliseconds    BIGINT NOT NULL,
    tc_start        BIGINT NOT NULL,
    tc_end          BIGINT NOT NULL,
    tc_labels       BIGINT NOT NULL,
    tc_from         BIGINT NOT NULL,
    has_timecode    BIGINT NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    proxy           TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    problems        BIGINT NOT NULL,
    held            BIGINT NOT NULL,
    archived        BIGINT NOT NULL,
    circled         BIGINT NOT NULL,
    text            TEXT COLLATE "C" NOT NULL
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

-- Every part of three letters of a text: what stands inside a name is found by its parts. Nothing but PostgreSQL itself is needed for it;
-- pg_trgm would have to be allowed by whoever runs the server, and knows no parts with spaces in them.
CREATE FUNCTION clip_parts(t TEXT) RETURNS TEXT[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS $$
    SELECT array_agg(DISTINCT substr(t, i, 3)) FROM generate_series(1, length(t) - 2) AS i
$$;
CREATE INDEX clip_search_by_part ON clip_search USING gin (clip_parts(text)) WITH (fastupdate = off);

-- Which way of folding the rows were made with; another one than the program's, and they are made anew.
CREATE TABLE clip_search_folding (
    version     BIGINT NOT NULL PRIMARY KEY
);

-- Searches that were given a name. A show's are for all who see the show; a person's have no show, and are that person's alone.
CREATE TABLE smart_collections (
    id              UUID NOT NULL PRIMARY KEY,
    show            TEXT COLLATE "C" NULL REFERENCES shows (name),
    owner_id        UUID NULL REFERENCES principals (id) ON DELETE CASCADE,
    name            TEXT COLLATE "C" NOT NULL,
    name_key        TEXT COLLATE "C" NOT NULL,
    query           TEXT NOT NULL,
    sorting         TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    CHECK ((show IS NULL) <> (owner_id IS NULL))
);
CREATE UNIQUE INDEX smart_collections_by_show ON smart_collections (show, name_key) WHERE show IS NOT NULL;
CREATE UNIQUE INDEX smart_collections_by_owner ON smart_collections (owner_id, name_key) WHERE owner_id IS NOT NULL;
