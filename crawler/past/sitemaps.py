"""The past of a source by the sitemaps of its site."""

from crawler.discovery import read_whole_sitemap
from crawler.fetching import outcome_of_status
from crawler.past.listing import Cursor, Lister, Listing, Range
from yaluwatch.model import Outcome, Page, Source

#: Parts that are remembered of all indexes of a site, at most.
MAX_PARTS = 20_000


class SitemapsLister(Lister):
    """Reads every sitemap in the cursor's "todo", and the parts of those that are an index."""

    def url(self, cursor: Cursor, source: Source, days: Range) -> str:  # noqa: ARG002 - parts have no dates
        """The address of the next sitemap."""
        return _todo(cursor)[0]

    def read(self, page: Page, cursor: Cursor, source: Source, days: Range) -> Listing:
        """The articles of a sitemap that may lie in the range, or nothing for an index."""
        first, *rest = _todo(cursor)
        outcome = outcome_of_status(page.status)
        if outcome is not Outcome.OK:
            return Listing(next=_cursor(rest), outcome=outcome, detail=f"{first}: HTTP {page.status}")
        reading = read_whole_sitemap(page, source, days.start, days.end)
        if reading.outcome not in {Outcome.OK, Outcome.EMPTY}:
            return Listing(next=_cursor(rest), outcome=reading.outcome, detail=f"{first}: {reading.detail}")
        new = [url for url in reading.follow if url != first and url not in rest]
        todo = [*new, *rest][:MAX_PARTS]
        return Listing(next=_cursor(todo), candidates=reading.candidates, detail=reading.detail)

    def smaller(self, cursor: Cursor) -> Cursor | None:
        """The next sitemap: one that can't be read must not hold up the others."""
        return _cursor(_todo(cursor)[1:])


def _todo(cursor: Cursor) -> list[str]:
    todo = cursor.get("todo")
    return [str(url) for url in todo] if isinstance(todo, list) else []


def _cursor(todo: list[str]) -> Cursor | None:
    return {"todo": todo} if todo else None
