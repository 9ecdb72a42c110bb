"""The lines beside a story or article about sanctions lists and official figures, as digests have them."""

from collections.abc import Iterable, Sequence

from alerts.indicators import lines_beside
from alerts.rendering import indicator_text, labels_in
from indicators.trade import ClaimReader, TradeBook, read_book
from storage import Archive, FoundFact
from web.context import WebContext

# How long figures are kept; an import is seen at once.
_BOOK_SECONDS = 600.0


def lines(
    site: WebContext,
    archive: Archive,
    article_ids: Sequence[int],
    facts: Iterable[FoundFact],
    language: str,
    *,
    has_links: bool,
) -> list[tuple[str, int]]:
    """Each line with the number of the article it is about; 0 if that is several, or without `has_links`.

    `facts` are those of the articles.
    """

    def read(opened: Archive, goods: frozenset[str]) -> TradeBook:
        key = ("trade figures", goods, opened.trade_statistics.state())
        return site.recent.get(key, _BOOK_SECONDS, lambda: read_book(opened, goods))

    labels = labels_in(language)
    found = lines_beside(archive, {0: article_ids}, ClaimReader(archive, read), facts)[0]
    return [(indicator_text(labels, line), line.article_id if has_links else 0) for line in found]
