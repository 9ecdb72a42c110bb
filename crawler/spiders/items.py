"""What spiders pass to the pipeline."""

from dataclasses import dataclass

from yaluwatch.model import Article, Fetch, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article on its way into the archive."""

    article: Article
    #: The page it was extracted from; None when it came from the feed.
    page: Page | None
    #: The log row of that page's fetch; None when it came from the feed.
    fetch: Fetch | None
    #: The feed's own id of it (`Candidate.guid`).
    guid: str = ""
    #: The backfill it was read for; 0 for a crawl.
    backfill_id: int = 0
