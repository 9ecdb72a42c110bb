"""When an article was published and changed, from the most reliable place on the page that says so."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from htmldate import find_date
from lxml import html

from crawler.extraction.embedded_json import embedded_dates
from crawler.extraction.found import Found
from crawler.extraction.page_dates import (
    PageDate,
    has_clock,
    is_same_day,
    page_dates,
    parse_on_page,
    without_prose,
)
from crawler.extraction.structured import Metadata
from crawler.text import Role, local_to_utc, parse_date, plausible
from yaluwatch.model import REJECTED, Candidate, Page, Source

_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "article.published",
    "citation_publication_date",
    "weibo:article:create_at",
    "regdate",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:updated_time",
    "lastmod",
    "last-modified",
)


def published_of(
    tree: html.HtmlElement,
    facts: Metadata,
    page: Page,
    source: Source,
    candidate: Candidate | None,
    printed: str = "",
) -> Found[datetime | None]:
    """When the article was published, aware UTC; `printed` is what the source's selector found.

    In this order: selector, JSON-LD, meta tags, the feed, and what the page shows. A date that is not
    plausible ends the search with None.
    """
    announced = candidate.published_at if candidate else None
    for text, by in (
        (printed, "selector"),
        (facts.statement.published, "json-ld"),
        *((facts.first(name), "meta") for name in _PUBLISHED),
    ):
        moment = parse_on_page(text, tree, page, source)
        if moment is None:
            continue
        if plausible(moment, page.fetched_at) is None:
            return Found(None, REJECTED + by)
        return Found(*_with_time(moment, by, text, announced, tree, page, source))
    if announced is not None:
        if plausible(announced, page.fetched_at) is None:
            return Found(None, REJECTED + "feed")
        return Found(announced, "feed")
    return _with_embedded(_shown(tree, page, source), tree, page, source)


def _with_embedded(
    shown: Found[datetime | None], tree: html.HtmlElement, page: Page, source: Source
) -> Found[datetime | None]:
    """A date shown without a time, or none: what the page's scripts say, if they name one moment only."""
    moments = {parse_on_page(text, tree, page, source) for text in embedded_dates(tree)} - {None}
    moment = plausible(moments.pop(), page.fetched_at) if len(moments) == 1 else None
    if moment is None or (shown.value is not None and not _is_refined(moment, shown.value, source)):
        return shown
    return Found(moment, "script")


def _is_refined(moment: datetime, shown: datetime, source: Source) -> bool:
    """Whether a day is shown, as midnight of the site or of UTC, and the moment is in it."""
    midnights = (local_to_utc(datetime(shown.year, shown.month, shown.day), source.timezone), shown)  # noqa: DTZ001
    is_midnight = shown.astimezone(ZoneInfo(source.timezone)).time() == time() or shown.time() == time()
    return is_midnight and any(day is not None and is_same_day(moment, day) for day in midnights)


def modified_of(facts: Metadata, page: Page, source: Source, published: datetime | None) -> datetime | None:
    """When the article was changed according to the site, aware UTC; None if not after its publication."""
    text = facts.statement.modified or facts.first(*_MODIFIED)
    moment = plausible(
        parse_date(text, source.timezone, country=source.country, now=page.fetched_at), page.fetched_at
    )
    return moment if moment and (published is None or moment > published) else None


def _with_time(
    moment: datetime,
    by: str,
    text: str,
    announced: datetime | None,
    tree: html.HtmlElement,
    page: Page,
    source: Source,
) -> tuple[datetime, str]:
    """If the page's metadata has only a date, use the feed's time on the same day, or the printed one."""
    if has_clock(text):
        return moment, by
    if announced is not None and is_same_day(announced, moment):
        return announced, "feed"
    for stamp in page_dates(tree, page, source):
        if stamp.has_clock and stamp.role is not Role.MODIFIED and is_same_day(stamp.moment, moment):
            return stamp.moment, stamp.by
    return moment, by


def _shown(tree: html.HtmlElement, page: Page, source: Source) -> Found[datetime | None]:
    """The date a page without metadata shows.

    A date printed beside the headline comes first, that of publication before one without a label, then the
    day htmldate finds in markup and URL, then any printed date. A date labelled as a change comes last.
    """
    stamps = list(page_dates(tree, page, source))
    free = [stamp for stamp in stamps if stamp.role is not Role.MODIFIED]
    near = sorted(
        (stamp for stamp in free if stamp.is_near_headline),
        key=lambda stamp: stamp.role is not Role.PUBLISHED,
    )
    if near:
        return _timed(near[0].moment, near[:1] + free, near[0].by)
    day = _htmldate_midnight(tree, page, source, extensive=False)
    if day is not None:
        swapped = next((stamp for stamp in free if _is_swapped(stamp.moment, day, source.timezone)), None)
        return Found(swapped.moment, swapped.by) if swapped else _timed(day, free, "htmldate")
    by_quality = sorted(free, key=lambda stamp: (stamp.role is not Role.PUBLISHED, not stamp.has_clock))
    if by_quality and (by_quality[0].has_clock or by_quality[0].role is Role.PUBLISHED):
        return Found(by_quality[0].moment, by_quality[0].by)
    day = _htmldate_midnight(tree, page, source, extensive=True)
    if day is not None:
        return _timed(day, [], "htmldate")
    changed = next((stamp for stamp in stamps if stamp.role is Role.MODIFIED), None)
    return Found(changed.moment, changed.by) if changed else Found(None, "none")


def _timed(day: datetime, stamps: list[PageDate], by: str) -> Found[datetime | None]:
    """A day, with the time of the first of the stamps that gives one for it."""
    for stamp in stamps:
        if stamp.has_clock and is_same_day(stamp.moment, day):
            return Found(stamp.moment, stamp.by)
    return Found(day, by)


def _is_swapped(moment: datetime, other: datetime, zone: str) -> bool:
    """Whether the other is the same printed date in another order, as htmldate reads some.

    Month and day are exchanged, or a year of two digits and the day: 18-03-08.
    """
    one, two = (value.astimezone(ZoneInfo(zone)) for value in (moment, other))
    printed = (one.year % 100, one.month, one.day)
    is_reversed = printed == (two.day, two.month, two.year % 100)
    return one != two and (is_reversed or (one.year, one.month, one.day) == (two.year, two.day, two.month))


def _htmldate_midnight(
    tree: html.HtmlElement, page: Page, source: Source, *, extensive: bool
) -> datetime | None:
    """Local midnight, in UTC, of the day by htmldate's rules; None if it finds none.

    Its search of the text (`extensive`) finds more. Prose and scripts are left out of it, because a date in
    an article is not the date of the article, and so is the first of January, which a copyright line gives.
    """
    latest = (page.fetched_at + timedelta(days=1)).replace(tzinfo=None)
    searched = without_prose(tree) if extensive else tree
    day = find_date(searched, extensive_search=extensive, original_date=True, url=page.url, max_date=latest)
    if not day or (extensive and day.endswith("-01-01")):
        return None
    return plausible(local_to_utc(datetime.fromisoformat(day), source.timezone), page.fetched_at)
