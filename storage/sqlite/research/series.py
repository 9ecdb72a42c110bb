"""Time series of matching articles, with the number of sources polled in each period."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from storage.contract import Point, Step
from storage.query import Query
from storage.sqlite.research import counts
from storage.sqlite.rows import time_text

_EPOCH = date(1970, 1, 1)


def series(db: Database, query: Query, step: Step) -> list[Point]:
    """Every period from the query's `after:` to its `before:`, or else from the first to the last match."""
    if query.before is not None and query.before.date() == date.min:
        # No day is before it.
        return []
    found: dict[date, int] = defaultdict(int)
    for day, count in counts.days(db, query).items():
        found[start_of(_EPOCH + timedelta(days=day), step)] += count
    first = start_of(query.after.date(), step) if query.after else min(found, default=None)
    # `before` is exclusive.
    last = (
        start_of((query.before - timedelta(seconds=1)).date(), step)
        if query.before
        else max(found, default=None)
    )
    if first is None or last is None:
        return []
    tried, healthy = _coverage(db, first, _next(last, step), step)
    points = []
    start = first
    while start <= last:
        points.append(Point(start, found.get(start, 0), len(tried[start]), len(healthy[start])))
        start = _next(start, step)
    return points


def start_of(day: date, step: Step) -> date:
    """The first day of the period that contains a day.

    >>> start_of(date(2026, 11, 25), Step.WEEK)
    datetime.date(2026, 11, 23)
    """
    if step is Step.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step is Step.WEEK else day


def _next(start: date, step: Step) -> date:
    """The first day of the period after one; the last day there is after the last period."""
    length = {Step.MONTH: 31, Step.WEEK: 7, Step.DAY: 1}[step]
    if (date.max - start).days < length:
        return date.max
    following = start + timedelta(days=length)
    return following.replace(day=1) if step is Step.MONTH else following


def _coverage(
    db: Database, first: date, end: date, step: Step
) -> tuple[dict[date, set[str]], dict[date, set[str]]]:
    """Sources polled, and sources with a successful poll, per period."""
    tried: dict[date, set[str]] = defaultdict(set)
    healthy: dict[date, set[str]] = defaultdict(set)
    rows = db.execute(
        """
        SELECT substr(at, 1, 10), source, max(outcome IN ('ok', 'not_modified', 'empty'))
        FROM fetches INDEXED BY polls_by_time
        WHERE kind = 'poll' AND at >= ? AND at < ? GROUP BY 1, 2
        """,
        [_midnight(first), _midnight(end)],
    )
    for day, source, is_healthy in rows:
        start = start_of(date.fromisoformat(day), step)
        tried[start].add(source)
        if is_healthy:
            healthy[start].add(source)
    return tried, healthy


def _midnight(day: date) -> str:
    return time_text(datetime(day.year, day.month, day.day, tzinfo=UTC))
