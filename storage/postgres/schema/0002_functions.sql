-- Functions that SQLite has and the shared statements use, and those of the full-text index.

CREATE FUNCTION max(a BIGINT, b BIGINT) RETURNS BIGINT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN greatest(a, b) END;
CREATE FUNCTION max(a DOUBLE PRECISION, b DOUBLE PRECISION) RETURNS DOUBLE PRECISION IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN greatest(a, b) END;
CREATE FUNCTION max(a TEXT, b TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN greatest(a COLLATE "C", b COLLATE "C") END;
CREATE FUNCTION min(a BIGINT, b BIGINT) RETURNS BIGINT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN least(a, b) END;
CREATE FUNCTION min(a TEXT, b TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN least(a COLLATE "C", b COLLATE "C") END;

-- One row for each member of a list, or of an object.
CREATE FUNCTION json_each(document TEXT) RETURNS TABLE (key TEXT, value TEXT)
    IMMUTABLE PARALLEL SAFE ROWS 20 LANGUAGE sql AS $$
    SELECT CAST(position - 1 AS TEXT), member
    FROM json_array_elements_text(CASE json_typeof(CAST(document AS JSON)) WHEN 'array' THEN CAST(document AS JSON) ELSE '[]' END)
        WITH ORDINALITY AS m (member, position)
    UNION ALL
    SELECT key, value
    FROM json_each_text(CASE json_typeof(CAST(document AS JSON)) WHEN 'object' THEN CAST(document AS JSON) ELSE '{}' END)
$$;

-- The same for the list under a name: path is '$.name'.
CREATE FUNCTION json_each(document TEXT, path TEXT) RETURNS TABLE (key TEXT, value TEXT)
    IMMUTABLE PARALLEL SAFE ROWS 20 LANGUAGE sql AS $$
    SELECT * FROM json_each(coalesce(CAST(CAST(document AS JSON) -> substr(path, 3) AS TEXT), '[]'))
$$;

CREATE FUNCTION json_member(document TEXT, name TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CAST(document AS JSON) ->> name;
CREATE FUNCTION json_member(document TEXT, number BIGINT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CAST(document AS JSON) ->> CAST(number AS INTEGER);
CREATE FUNCTION json_member(document TEXT, number INTEGER) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CAST(document AS JSON) ->> number;
CREATE OPERATOR ->> (LEFTARG = TEXT, RIGHTARG = TEXT, FUNCTION = json_member);
CREATE OPERATOR ->> (LEFTARG = TEXT, RIGHTARG = BIGINT, FUNCTION = json_member);
CREATE OPERATOR ->> (LEFTARG = TEXT, RIGHTARG = INTEGER, FUNCTION = json_member);

CREATE FUNCTION json_list(members TEXT[]) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CAST(to_json(coalesce(members, '{}')) AS TEXT);
CREATE AGGREGATE json_group_array(TEXT) (
    SFUNC = array_append, STYPE = TEXT[], FINALFUNC = json_list
);

CREATE FUNCTION iif(condition BOOLEAN, a ANYELEMENT, b ANYELEMENT) RETURNS ANYELEMENT
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS 'SELECT CASE WHEN $1 THEN $2 ELSE $3 END';

CREATE FUNCTION substr(document TEXT, start BIGINT, length BIGINT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN substr(document, CAST(start AS INTEGER), CAST(length AS INTEGER));
CREATE FUNCTION substr(document TEXT, start BIGINT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN substr(document, CAST(start AS INTEGER));
CREATE FUNCTION instr(document TEXT, part TEXT) RETURNS INTEGER IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN strpos(document, part);

-- How often a stretch of tokens stands in an article; in the title, it counts five times.
CREATE FUNCTION times_in(title TEXT, body TEXT, stretch TEXT) RETURNS INTEGER IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN (5 * (octet_length(title) - octet_length(replace(title, stretch, '')))
        + octet_length(body) - octet_length(replace(body, stretch, ''))) / octet_length(stretch);

-- Okapi BM25 as FTS5 computes it (https://www.sqlite.org/fts5.html#the_bm25_function): k1 = 1.2, b = 0.75.
CREATE FUNCTION inverse_frequency(articles_with BIGINT) RETURNS DOUBLE PRECISION STABLE LANGUAGE sql
    RETURN (SELECT greatest(ln((articles - articles_with + 0.5) / (articles_with + 0.5)), 0.000001)
            FROM article_index_totals);
CREATE FUNCTION bm25(weight DOUBLE PRECISION, times INTEGER, size BIGINT, average DOUBLE PRECISION)
    RETURNS DOUBLE PRECISION IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * size / average));

-- Whether stretches of tokens (a JSON list) stand in a text near each other: for some place where one of them
-- begins, each begins not after it, with at most `distance` tokens between its end and that place.
CREATE FUNCTION are_near(tokens TEXT, stretches TEXT, distance BIGINT) RETURNS BOOLEAN
    IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE
    wanted TEXT[] := ARRAY(SELECT json_array_elements_text(CAST(stretches AS JSON)));
    stretch TEXT;
    rest TEXT;
    place INTEGER;
    passed INTEGER;
    -- For each stretch where it begins, in tokens from the start of the text, and how many tokens it has.
    begins INTEGER[];
    of INTEGER[];
    lengths INTEGER[];
    last INTEGER;
BEGIN
    FOR number IN 1 .. array_length(wanted, 1) LOOP
        stretch := wanted[number];
        lengths[number] := array_length(string_to_array(trim(stretch), '  '), 1);
        rest := tokens;
        passed := 0;
        LOOP
            place := strpos(rest, stretch);
            EXIT WHEN place = 0;
            -- Every token before it ends in one space and the next begins with one.
            passed := passed + (length(left(rest, place - 1)) - length(replace(left(rest, place - 1), ' ', ''))) / 2;
            begins := begins || passed;
            of := of || number;
            -- Go on behind its first token.
            rest := substr(rest, place + 1);
            rest := substr(rest, strpos(rest, ' ') + 1);
            passed := passed + 1;
        END LOOP;
        IF NOT number = ANY (coalesce(of, '{}')) THEN
            RETURN FALSE;
        END IF;
    END LOOP;
    FOREACH last IN ARRAY begins LOOP
        IF (
            SELECT count(DISTINCT b.number) = array_length(wanted, 1)
            FROM unnest(begins, of) AS b (start, number)
            WHERE b.start BETWEEN last - lengths[b.number] - distance AND last
        ) THEN
            RETURN TRUE;
        END IF;
    END LOOP;
    RETURN FALSE;
END
$$;
