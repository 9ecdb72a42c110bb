"""Trying CSS selectors on a stored page. Pure, but for the time it takes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from bs4 import BeautifulSoup

from crawler.extraction import extract
from crawler.text import decode
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Candidate, Outcome, Page, Selectors, Source

#: Larger pages are not tried, bytes: each selector reads the whole page.
MAX_PAGE = 3_000_000
# Elements are counted up to here.
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class SelectorTrial:
    """What selectors find on a page."""

    #: Name of a selector that is set → number of elements it matches, up to 1,000.
    matches: Mapping[str, int]
    #: The article with these selectors; None if the page gives none.
    article: Article | None = None
    #: Why not; None if it gives one.
    outcome: Outcome | None = None
    reason: str = ""


def try_selectors(page: Page, source: Source, selectors: Selectors, before: Article) -> SelectorTrial:
    """What `selectors` find on the page that the article `before` was read from; `source` has the others.

    The selectors must be valid. What came with the feed is announced as it was then.
    """
    if len(page.body) > MAX_PAGE:
        return SelectorTrial({}, None, Outcome.TOO_LARGE, f"the page has more than {MAX_PAGE:,} bytes")
    announced = Candidate(
        source_id=source.id,
        url=before.url,
        title=before.title if before.found_by.get("title") == "feed" else "",
        published_at=before.published_at if before.found_by.get("published_at") == "feed" else None,
    )
    try:
        # The markup is parsed here first, with the same limits on elements and nesting.
        article = extract(page, replace(source, selectors=selectors, earlier=()), announced)
    except PageRefused as refused:
        is_markup = refused.outcome not in {Outcome.NOT_HTML, Outcome.TOO_LARGE}
        matches = _matches(page, source, selectors) if is_markup else {}
        return SelectorTrial(matches, None, refused.outcome, refused.reason)
    return SelectorTrial(_matches(page, source, selectors), article)


def _matches(page: Page, source: Source, selectors: Selectors) -> Mapping[str, int]:
    if page.body.lstrip().startswith(b"%PDF"):
        return {}
    markup = decode(page.body, page.headers.get("content-type", ""), source.encoding).text
    soup = BeautifulSoup(markup, "lxml")
    rules = {name: rule for name, rule in asdict(selectors).items() if rule}
    return {name: len(soup.select(rule, limit=_MOST)) for name, rule in rules.items()}
