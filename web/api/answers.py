"""What the archive has, as the models of the API: for its routes and for the tools of `yalu mcp`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from indicators import contradiction_row, contradictions_of
from storage import (
    Archive,
    FactQuery,
    FoundFact,
    Hit,
    Order,
    Point,
    Query,
    SnippetPart,
    Step,
    StoryLine,
    caption_snippet,
    snippet,
)
from storage.exports import fact_row
from web.api.cursors import read_cursor, write_cursor
from web.api.models import (
    ArticleModel,
    ContradictionModel,
    FactModel,
    FactsPage,
    PointModel,
    SearchPage,
    SearchResult,
    Series,
    SnippetText,
    StoriesPage,
    StoryMember,
    StoryModel,
    StorySummary,
)
from web.api.problems import RequestError
from web.api.verdicts import verdict_model
from yaluwatch.errors import QueryError
from yaluwatch.model import FACT_KINDS, StoredArticle, Story

#: Results by relevance end here: each page sorts all matches again.
MAX_BY_RELEVANCE = 1_000
#: Most periods of a series.
MAX_POINTS = 20_000
# No article is dated earlier (storage/sql/tables/articles.py).
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_DIRECTIONS = ("to-north", "from-north")
_STEP_DAYS = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 28}


def search_page(archive: Archive, query: Query, order: Order, limit: int, cursor: str) -> SearchPage:
    """A page of results. Raises CursorError for a cursor of another query."""
    belongs_to = ("search", query, order)
    position = read_cursor(belongs_to, cursor)[0] if cursor else 0
    if order is Order.RELEVANCE:
        hits = archive.search.find(query, limit=limit + 1, offset=position, order=order)
        after = position + limit
        is_more = len(hits) > limit and after < MAX_BY_RELEVANCE
    else:
        hits = archive.search.find(query, limit=limit + 1, before=position or None)
        after = hits[limit - 1].id if len(hits) > limit else 0
        is_more = len(hits) > limit
    return SearchPage(
        total=None if cursor else archive.search.count(query),
        items=tuple(_result(hit, query.words) for hit in hits[:limit]),
        next=write_cursor(belongs_to, after) if is_more else None,
    )


def _result(hit: Hit, words: Sequence[str]) -> SearchResult:
    return SearchResult(
        id=hit.id,
        version=hit.version,
        url=hit.url,
        title=hit.title,
        language=hit.language,
        source=hit.source_id,
        publisher=hit.publisher,
        published_at=hit.published_at,
        first_seen_at=hit.first_seen_at,
        topics=hit.topics,
        snippet=_pieces(snippet(hit.body, words)),
        caption=_pieces(caption_snippet(hit.title, hit.body, hit.captions, words)),
    )


def _pieces(parts: Iterable[SnippetPart]) -> tuple[SnippetText, ...]:
    return tuple(SnippetText(text=part.text, is_match=part.is_match) for part in parts)


def article_model(archive: Archive, article_id: int, version: int | None = None) -> ArticleModel | None:
    """One article in its newest or the given version; None if there is none."""
    stored = archive.articles.get(article_id, version=version)
    if stored is None:
        return None
    article = stored.article
    newest = stored.version if version is None else len(archive.research.versions(article_id))
    return ArticleModel(
        **_summary(stored),
        newest_version=newest,
        body=article.body,
        authors=article.authors,
        organisation=article.organisation,
        section=article.section,
        captions=article.captions,
        tables=article.tables,
        is_partial=article.is_partial,
        modified_at=article.modified_at,
        fetched_at=article.fetched_at,
        removed_at=stored.removed_at,
        story=stored.story_id,
        extractor=article.extractor,
        verdict=verdict_model(stored.verdict) if stored.verdict else None,
    )


def _summary(stored: StoredArticle) -> dict[str, object]:
    """The fields of an `ArticleSummary`."""
    article = stored.article
    return {
        "id": stored.id,
        "version": stored.version,
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "source": article.source_id,
        "publisher": stored.publisher,
        "published_at": article.published_at,
        "first_seen_at": stored.first_seen_at,
        "topics": tuple(tag.topic for tag in stored.verdict.tags) if stored.verdict else (),
    }


def stories_page(archive: Archive, limit: int, cursor: str) -> StoriesPage:
    """A page of stories, opened last first. Raises CursorError for a cursor of something else."""
    before = read_cursor("stories", cursor)[0] if cursor else None
    lines = archive.stories.opened(limit=limit + 1, before=before)
    return StoriesPage(
        items=tuple(_line(line) for line in lines[:limit]),
        next=write_cursor("stories", lines[limit - 1].id) if len(lines) > limit else None,
    )


def _line(line: StoryLine) -> StorySummary:
    return StorySummary(
        id=line.id,
        title=line.title,
        articles=line.articles,
        publishers=line.publishers,
        first_seen_at=line.first_seen_at,
    )


def story_model(archive: Archive, story_id: int) -> StoryModel | None:
    """One story with its articles; None if there is none."""
    story: Story | None = archive.stories.get([story_id]).get(story_id)
    if story is None:
        return None
    reasons = archive.stories.reasons(story_id)
    return StoryModel(
        id=story.id,
        publishers=len({stored.publisher for stored in story.articles}),
        articles=tuple(
            StoryMember(**_summary(stored), reason=reasons.get(stored.id, "")) for stored in story.articles
        ),
    )


def series_model(archive: Archive, query: Query, by: Step, now: datetime) -> Series:
    """Matching articles per period. Raises QueryError if there would be too many periods."""
    first, last = query.after or _EARLIEST, query.before or now
    if (last - first).days // _STEP_DAYS[by] > MAX_POINTS:
        raise QueryError(f"a series has at most {MAX_POINTS} periods: write after: and before:", 0)
    return Series(by=by, points=tuple(_point(point) for point in archive.research.series(query, by)))


def _point(point: Point) -> PointModel:
    return PointModel(
        start=point.start,
        articles=point.articles,
        sources_tried=point.sources_tried,
        sources_healthy=point.sources_healthy,
    )


def facts_page(archive: Archive, query: FactQuery, limit: int, cursor: str) -> FactsPage:
    """A page of facts, newest article first.

    Raises RequestError for a cursor of another query, `asof:`, and kinds and directions that don't exist.
    """
    if query.articles.as_of is not None:
        raise RequestError("Facts can't be searched with asof:; leave it out.")
    _check("kind", query.kinds, FACT_KINDS)
    _check("direction", query.directions, _DIRECTIONS)
    belongs_to = ("facts", query)
    page = archive.facts.page(query, limit=limit, after=read_cursor(belongs_to, cursor) if cursor else None)
    return FactsPage(
        items=tuple(fact_model(found) for found in page.facts),
        next=write_cursor(belongs_to, *page.next) if page.next else None,
    )


def _check(name: str, values: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [value for value in values if value not in known]:
        raise RequestError(f"There is no {name} {unknown[0]!r}; there are {', '.join(known)}.")


def fact_model(found: FoundFact) -> FactModel:
    """One fact."""
    return FactModel.model_validate({**fact_row(found), "published_at": found.published_at})


def contradiction_models(archive: Archive, article_id: int, version: int) -> tuple[ContradictionModel, ...]:
    """Where a version of an article contradicts itself."""
    stored = archive.articles.get(article_id, version=version)
    found = contradictions_of(stored) if stored else ()
    return tuple(ContradictionModel.model_validate(contradiction_row(each)) for each in found)
