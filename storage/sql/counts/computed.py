"""The counts as they follow from the articles: to fill the tables, and to verify them."""

from collections.abc import Iterator

from storage.sql.counts.changes import IDS_PER_DAY
from storage.sql.database import Database

_RELEVANT = "article_facets f INDEXED BY article_facets_relevant"
_VALUES = " UNION ALL ".join(
    f"SELECT {kind} AS kind, {value} AS value, count(*) AS articles FROM {source}"
    " WHERE f.is_relevant GROUP BY 1, 2"
    for kind, value, source in (
        ("'article'", "''", _RELEVANT),
        ("'source'", "f.source", _RELEVANT),
        ("'publisher'", "f.publisher", _RELEVANT),
        ("'language'", "f.language", _RELEVANT),
        ("'day'", f"CAST(f.article / {IDS_PER_DAY} AS TEXT)", _RELEVANT),
        ("'topic'", "t.topic", f"{_RELEVANT} CROSS JOIN article_topics t ON t.article = f.article"),
        ("t.kind", "t.mention", f"{_RELEVANT} CROSS JOIN article_mentions t ON t.article = f.article"),
    )
)
_KEYS = (
    ("'source'", "f.source", ""),
    ("'publisher'", "f.publisher", ""),
    ("'language'", "f.language", ""),
    ("'day'", f"CAST(f.article / {IDS_PER_DAY} AS TEXT)", ""),
    ("'topic'", "t.topic", "CROSS JOIN article_topics t ON t.article = f.article"),
    ("t.kind", "t.mention", "CROSS JOIN article_mentions t ON t.article = f.article"),
)
_TOPICS = " UNION ALL ".join(
    f"SELECT {topic} AS topic, {kind} AS kind, {value} AS value, count(*) AS articles"
    f" FROM {source} {more} WHERE {condition} GROUP BY 1, 2, 3"
    for kind, value, more in _KEYS
    for topic, source, condition in (
        ("''", "article_facets f", "1 = 1"),
        (
            "w.topic",
            "article_topics w CROSS JOIN article_facets f ON f.article = w.article",
            "f.is_relevant = 1",
        ),
    )
)
_STORED = """
    SELECT 'stored' AS kind, '' AS value, articles FROM (SELECT count(*) AS articles FROM articles)
    WHERE articles > 0
"""
_PAIRS = f"""
    SELECT t.mention AS first, t.kind AS first_kind, o.mention AS second, o.kind AS second_kind,
           count(*) AS articles
    FROM {_RELEVANT}
    CROSS JOIN article_mentions t ON t.article = f.article
    CROSS JOIN article_mentions o ON o.article = f.article AND o.mention > t.mention
    WHERE f.is_relevant GROUP BY 1, 2, 3, 4
"""


def fill(db: Database) -> None:
    """Fill the tables relevant_counts and relevant_pairs from the articles, whatever they contain."""
    for table, computed in (("relevant_counts", _VALUES), ("relevant_pairs", _PAIRS)):
        db.execute(f"DELETE FROM {table}")
        db.execute(f"INSERT INTO {table} {computed}")
    fill_stored(db)


def fill_topics(db: Database) -> None:
    """Fill the table topic_counts from the articles, whatever it contains."""
    db.execute("DELETE FROM topic_counts")
    db.execute(f"INSERT INTO topic_counts {_TOPICS}")


def fill_stored(db: Database) -> None:
    """Count all articles again."""
    db.execute("DELETE FROM relevant_counts WHERE kind = 'stored'")
    db.execute(f"INSERT INTO relevant_counts {_STORED}")


def differing(db: Database) -> Iterator[str]:
    """What is counted wrongly: "place dandong", "the pair dandong, sinuiju"."""
    for name, table, computed in (
        ("rtrim(kind || ' ' || value)", "relevant_counts", f"{_VALUES} UNION ALL {_STORED}"),
        ("trim(topic || ' ' || kind || ' ' || value) || ' by topic'", "topic_counts", _TOPICS),
        ("'the pair ' || first || ', ' || second", "relevant_pairs", _PAIRS),
    ):
        kept = f"SELECT * FROM {table} WHERE articles != 0"
        rows = db.execute(
            f"""
            SELECT DISTINCT {name} FROM (
                SELECT * FROM ({kept} EXCEPT SELECT * FROM ({computed}))
                UNION ALL SELECT * FROM (SELECT * FROM ({computed}) EXCEPT {kept})
            ) ORDER BY 1
            """
        )
        yield from (what for (what,) in rows)
