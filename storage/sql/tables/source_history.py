"""A source's recent history, day by day: pages fetched and rejected, and statistics of its articles."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median

from storage.contract import Day, History
from storage.sql.database import Database
from storage.sql.rows import Row, time_text, to_optional_time, to_time
from yaluwatch.model import REJECTED, Fetch, Outcome

#: How far back a source's history goes.
DAYS = 28
_LATEST_POLLS, _LATEST_PAGES = 30, 20
#: A publication date further ahead of the fetch than this can't be explained by the clock; it is wrong.
_AHEAD = timedelta(hours=1)


def read(db: Database, source_id: str, now: datetime) -> History:
    """The last four weeks of a source up to `now`."""
    since = now - timedelta(days=DAYS)
    articles = _by_day(_articles(db, source_id, since))
    outcomes = _outcomes(db, source_id, since)
    first = min([*articles, *outcomes], default=None)
    days = [
        _day(articles.get(name, []), outcomes.get(name, Counter()))
        for name in (_day_names(first, now) if first else ())
    ]
    newest = db.execute("SELECT newest_item_at FROM source_states WHERE source = ?", [source_id]).fetchone()
    return History(
        days=days,
        polls=_latest(db, source_id, "poll", _LATEST_POLLS, f"AND NOT ({_DURING_OWN_OUTAGE})"),
        pages=_latest(db, source_id, "page", _LATEST_PAGES, f"AND NOT ({_DURING_OWN_OUTAGE})"),
        newest_item_at=to_optional_time(newest[0]) if newest else None,
    )


def latest(db: Database, source_id: str, kind: str, limit: int) -> list[Fetch]:
    """A source's last rows of the fetch log, oldest first."""
    return _latest(db, source_id, kind, limit, "")


# Fetches that failed because our own connection was down: they say nothing about the source.
_DURING_OWN_OUTAGE = """
    f.outcome NOT IN ('ok', 'not_modified', 'empty') AND f.status = 0
    AND EXISTS (SELECT 1 FROM own_outages o WHERE f.at >= o.began_at AND f.at <= coalesce(o.ended_at, '9999'))
"""


def _latest(db: Database, source_id: str, kind: str, limit: int, condition: str) -> list[Fetch]:
    rows = db.query(
        f"""
        SELECT f.*, a.url AS full_url FROM fetches f LEFT JOIN private_addresses a ON a."fetch" = f.id
        WHERE f.source = ? AND f.kind = ? {condition} ORDER BY f.at DESC, f.id DESC LIMIT ?
        """,
        [source_id, kind, limit],
    )
    return [_to_fetch(row) for row in rows][::-1]


def _articles(db: Database, source_id: str, since: datetime) -> Iterable[Row]:
    # First versions only: what was read when the article was new.
    return db.query(
        """
        SELECT a.first_seen_at, a.published_at, a.language, v.authors, v.found_by, length(v.body) AS length,
               length(v.body) - length(replace(v.body, ?, '')) AS garbled
        FROM articles a JOIN versions v ON v.article = a.id AND v.number = 1
        WHERE a.source = ? AND a.first_seen_at >= ? AND NOT a.is_backfilled
        """,
        ["\ufffd", source_id, time_text(since)],
    )


def _by_day(rows: Iterable[Row]) -> dict[str, list[Row]]:
    days: dict[str, list[Row]] = {}
    for row in rows:
        days.setdefault(row["first_seen_at"][:10], []).append(row)
    return days


def _outcomes(db: Database, source_id: str, since: datetime) -> dict[str, Counter[Outcome]]:
    rows = db.execute(
        """
        SELECT substr(at, 1, 10), outcome, count(*) FROM fetches
        WHERE source = ? AND kind = 'page' AND at >= ? GROUP BY 1, 2
        """,
        [source_id, time_text(since)],
    )
    days: dict[str, Counter[Outcome]] = {}
    for day, outcome, count in rows:
        days.setdefault(day, Counter())[Outcome(outcome)] += count
    return days


def _day_names(first: str, now: datetime) -> list[str]:
    day, last = datetime.fromisoformat(first).date(), now.astimezone(UTC).date()
    return [str(day + timedelta(days=number)) for number in range((last - day).days + 1)]


def _day(articles: Sequence[Row], outcomes: Counter[Outcome]) -> Day:
    refused: dict[Outcome, int] = {
        outcome: count for outcome, count in outcomes.items() if outcome is not Outcome.OK
    }
    if not articles:
        return Day(read=outcomes.total(), refused=refused)
    rules = [json.loads(row["found_by"]) for row in articles]
    characters = sum(row["length"] for row in articles)
    return Day(
        new=len(articles),
        read=outcomes.total(),
        refused=refused,
        body_length=median(row["length"] for row in articles),
        missing={
            "authors": _share(row["authors"] == "[]" for row in articles),
            "published_at": _share(row["published_at"] is None for row in articles),
        },
        unselected={
            name: _share(found.get(name) != "selector" for found in rules)
            for name in ("title", "body", "published_at", "authors")
        },
        garbled=sum(row["garbled"] for row in articles) / characters if characters else 0.0,
        languages={
            name: count / len(articles)
            for name, count in Counter(row["language"] for row in articles).items()
        },
        dated_ahead=sum(_is_ahead(row, found) for row, found in zip(articles, rules, strict=True)),
    )


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found)


def _is_ahead(row: Row, found_by: Mapping[str, str]) -> bool:
    if row["published_at"] is None:
        return found_by.get("published_at", "").startswith(REJECTED)
    return to_time(row["published_at"]) > to_time(row["first_seen_at"]) + _AHEAD


def _to_fetch(row: Row) -> Fetch:
    return Fetch(
        source_id=row["source"],
        url=row["full_url"] or row["url"],
        kind=row["kind"],
        outcome=Outcome(row["outcome"]),
        at=to_time(row["at"]),
        status=row["status"],
        size=row["size"],
        milliseconds=row["milliseconds"],
        announced=row["announced"],
        new=row["new"],
        detail=row["detail"],
    )
