"""Search in the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi import Query as Argument

from classifier.lexicon import place_names
from storage import Hit, SnippetPart, caption_snippet, parse_query, snippet
from web.access import Right, needs
from web.context import Opened, Shown
from web.filters import filter_values
from web.templating import TEMPLATES
from yaluwatch.errors import QueryError

router = APIRouter(dependencies=[needs(Right.READ)])

_LINES = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One search result."""

    hit: Hit
    snippet: Sequence[SnippetPart]
    #: A caption with a word that is only there; empty if all words are in title or body.
    caption: Sequence[SnippetPart]
    source: str


@router.get("/search")
def search(
    request: Request,
    site: Shown,
    archive: Opened,
    q: str = "",
    page: Annotated[int, Argument(ge=1, le=100_000)] = 1,
) -> Response:
    """The newest articles, or those that match a query."""
    words = {"q": q, "page": "search", "mistake": "", "lines": [], "total": 0, "more": ""}
    try:
        query = parse_query(q, place_names(), filter_values(site, archive))
    except QueryError as error:
        words["mistake"] = str(error)
        return TEMPLATES.TemplateResponse(request, "research/search.html", words, 400)
    offset = (page - 1) * _LINES
    names = site.names()
    words["total"] = total = archive.search.count(query)
    words["lines"] = [
        Line(
            hit,
            snippet(hit.body, query.words),
            caption_snippet(hit.title, hit.body, hit.captions, query.words),
            names.get(hit.source_id, hit.publisher),
        )
        for hit in archive.search.find(query, limit=_LINES, offset=offset)
    ]
    if offset + _LINES < total:
        words["more"] = "?" + urlencode({"q": q, "page": page + 1})
    return TEMPLATES.TemplateResponse(request, "research/search.html", words)
