"""The past of a source whose list goes on: the further pages of a feed, of an API, or of a listing."""

from collections.abc import Callable, Mapping
from zlib import crc32

from crawler.discovery import Announcement, read_feed, read_json_api, read_listing
from crawler.fetching import outcome_of_status
from crawler.past.listing import Cursor, Lister, Listing, Range
from yaluwatch.model import Outcome, Page, Source, SourceKind

#: Pages read of one list, at most.
MAX_PAGES = 5_000

_READERS: Mapping[SourceKind, Callable[[Page, Source], Announcement]] = {
    SourceKind.FEED: read_feed,
    SourceKind.LISTING: read_listing,
    SourceKind.JSON: read_json_api,
}
# How sites answer for a page beyond the last one.
_PAST_END = frozenset({Outcome.NOT_FOUND, Outcome.GONE, Outcome.CLIENT_ERROR, Outcome.EMPTY})


class PagesLister(Lister):
    """Follows the links to older pages, from each URL of a source, until one has nothing new."""

    def url(self, cursor: Cursor, source: Source, days: Range) -> str:  # noqa: ARG002 - the list has no dates
        """The address of the next page."""
        return str(cursor.get("url") or source.urls[_number(cursor, "start")])

    def read(self, page: Page, cursor: Cursor, source: Source, days: Range) -> Listing:
        """The articles of a page; those dated outside the range are left out."""
        outcome, number = outcome_of_status(page.status), _number(cursor, "page")
        reading = (
            _READERS[source.kind](page, source)
            if outcome is Outcome.OK
            else Announcement(outcome=outcome, detail=f"HTTP {page.status}")
        )
        if reading.outcome in _PAST_END and number:
            return Listing(next=_next_start(cursor, source))
        if reading.outcome is not Outcome.OK:
            return Listing(next=cursor, outcome=reading.outcome, detail=reading.detail)
        # Some sites answer with the last page for every number above it.
        content = crc32("\n".join(sorted(one.url for one in reading.candidates)).encode())
        dates = [one.published_at for one in reading.candidates if one.published_at]
        is_older = len(dates) == len(reading.candidates) and max(dates) < days.start
        is_end = is_older or not reading.follow or content == cursor.get("content") or number >= MAX_PAGES
        following = {
            "start": _number(cursor, "start"),
            "page": number + 1,
            "url": reading.follow[0] if reading.follow else "",
            "content": content,
        }
        return Listing(
            next=_next_start(cursor, source) if is_end else following,
            candidates=[
                one for one in reading.candidates if one.published_at is None or one.published_at in days
            ],
            detail=reading.detail,
            is_complete=is_older or number > 0,
            is_endless=not dates,
        )

    def smaller(self, cursor: Cursor) -> Cursor | None:  # noqa: ARG002
        """Never: the site decides how long its pages are."""
        return None


def _next_start(cursor: Cursor, source: Source) -> Cursor | None:
    start = _number(cursor, "start") + 1
    return {"start": start} if start < len(source.urls) else None


def _number(cursor: Cursor, name: str) -> int:
    value = cursor.get(name, 0)
    return value if isinstance(value, int) else 0
