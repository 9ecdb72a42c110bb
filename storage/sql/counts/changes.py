"""Collects what verdicts change in the counts, and writes it at the end of their transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from storage.sql.database import Database
from storage.sql.rows import AMONG_IDS, among

#: Seconds of a day times the ids of a second (storage/sql/tables/articles.py): an id divided by it is the
#: day of publication, in days since 1970.
IDS_PER_DAY = 86_400 << 10

_ADD_VALUE = """
    INSERT INTO relevant_counts (kind, value, articles) VALUES (?, ?, ?)
    ON CONFLICT (kind, value) DO UPDATE SET articles = relevant_counts.articles + excluded.articles
"""
_ADD_PAIR = """
    INSERT INTO relevant_pairs (first, first_kind, second, second_kind, articles) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (first, first_kind, second, second_kind)
    DO UPDATE SET articles = relevant_pairs.articles + excluded.articles
"""


_ADD_TOPIC_VALUE = """
    INSERT INTO topic_counts (topic, kind, value, articles) VALUES (?, ?, ?, ?)
    ON CONFLICT (topic, kind, value) DO UPDATE SET articles = topic_counts.articles + excluded.articles
"""
#: In place of a topic: all articles, relevant or not.
ALL = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What an article counts for by its verdict."""

    article_id: int
    is_relevant: bool
    source: str
    publisher: str
    language: str
    topics: Sequence[str]
    #: Mention → its kind.
    mentions: Mapping[str, str]


def add_stored(db: Database, ids: Sequence[int]) -> None:
    """Count new articles, which have no verdict yet, among all that are stored."""
    if not ids:
        return
    db.execute(_ADD_VALUE, ["stored", "", len(ids)])
    found: Counter[tuple[str, str]] = Counter()
    for article, source, publisher, language in db.execute(
        f"SELECT article, source, publisher, language FROM article_facets WHERE article IN {AMONG_IDS}",
        [among(ids)],
    ):
        found.update(_of_article(article, source, publisher, language))
    db.conn.executemany(_ADD_TOPIC_VALUE, [(ALL, *key, change) for key, change in sorted(found.items())])


def _of_article(article_id: int, source: str, publisher: str, language: str) -> list[tuple[str, str]]:
    """Kinds and values of what an article counts for whatever its verdict."""
    day = str(article_id // IDS_PER_DAY)
    return [("source", source), ("publisher", publisher), ("language", language), ("day", day)]


class CountChanges:
    """The changes of one transaction: many articles change the same few rows."""

    def __init__(self) -> None:
        self._values: Counter[tuple[str, str]] = Counter()
        self._pairs: Counter[tuple[str, str, str, str]] = Counter()
        self._topics: Counter[tuple[str, str, str]] = Counter()

    def add(self, counted: Counted) -> None:
        """Count an article by its verdict."""
        self._change(counted, 1)

    def remove(self, counted: Counted) -> None:
        """Count an article no longer by this verdict."""
        self._change(counted, -1)

    def write(self, db: Database) -> None:
        """Write the changes, in the order of the rows."""
        values = sorted((key, change) for key, change in self._values.items() if change)
        pairs = sorted((key, change) for key, change in self._pairs.items() if change)
        db.conn.executemany(_ADD_VALUE, [(*key, change) for key, change in values])
        db.conn.executemany(_ADD_PAIR, [(*key, change) for key, change in pairs])
        topics = sorted((key, change) for key, change in self._topics.items() if change)
        db.conn.executemany(_ADD_TOPIC_VALUE, [(*key, change) for key, change in topics])

    def _change(self, counted: Counted, by: int) -> None:
        judged = [("topic", topic) for topic in counted.topics]
        judged += [(kind, mention) for mention, kind in counted.mentions.items()]
        for key in judged:
            self._topics[ALL, *key] += by
        if not counted.is_relevant:
            return
        keys = judged + _of_article(counted.article_id, counted.source, counted.publisher, counted.language)
        self._values["article", ""] += by
        for key in keys:
            self._values[key] += by
        for topic in counted.topics:
            for key in keys:
                self._topics[topic, *key] += by
        for first, second in combinations(sorted(counted.mentions.items()), 2):
            self._pairs[*first, *second] += by
