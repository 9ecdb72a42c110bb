"""Reads the counts that are kept."""

from collections.abc import Iterable, Sequence

from storage.sql.database import Database
from storage.sql.rows import AMONG, among


def read(db: Database, kind: str, topic: str | None = None) -> dict[str, int]:
    """Value → number of articles: of "source", "topic", "place" or "day" (days since 1970).

    Of relevant articles, of those with a topic, or of `ALL`.
    """
    if topic is None:
        rows = db.execute(
            "SELECT value, articles FROM relevant_counts WHERE kind = ? AND articles != 0", [kind]
        )
    else:
        rows = db.execute(
            "SELECT value, articles FROM topic_counts WHERE topic = ? AND kind = ? AND articles != 0",
            [topic, kind],
        )
    return dict(rows.fetchall())


def days(db: Database, wanted: range, topic: str | None = None) -> dict[int, int]:
    """Day, since 1970 → number of articles, as `read`."""
    found = {int(day): articles for day, articles in read(db, "day", topic).items()}
    return {day: articles for day, articles in found.items() if day in wanted}


def total(db: Database, kind: str = "article", values: Iterable[str] = ("",)) -> int:
    """The sum of the counts of these values; by default the number of relevant articles."""
    # Publishers are found in any case, as by a search.
    collation = "COLLATE NOCASE" if kind == "publisher" else ""
    statement = f"""
        SELECT coalesce(sum(articles), 0) FROM relevant_counts
        WHERE kind = ? AND value {collation} IN {AMONG}
    """
    return int(db.execute(statement, [kind, among(values)]).fetchone()[0])


def pairs(db: Database, kinds: Sequence[str]) -> dict[tuple[str, str], int]:
    """Two mentions of these kinds → number of relevant articles that have both."""
    among = ", ".join("?" * len(kinds))
    rows = db.execute(
        f"""
        SELECT first, second, sum(articles) FROM relevant_pairs
        WHERE first_kind IN ({among}) AND second_kind IN ({among}) GROUP BY 1, 2 HAVING sum(articles) > 0
        """,
        [*kinds, *kinds],
    )
    return {(first, second): count for first, second, count in rows}
