"""Counts of the matching articles by topic, place, source and so on, as links that narrow the query."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Query as Argument

from storage import Archive, Count, Facet, FacetCounts, Query
from web.access import Known, Right, needs
from web.context import Opened, Shown
from web.languages import preferred_language
from web.names import language_name, name_of
from web.research.asked import Asked, TypedQuery, with_mistake
from web.templating import TEMPLATES

router = APIRouter(dependencies=[needs(Right.READ)])

# Values of a facet beside the results, and on the page of their own.
_FEW, _MANY = 8, 60
# Beside the results, so many of the newest matches are counted: all of them would cost more than the results.
_NEWEST = 1_000


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet."""

    #: In the reader's language; the query has its id.
    name: str
    articles: int
    #: The articles that have it; "" for a value that the query asks for already, or can't express.
    link: str
    #: Whether the query asks for it.
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """One facet."""

    kind: Facet
    #: The most frequent first; months newest first.
    values: Sequence[Value]


@router.get("/search/facets")
def facets(
    request: Request,
    site: Shown,
    archive: Opened,
    typed: TypedQuery,
    visitor: Known,
    part: Annotated[bool, Argument()] = False,
) -> Response:
    """The counts, as a page or (`part`) to be put into the page of results by a script."""
    asked = typed.read(site, archive)
    if asked.query is None:
        return with_mistake(request, asked)
    language = visitor.language or preferred_language(request.headers.get("accept-language", ""))
    most = _FEW if part else _MANY
    found = (_quick if part else _all)(archive, asked.query, most)
    words = {
        "page": "search",
        "asked": asked,
        "found": found,
        "part_of_page": part,
        "facets": list(_facets(asked, found, site.names(), language, most)),
    }
    template = "research/facets_part.html" if part else "research/facets.html"
    headers = {"Cache-Control": "private, max-age=60"}
    return TEMPLATES.TemplateResponse(request, template, words, headers=headers)


def _quick(archive: Archive, query: Query, most: int) -> FacetCounts:
    return archive.research.facets(query, limit=most, newest=_NEWEST)


def _all(archive: Archive, query: Query, most: int) -> FacetCounts:
    values = {by: archive.research.facet(query, by, limit=most) for by in Facet}
    return FacetCounts(values, archive.search.count(query), is_all=True)


def _facets(
    asked: Asked, found: FacetCounts, sources: Mapping[str, str], language: str, most: int
) -> Iterator[Values]:
    chosen = {(one.kind, one.value.lower()) for one in asked.filters}
    for kind, counts in found.values.items():
        if kind is Facet.MONTH:
            months = list(reversed(counts))[:most]
            values = [Value(each.value, each.articles, _month(asked, each.value)) for each in months]
        else:
            values = [
                _value(asked, kind, each, _name(kind, each, sources, language), chosen) for each in counts
            ]
        if values:
            yield Values(kind, values)


def _value(asked: Asked, kind: Facet, count: Count, name: str, chosen: Collection[tuple[str, str]]) -> Value:
    is_chosen = (kind.value, count.value.lower()) in chosen
    # A quotation mark ends a value in a query, and nothing stands for one.
    link = "" if is_chosen or '"' in count.value else asked.narrowed(kind, count.value)
    return Value(name, count.articles, link, is_chosen)


def _name(kind: Facet, count: Count, sources: Mapping[str, str], language: str) -> str:
    if kind is Facet.SOURCE:
        return sources.get(count.value, count.value)
    if kind is Facet.LANGUAGE:
        return language_name(count.value, language)
    return count.value if kind is Facet.PUBLISHER else name_of(kind.value, count.value, language)


def _month(asked: Asked, month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return asked.within(first, (first + timedelta(days=31)).replace(day=1))
