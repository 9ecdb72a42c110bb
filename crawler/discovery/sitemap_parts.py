"""Which parts of a sitemap index to read in a poll: the newest, and over time all of them. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from urllib.parse import unquote, urlsplit
from zlib import crc32

from yaluwatch.patterns import lazy_regex

# Of the parts read in one poll, so many are reserved for those that were not read for longest.
_EXPLORED = 2

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = lazy_regex(
    r"(?<!\d)(?P<year>20\d{2})(?:(?P<separator>[-_/.]?)(?P<month>0[1-9]|1[0-2]|(?<=[-_/.])[1-9])"
    r"(?:(?P=separator)(?P<day>0[1-9]|[12]\d|3[01]|(?<=[-_/.])[1-9]))?)?(?!\d)"
)
_NAMED_MONTH = lazy_regex(
    rf"(?:(?P<year>20\d{{2}})[-_/.])?(?<![a-z])(?P<month>{'|'.join(_MONTHS)})[a-z]*(?:[-_/.](?P<after>20\d{{2}}))?(?![a-z\d])",
    re.IGNORECASE,
)
_NUMBER = lazy_regex(r"\d+")
_YEAR = timedelta(days=366)
# Parts by what their names say of them; the rest, such as posts, comes between the two.
_FIRST = lazy_regex(r"news|latest|recent|today", re.IGNORECASE)
_LAST = lazy_regex(
    r"tag|categor|author|page(?![=\d])|image|video|taxonom|product|topic|archive|static|section|misc|user",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PartVisit:
    """The last time a part of an index was read."""

    #: Aware UTC.
    at: datetime
    #: Articles it announced that were not too old; 0 when it is finished.
    announced: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The parts of an index to read in one poll."""

    urls: tuple[str, ...]
    #: Parts left for later polls, and how many of those were never read.
    postponed: int
    never_read: int


def select_parts(
    parts: Sequence[str], visits: Mapping[str, PartVisit], limit: int, now: datetime
) -> Selection:
    """The parts to read at `now` (aware UTC) out of those of an index, likely newest first.

    Most of the `limit` goes to the newest parts and those that announced articles when last read. The rest
    goes to parts never read or not read for longest, so that every part is read over time, also where the
    order was guessed wrongly.
    """
    if len(parts) <= limit:
        return Selection(tuple(parts), 0, 0)
    live = [url for url in parts[1:] if url not in visits or visits[url].announced]
    # The first is the likeliest to be the newest, even if nothing was published for a while.
    chosen = list(dict.fromkeys([parts[0], *live, *parts]))[: max(limit - _EXPLORED, 1)]
    rest = [url for url in parts if url not in chosen]
    oldest = datetime.min.replace(tzinfo=UTC)
    waiting = sorted(rest, key=lambda url: visits[url].at if url in visits else oldest)
    # Of a very large index, the log of visits covers only a part. One place goes by chance, so that the
    # others get their turn, too.
    chosen += waiting[: max(limit - len(chosen) - 1, 0)]
    left = [url for url in rest if url not in chosen]
    if left and len(chosen) < limit:
        by_chance = min(left, key=lambda url: crc32(f"{url} {now.isoformat()}".encode()))
        chosen.append(by_chance if len(visits) >= limit else waiting[limit - len(chosen)])
    unread = [url for url in parts if url not in chosen]
    return Selection(tuple(chosen), len(unread), sum(url not in visits for url in unread))


def newest_first(urls: Sequence[str], now: datetime) -> list[str]:
    """URLs of parts in an order that has the newest first at `now`, as far as their names tell.

    Dates in the names decide. Series that differ in one number are read from both ends, highest first,
    because sites count either way; series and other names take turns, news first, pictures and tags last.
    """
    dated = periods(urls, now)
    series: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        if url not in dated:
            series[_stem(url)].append(url)
    groups: dict[int, list[list[str]]] = defaultdict(list)
    groups[_rank("")].append(sorted(dated, key=lambda url: dated[url], reverse=True))
    for stem, members in series.items():
        groups[_rank(stem)].append(_from_both_ends(members))
    turns = (turn for rank in sorted(groups) for turn in zip_longest(*groups[rank]))
    return [url for turn in turns for url in turn if url is not None]


def periods(urls: Sequence[str], now: datetime) -> dict[str, datetime]:
    """The end of the day, month or year in the names of parts, aware UTC; empty if the numbers are no dates.

    They are none when some lie in the future, or when none is of the last year.
    """
    found = {url: end for url in urls if (end := end_of_period(url))}
    newest = max(found.values(), default=now)
    return found if now - _YEAR <= newest <= now + _YEAR else {}


def end_of_period(url: str) -> datetime | None:
    """The end of the day, month or year that a URL names, aware UTC; None when it names none.

    >>> end_of_period("https://news.example/sitemap-2026-11.xml").isoformat()
    '2026-12-01T00:00:00+00:00'
    """
    named = named_period(url)
    return named[1] if named else None


def named_period(url: str) -> tuple[datetime, datetime] | None:
    """Beginning and end of the day, month or year that a URL names, aware UTC; None when it names none."""
    # "?yyyy=2026&mm=11" says the same as "2026-11".
    name = re.sub(r"&\w{1,8}=", "-", _name(url))
    if (match := _NAMED_MONTH.search(name)) and (year := match["year"] or match["after"]):
        return _period(int(year), _MONTHS.index(match["month"].lower()) + 1, 0)
    if match := _DATE.search(name):
        return _period(int(match["year"]), int(match["month"] or 0), int(match["day"] or 0))
    return None


def _period(year: int, month: int, day: int) -> tuple[datetime, datetime] | None:
    try:
        start = datetime(year, month or 1, day or 1, tzinfo=UTC)
        if day:
            return start, start + timedelta(days=1)
        if month:
            return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        return start, datetime(year + 1, 1, 1, tzinfo=UTC)
    except ValueError:
        return None


def _name(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _stem(url: str) -> str:
    """What the members of a series have in common: the name without its last number."""
    name = _name(url)
    numbers = list(_NUMBER.finditer(name))
    if not numbers:
        # "post-sitemap.xml" comes before "post-sitemap2.xml".
        return re.sub(r"(\.[a-z.]+)?$", "#\\1", name, count=1) if "." in name else name
    last = numbers[-1]
    return f"{name[: last.start()].rstrip('-_')}#{name[last.end() :]}"


def _rank(stem: str) -> int:
    if _LAST.search(stem):
        return 2
    return 0 if _FIRST.search(stem) else 1


def _from_both_ends(urls: list[str]) -> list[str]:
    """A series by number: the highest, the lowest, the second highest, and so on."""
    rising = sorted(urls, key=lambda url: int((_NUMBER.findall(_name(url)) or ["0"])[-1][-18:]))
    middle = len(rising) // 2
    highest, lowest = rising[middle:][::-1], rising[:middle]
    pairs = zip_longest(highest, lowest)
    return [url for pair in pairs for url in pair if url is not None]
