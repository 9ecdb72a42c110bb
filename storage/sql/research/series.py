"""Time series of matching articles, with the number of sources polled in each period."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from storage.contract import Point, Step, Timeline
from storage.query import Query
from storage.sql.database import Database
from storage.sql.research import counts
from storage.sql.rows import time_text
from storage.sql.tables import EARLIEST
from yaluwatch.model import Outcome

_EPOCH = date(1970, 1, 1)
_HEALTHY = frozenset({Outcome.OK, Outcome.NOT_MODIFIED, Outcome.EMPTY})


#: First day and end of a period → sources polled in it, and those that answered; of periods that are over.
Coverage = dict[tuple[date, date], tuple[int, int]]


def series(db: Database, query: Query, step: Step, known: Coverage) -> list[Point]:
    """Every period from the query's `after:` to its `before:`, or else from the first to the last match.

    What is found about periods that are over is added to `known`.
    """
    days = counts.days(db, query)
    return _points(db, _bounds(db, query, days), days, step, known)


def timeline(db: Database, query: Query, known: Coverage) -> Timeline:
    """The series by the shortest period of which there are few enough."""
    days = counts.days(db, query)
    bounds = _bounds(db, query, days)
    step = fitting_step((bounds[1] - bounds[0]).days if bounds else 0)
    return Timeline(step, _points(db, bounds, days, step, known))


def fitting_step(days: int) -> Step:
    """The period for a picture of so many days: at most some hundred and twenty of them, or months.

    >>> fitting_step(400)
    <Step.WEEK: 'week'>
    """
    return Step.DAY if days <= 120 else Step.WEEK if days <= 840 else Step.MONTH


def _bounds(db: Database, query: Query, days: Mapping[int, int]) -> tuple[date, date] | None:
    """The first and last day; None when there is none.

    A query may ask for any year; nothing is older than an id can tell, or newer than the archive.
    """
    first = query.after.date() if query.after else _day_of(min(days, default=None))
    # `before` is exclusive.
    last = _day_before(query.before) if query.before else _day_of(max(days, default=None))
    if first is None or last is None:
        return None
    newest = max(_polled(db)[1], _EPOCH + timedelta(days=max(days, default=0)))
    first, last = max(first, EARLIEST.date()), min(last, newest)
    return (first, last) if first <= last else None


def _day_of(number: int | None) -> date | None:
    return None if number is None else _EPOCH + timedelta(days=number)


def _day_before(end: datetime) -> date:
    return date.min if end.date() == date.min else (end - timedelta(seconds=1)).date()


def _polled(db: Database) -> tuple[date, date]:
    """The days of the first and of the last poll; in 1970 when there is none."""
    rows = db.execute(
        """
        SELECT (SELECT min(at) FROM fetches INDEXED BY polls_by_time WHERE kind = 'poll'),
               (SELECT max(at) FROM fetches INDEXED BY polls_by_time WHERE kind = 'poll')
        """
    )
    first, last = rows.fetchone()
    return (date.fromisoformat(first[:10]), date.fromisoformat(last[:10])) if last else (_EPOCH, _EPOCH)


def _points(
    db: Database, bounds: tuple[date, date] | None, days: Mapping[int, int], step: Step, known: Coverage
) -> list[Point]:
    if bounds is None:
        return []
    first, last = bounds
    found: dict[date, int] = defaultdict(int)
    for day, count in days.items():
        found[start_of(_EPOCH + timedelta(days=day), step)] += count
    start, last = start_of(first, step), start_of(last, step)
    points = []
    # A poll is recorded when it ends, so that one of the newest day may still come.
    oldest, newest = _polled(db)
    while start <= last:
        end = _next(start, step)
        # Most periods of an archive with a past are over before its first poll.
        is_polled = start <= newest and end > oldest
        coverage = known.get((start, end)) or (_coverage(db, start, end) if is_polled else (0, 0))
        if end < newest:
            known[start, end] = coverage
        points.append(Point(start, found.get(start, 0), *coverage))
        start = end
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


def _coverage(db: Database, first: date, end: date) -> tuple[int, int]:
    """The numbers of sources polled from a day up to another, and of those that answered at least once."""
    # Period by period: SQLite then keeps only the few sources and outcomes of one.
    rows = db.execute(
        """
        SELECT DISTINCT source, outcome FROM fetches INDEXED BY polls_by_time
        WHERE kind = 'poll' AND at >= ? AND at < ?
        """,
        [_midnight(first), _midnight(end)],
    ).fetchall()
    healthy = {source for source, outcome in rows if outcome in _HEALTHY}
    return len({source for source, _ in rows}), len(healthy)


def _midnight(day: date) -> str:
    return time_text(datetime(day.year, day.month, day.day, tzinfo=UTC))
