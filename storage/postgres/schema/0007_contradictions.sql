-- Contradictions within articles, written with the facts of a version.

CREATE TABLE contradictions (
    article BIGINT NOT NULL REFERENCES articles (id),
    version BIGINT NOT NULL,
    -- Counted from 1.
    number BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    sentence TEXT COLLATE "C" NOT NULL,
    start BIGINT,
    other_text TEXT COLLATE "C" NOT NULL,
    other_sentence TEXT COLLATE "C" NOT NULL,
    other_start BIGINT,
    PRIMARY KEY (article, version, number)
);
