"""Collects what verdicts change in the counts, and writes it at the end of their transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from storage.sql.database import Database

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


@dataclass(frozen=True, slots=True)
class Counted:
    """What a relevant article counts for."""

    article_id: int
    source: str
    publisher: str
    language: str
    topics: Sequence[str]
    #: Mention → its kind.
    mentions: Mapping[str, str]


def add_stored(db: Database, number: int) -> None:
    """Count new articles among all that are stored."""
    if number:
        db.execute(_ADD_VALUE, ["stored", "", number])


class CountChanges:
    """The changes of one transaction: many articles change the same few rows."""

    def __init__(self) -> None:
        self._values: Counter[tuple[str, str]] = Counter()
        self._pairs: Counter[tuple[str, str, str, str]] = Counter()

    def add(self, counted: Counted) -> None:
        """Count an article that has become relevant."""
        self._change(counted, 1)

    def remove(self, counted: Counted) -> None:
        """Count an article no longer, or not as what it was."""
        self._change(counted, -1)

    def write(self, db: Database) -> None:
        """Write the changes, in the order of the rows."""
        values = sorted((key, change) for key, change in self._values.items() if change)
        pairs = sorted((key, change) for key, change in self._pairs.items() if change)
        db.conn.executemany(_ADD_VALUE, [(*key, change) for key, change in values])
        db.conn.executemany(_ADD_PAIR, [(*key, change) for key, change in pairs])

    def _change(self, counted: Counted, by: int) -> None:
        values = self._values
        values["article", ""] += by
        values["source", counted.source] += by
        values["publisher", counted.publisher] += by
        values["language", counted.language] += by
        values["day", str(counted.article_id // IDS_PER_DAY)] += by
        for topic in counted.topics:
            values["topic", topic] += by
        for mention, kind in counted.mentions.items():
            values[kind, mention] += by
        for first, second in combinations(sorted(counted.mentions.items()), 2):
            self._pairs[*first, *second] += by
