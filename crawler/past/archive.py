"""The past of a source whose archive has a page for each day, month, year or number."""

from datetime import date
from zlib import crc32

from crawler.discovery import read_listing
from crawler.fetching import outcome_of_status
from crawler.past.listing import Cursor, Lister, Listing, Range
from crawler.text import archive_address, has_dates, has_pages, period_before, period_of
from yaluwatch.model import Outcome, Page, Source

#: Pages read of one day, month or year, at most; and of an archive without dates.
MAX_PAGES, MAX_NUMBERED = 200, 20_000
# How sites answer for a day without articles, or a page beyond the last one.
_NO_PAGE = frozenset({Outcome.NOT_FOUND, Outcome.GONE, Outcome.CLIENT_ERROR})


class ArchiveLister(Lister):
    """Reads the pages of `Source.archive`, from the newest to the oldest."""

    def url(self, cursor: Cursor, source: Source, days: Range) -> str:
        """The address of the next page."""
        return archive_address(source.archive, _day(cursor, days), _page(cursor))

    def read(self, page: Page, cursor: Cursor, source: Source, days: Range) -> Listing:
        """The articles of a page; one that does not exist ends its day, month or year."""
        outcome = outcome_of_status(page.status)
        if outcome is not Outcome.OK and outcome not in _NO_PAGE:
            return Listing(next=cursor, outcome=outcome, detail=f"HTTP {page.status}")
        candidates = read_listing(page, source).candidates if outcome is Outcome.OK else ()
        # Some sites answer with the last page for every number above it.
        content = crc32("\n".join(sorted(one.url for one in candidates)).encode())
        is_dated, number, day = has_dates(source.archive), _page(cursor), _day(cursor, days)
        is_last = not candidates or content == cursor.get("content")
        if is_last or not has_pages(source.archive) or number >= (MAX_PAGES if is_dated else MAX_NUMBERED):
            following = _period_before(source.archive, day, days)
        else:
            following = {"day": str(day), "page": number + 1, "content": content}
        return Listing(next=following, candidates=candidates, is_endless=not is_dated)

    def smaller(self, cursor: Cursor) -> Cursor | None:  # noqa: ARG002 - no page can be asked for in parts
        """Never: the site decides how long its pages are."""
        return None


def _period_before(pattern: str, day: date, days: Range) -> Cursor | None:
    earlier = period_before(pattern, day)
    return {"day": str(earlier)} if earlier and earlier >= period_of(pattern, days.since) else None


def _day(cursor: Cursor, days: Range) -> date:
    day = cursor.get("day")
    return date.fromisoformat(day) if isinstance(day, str) else days.until


def _page(cursor: Cursor) -> int:
    page = cursor.get("page")
    return page if isinstance(page, int) else 1
