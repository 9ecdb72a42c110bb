"""Re-extraction: running the current extractor over stored pages."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.extraction.extract import extract, is_read_by_current
from crawler.extraction.several_pages import is_joined, with_body_of
from crawler.sources import UNLISTED, unlisted_source
from crawler.text import TimeLimitReached, time_limit
from storage import Archive, OutdatedVersion
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Candidate, Source

log = logging.getLogger(__name__)

_PAGE_SECONDS = 20.0


@dataclass(slots=True)
class Reextracted:
    """The result of a re-extraction."""

    #: Pages read, and the articles that changed: URL → what changed.
    read: int = 0
    changed: dict[str, str] = field(default_factory=dict)
    #: Articles left unchanged because they could not be read: reason → number.
    left: Counter[str] = field(default_factory=Counter)


def reextract(
    archive: Archive,
    sources: Sequence[Source],
    now: datetime,
    *,
    source_id: str = "",
    is_dry: bool = False,
    on_page: Callable[[Reextracted], None] = lambda _: None,
) -> Reextracted:
    """Re-extract every article read by an older extractor or other selectors; changes become new versions.

    An article that the current rules reject is left unchanged. `is_dry` only counts. `on_page` is called
    after each page. It can be interrupted: the next run continues.
    """
    known = {source.id: source for source in sources}
    done = Reextracted()

    def is_current(source_id: str, extractor: str, fetched_at: datetime) -> bool:
        return is_read_by_current(known.get(source_id), extractor, fetched_at)

    for old in archive.reextraction.pending(is_current, source_id):
        source = known.get(old.stored.article.source_id) or _unlisted(old.stored.article)
        if source is None:
            done.left["its source is no longer in the list"] += 1
            continue
        done.read += 1
        try:
            with time_limit(_PAGE_SECONDS):
                article = _read(old, source)
        except (PageRefused, TimeLimitReached) as refused:
            log.info("re-extraction skipped url=%s reason=%s", old.stored.article.url, refused)
            done.left[refused.outcome if isinstance(refused, PageRefused) else "too slow"] += 1
        else:
            if what := _difference(old.stored.article, article):
                done.changed[article.url] = what
            if not is_dry:
                archive.reextraction.add(old, article, now)
        on_page(done)
    return done


def _unlisted(article: Article) -> Source | None:
    """The source of an article from a web archive."""
    return unlisted_source(article.url) if article.source_id == UNLISTED else None


def _read(old: OutdatedVersion, source: Source) -> Article:
    """Extract the page again, with the title and date that came from the feed at the time.

    Only the first page of an article on several pages is stored, so the body of such an article is kept.
    """
    before = old.stored.article
    announced = Candidate(
        source_id=source.id,
        url=before.url,
        title=before.title if before.found_by.get("title") == "feed" else "",
        published_at=before.published_at if before.found_by.get("published_at") == "feed" else None,
    )
    article = replace(extract(old.page, source, announced), url=before.url)
    return with_body_of(before, article) if is_joined(before) else article


def _difference(before: Article, after: Article) -> str:
    """What changed, for people; empty when title, body, tables and captions are the same."""
    parts = []
    if before.title != after.title:
        parts.append("title")
    if before.body != after.body:
        parts.append(f"body {len(after.body) - len(before.body):+d} characters")
    if before.tables != after.tables:
        parts.append(f"{len(after.tables)} tables instead of {len(before.tables)}")
    if before.captions != after.captions:
        parts.append(f"{len(after.captions)} captions instead of {len(before.captions)}")
    return ", ".join(parts)
