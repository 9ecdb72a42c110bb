-- The set of an article's tokens is computed for the index alone: to store it as well took a sixth of the time of
-- indexing an article. The function counts as dear, so that plans ask the index, not each row.

CREATE FUNCTION words_of_long_text(tokens TEXT) RETURNS TSVECTOR IMMUTABLE PARALLEL SAFE LANGUAGE sql
    -- As many as a tsvector takes, which is a megabyte.
    RETURN (
        SELECT array_to_tsvector(coalesce(array_agg(token), '{}'))
        FROM (
            SELECT token, sum(octet_length(token)) OVER (ORDER BY place) AS bytes
            FROM (
                SELECT token, min(place) AS place
                FROM unnest(string_to_array(tokens, '  ')) WITH ORDINALITY AS t (token, place) GROUP BY token
            ) AS each
        ) AS summed
        WHERE bytes <= 900000
    );

CREATE FUNCTION words_of(title TEXT, body TEXT) RETURNS TSVECTOR
    IMMUTABLE PARALLEL SAFE COST 2000 LANGUAGE plpgsql AS $$
DECLARE
    -- Each token stands between two spaces.
    tokens TEXT := btrim(title || body, ' ');
BEGIN
    IF octet_length(tokens) > 900000 THEN
        RETURN words_of_long_text(tokens);
    END IF;
    RETURN array_to_tsvector(string_to_array(tokens, '  '));
END
$$;

-- Rows stay whole up to a page: to fetch a text from elsewhere, and unpack it, takes longer than all else that a search
-- does with an article.
ALTER TABLE article_index RENAME TO former_index;
CREATE TABLE article_index (
    article BIGINT NOT NULL,
    -- Each token between two spaces.
    title TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    -- Number of tokens.
    size BIGINT NOT NULL
) WITH (toast_tuple_target = 8160);
INSERT INTO article_index SELECT article, title || '', body || '', size FROM former_index ORDER BY article;
DROP TABLE former_index;
ALTER TABLE article_index ADD PRIMARY KEY (article);
CREATE INDEX article_index_words ON article_index USING gin (words_of(title, body));
-- ANALYZE would compute it for thousands of articles, each time. Without, a word counts as one that few have, which
-- gives the plan we want: the index first.
ALTER INDEX article_index_words ALTER COLUMN 1 SET STATISTICS 0;
ALTER TABLE article_index ALTER COLUMN title SET STATISTICS 0, ALTER COLUMN body SET STATISTICS 0;

-- The place of each token of a text where a stretch of tokens begins, in tokens from the start.
CREATE FUNCTION places_of(stretch TEXT, tokens TEXT) RETURNS INTEGER[] IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE
    found INTEGER[] := '{}';
    rest TEXT := tokens;
    passed INTEGER := 0;
    place INTEGER;
BEGIN
    LOOP
        place := strpos(rest, stretch);
        EXIT WHEN place = 0;
        -- Every token before it ends in one space and the next begins with one.
        passed := passed + (place - 1 - length(replace(left(rest, place - 1), ' ', ''))) / 2;
        found := found || passed;
        -- Go on behind its first token.
        rest := substr(rest, place + 1);
        rest := substr(rest, strpos(rest, ' ') + 1);
        passed := passed + 1;
    END LOOP;
    RETURN found;
END
$$;

-- For each stretch of tokens (a JSON list), at how many places it stands near all others. FTS5 moves forward in the
-- lists of places in this way (fts5ExprNearIsMatch in https://sqlite.org/src/file/ext/fts5/fts5_expr.c).
CREATE FUNCTION near_places(tokens TEXT, stretches TEXT, distance BIGINT) RETURNS INTEGER[]
    IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE
    wanted TEXT[] := ARRAY(SELECT json_array_elements_text(CAST(stretches AS JSON)));
    count CONSTANT INTEGER := array_length(wanted, 1);
    lengths INTEGER[];
    -- The places of all stretches, one list after the other; where each list is read, and ends.
    places INTEGER[] := '{}';
    at INTEGER[];
    ends INTEGER[];
    counted INTEGER[] := array_fill(0, ARRAY[count]);
    last INTEGER[] := array_fill(-1, ARRAY[count]);
    latest INTEGER;
    earliest INTEGER;
    first INTEGER;
    following INTEGER;
    is_match BOOLEAN;
BEGIN
    FOR number IN 1 .. count LOOP
        lengths[number] := array_length(string_to_array(btrim(wanted[number], ' '), '  '), 1);
        at[number] := cardinality(places) + 1;
        places := places || places_of(wanted[number], tokens);
        ends[number] := cardinality(places);
        IF ends[number] < at[number] THEN
            RETURN counted;
        END IF;
    END LOOP;
    LOOP
        latest := places[at[1]];
        LOOP
            is_match := TRUE;
            FOR number IN 1 .. count LOOP
                earliest := latest - lengths[number] - distance;
                IF places[at[number]] NOT BETWEEN earliest AND latest THEN
                    is_match := FALSE;
                    WHILE places[at[number]] < earliest LOOP
                        at[number] := at[number] + 1;
                        IF at[number] > ends[number] THEN
                            RETURN counted;
                        END IF;
                    END LOOP;
                    latest := greatest(latest, places[at[number]]);
                END IF;
            END LOOP;
            EXIT WHEN is_match;
        END LOOP;
        -- Count each place once, and go on in the list whose next place comes first.
        first := NULL;
        FOR number IN 1 .. count LOOP
            IF places[at[number]] <> last[number] THEN
                last[number] := places[at[number]];
                counted[number] := counted[number] + 1;
            END IF;
            IF at[number] < ends[number] AND (first IS NULL OR places[at[number] + 1] < following) THEN
                first := number;
                following := places[at[number] + 1];
            END IF;
        END LOOP;
        IF first IS NULL THEN
            RETURN counted;
        END IF;
        at[first] := at[first] + 1;
    END LOOP;
END
$$;

-- The same for title and body: a place in the title counts five times.
CREATE FUNCTION near_times(title TEXT, body TEXT, stretches TEXT, distance BIGINT, number INTEGER) RETURNS INTEGER
    IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN 5 * (near_places(title, stretches, distance))[number] + (near_places(body, stretches, distance))[number];

-- Of two columns PostgreSQL guesses that one is less than the other in a third of all rows.
CREATE STATISTICS article_facets_behind ON (version - judged_version) FROM article_facets;
