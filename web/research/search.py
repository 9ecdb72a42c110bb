"""Search in the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Query as Argument
from fastapi.responses import RedirectResponse

from alerts.rendering import labels_in
from storage import Archive, Format, Hit, Query, SnippetPart, caption_snippet, snippet
from storage.query import with_filter
from web.access import Right, needs
from web.context import LARGEST_ID, Opened, Shown, WebContext
from web.headlines import Headline, Sense, senses
from web.research.asked import Asked, TypedQuery, with_mistake
from web.templating import TEMPLATES, language_of

router = APIRouter(dependencies=[needs(Right.READ)])

_LINES = 25
# By relevance, each page costs as much as all of them: so many of the newest matches are ranked.
_LONGEST_RANKING = 500
# Counting goes this far; the counts beside the results have the whole number.
_COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All that is shown of a search result: equal values look the same."""

    #: Of the article.
    id: int
    #: The version that was found, if it may be another than the newest, else None.
    version: int | None
    title: str
    #: ISO 639-1.
    language: str
    #: Stored translation of the headline, "" without one, and what it means by our own lists.
    sense: Sense
    #: Name of the source.
    source: str
    #: When it was published; when it was first seen if the site does not say.
    at: datetime
    is_published: bool
    #: Id and name of each topic, the most probable first.
    topics: tuple[tuple[str, str], ...]
    snippet: tuple[SnippetPart, ...]
    #: A caption with a word that is only there; empty if all words are in title or body.
    caption: tuple[SnippetPart, ...]


@router.get("/search")
def search(
    request: Request,
    site: Shown,
    archive: Opened,
    typed: TypedQuery,
    before: Annotated[int | None, Argument(ge=0, le=LARGEST_ID)] = None,
    skip: Annotated[int, Argument(ge=0, le=_LONGEST_RANKING)] = 0,
    asof: date | None = None,
) -> Response:
    """The newest articles, or those that match a query; the next page begins below an id, or after a rank."""
    asked = typed.read(site, archive)
    if asked.query is None:
        return with_mistake(request, asked)
    if asof is not None:
        return RedirectResponse(asked.link_to(with_filter(asked.text, "asof", str(asof))), 303)
    found, tongue = _found(archive, asked, asked.query, before, skip), language_of(request)
    words = {
        "page": "search",
        "asked": asked,
        "lines": _lines(site, archive, asked.query, found, tongue),
        "total": archive.search.count(asked.query, at_most=_COUNTED + 1),
        "counted": _COUNTED,
        "ranked": _LONGEST_RANKING,
        "next": _next(asked, found, skip),
        "is_first": before is None and not skip,
        "formats": list(Format),
        "today": datetime.now(UTC).date(),
    }
    return TEMPLATES.TemplateResponse(request, "research/search.html", words)


def _found(archive: Archive, asked: Asked, query: Query, before: int | None, skip: int) -> list[Hit]:
    offset = skip if asked.is_ranked else 0
    return archive.search.find(
        query, limit=_LINES, offset=offset, order=asked.order, before=before, ranked=_LONGEST_RANKING
    )


def _lines(
    site: WebContext, archive: Archive, query: Query, found: Sequence[Hit], language: str
) -> tuple[Line, ...]:
    names, topic_name, sought = site.names(), labels_in(language).topic, query.words
    headlines = [Headline(hit.id, hit.version, hit.language, hit.title) for hit in found]
    meanings, unknown = senses(site, archive, headlines, language), Sense()
    return tuple(
        Line(
            id=hit.id,
            version=hit.version if query.as_of else None,
            title=hit.title,
            language=hit.language,
            sense=meanings.get(hit.id, unknown),
            source=names.get(hit.source_id, hit.publisher),
            at=hit.published_at or hit.first_seen_at,
            is_published=hit.published_at is not None,
            topics=tuple((topic, topic_name(topic)) for topic in hit.topics),
            snippet=tuple(snippet(hit.body, sought)),
            caption=tuple(caption_snippet(hit.title, hit.body, hit.captions, sought)),
        )
        for hit in found
    )


def _next(asked: Asked, found: Sequence[Hit], skip: int) -> str:
    """The link to the next page; "" after the last."""
    if len(found) < _LINES:
        return ""
    if not asked.is_ranked:
        return asked.link(before=found[-1].id)
    return asked.link(skip=skip + _LINES) if skip + _LINES < _LONGEST_RANKING else ""
