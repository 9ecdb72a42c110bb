"""What spiders hand to the pipeline."""

from dataclasses import dataclass

from yaluwatch.model import Article, Fetch, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article on its way into the archive."""

    article: Article
    #: The page it was read from; None when the feed carried it.
    page: Page | None
    #: Its row for the ledger; None when the feed carried it.
    fetch: Fetch | None
