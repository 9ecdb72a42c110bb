"""Verification of the tables that filters and counts read: they must follow from the verdicts in force."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from storage.sql import counts
from storage.sql.checking.problems import About, Problems
from storage.sql.database import Database
from storage.sql.rows import Row

_CHUNK = 1_000

# The verdict in force is the last one on the version that was judged last.
_JUDGED = f"""
    SELECT f.article, f.judged_version, f.relevance, f.is_relevant,
           d.relevance AS judged_relevance, d.is_relevant AS judged_is_relevant, d.tags, d.mentions
    FROM article_facets f
    LEFT JOIN verdicts d ON d.id = (
        SELECT max(id) FROM verdicts WHERE article = f.article AND version = f.judged_version
    )
    WHERE f.article > ? ORDER BY f.article LIMIT {_CHUNK}
"""
_TOPICS = "SELECT article, topic, probability FROM article_topics WHERE article BETWEEN ? AND ?"
_MENTIONS = "SELECT article, mention, kind, times FROM article_mentions WHERE article BETWEEN ? AND ?"

Facts = dict[int, dict[str, Any]]


def check(db: Database, problems: Problems) -> None:
    """Compare relevance, topics and mentions of every article with its verdict in force."""
    for rows, topics, mentions in _chunks(db):
        for row in rows:
            article = row["article"]
            _check_one(row, topics.get(article, {}), mentions.get(article, {}), problems)
    (strays,) = db.execute(
        """
        SELECT count(*) FROM (
            SELECT article FROM article_topics UNION SELECT article FROM article_mentions
            EXCEPT SELECT article FROM article_facets
        )
        """
    ).fetchone()
    if strays:
        problems.add(About.FILTERS, f"there are topics or places of {strays} articles that do not exist")


def check_counts(db: Database, problems: Problems) -> None:
    """Compare what is kept up to date for rounds and counts with the rows it is about."""
    (ungrouped,) = db.execute(
        """
        SELECT count(*) FROM article_facets f
        WHERE (f.is_grouped = 1) != EXISTS (SELECT 1 FROM story_articles s WHERE s.article = f.article)
        """
    ).fetchone()
    if ungrouped:
        problems.add(About.FILTERS, f"whether they have a story is wrong for {ungrouped} articles")
    for what in counts.differing(db):
        problems.add(About.FILTERS, f"the number of articles is wrong for {what}; `yalu reindex` repairs it")


def _check_one(row: Row, topics: dict[str, Any], mentions: dict[str, Any], problems: Problems) -> None:
    wanted_topics = {tag["topic"]: tag["probability"] for tag in json.loads(row["tags"] or "[]")}
    wanted_mentions = _counted(json.loads(row["mentions"] or "[]"))
    name = f"article {row['article']}"
    if (row["relevance"], row["is_relevant"]) != (row["judged_relevance"], row["judged_is_relevant"] or 0):
        problems.add(About.FILTERS, f"the relevance of {name} is not that of its verdict")
    if topics != wanted_topics:
        problems.add(About.FILTERS, f"the topics of {name} are not those of its verdict")
    if mentions != wanted_mentions:
        problems.add(
            About.FILTERS, f"the places, actors, goods or rules of {name} are not those of its verdict"
        )


def _counted(mentions: list[dict[str, Any]]) -> dict[str, tuple[str, int]]:
    """Mention → kind and number of times, as the table has it: of an id with two kinds, the first."""
    times: dict[tuple[str, str], int] = defaultdict(int)
    for mention in mentions:
        times[mention["id"], mention["kind"]] += 1
    found: dict[str, tuple[str, int]] = {}
    for (mention_id, kind), count in times.items():
        found.setdefault(mention_id, (kind, count))
    return found


def _chunks(db: Database) -> Iterator[tuple[Sequence[Row], Facts, Facts]]:
    """Articles with their verdicts, topics and mentions, each chunk read in one snapshot."""
    after = 0
    while True:
        # A savepoint is a transaction that may stand inside another.
        db.execute("SAVEPOINT filter_check")
        try:
            rows = list(db.query(_JUDGED, [after]))
            if not rows:
                return
            span = [rows[0]["article"], rows[-1]["article"]]
            topics: Facts = defaultdict(dict)
            for article, topic, probability in db.execute(_TOPICS, span):
                topics[article][topic] = probability
            mentions: Facts = defaultdict(dict)
            for article, mention, kind, times in db.execute(_MENTIONS, span):
                mentions[article][mention] = (kind, times)
        finally:
            db.execute("RELEASE filter_check")
        yield rows, topics, mentions
        after = rows[-1]["article"]
