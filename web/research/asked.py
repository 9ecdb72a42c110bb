"""The query of a request, and links that lead on from it: narrower, wider, or to another page."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from fastapi import Query as Argument

from classifier.lexicon import place_names
from storage import Archive, Order, Query, parse_query
from storage.query import TypedFilter, as_read, typed_filters, with_filter
from web.context import WebContext
from web.filters import filter_values
from web.root_path import at_root
from web.templating import TEMPLATES
from yaluwatch.errors import QueryError
from yaluwatch.sentence import sentence_of


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a query, and where."""

    reason: str
    #: The query in three parts; the second is wrong.
    parts: tuple[str, str, str]
    #: Whole queries that may be meant, best first.
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    #: The query as typed.
    text: str
    order: Order
    #: None if there is a mistake.
    query: Query | None
    mistake: Mistake | None = None

    @property
    def is_ranked(self) -> bool:
        """Whether results come by relevance; newest first without words, and as of an earlier day."""
        ranked = self.order is Order.RELEVANCE and self.query is not None
        return ranked and self.query is not None and bool(self.query.words) and self.query.as_of is None

    @property
    def filters(self) -> list[TypedFilter]:
        """The filters that can be taken away one by one."""
        return typed_filters(self.text) if self.query else []

    def link(self, path: str = "/search", **more: Any) -> str:
        """A path with this query."""
        return self.link_to(self.text, path, **more)

    def link_to(self, text: str, path: str = "/search", **more: Any) -> str:
        """A path with another query, in the same order."""
        order = {"order": self.order.value} if self.order is not Order.NEWEST else {}
        return at_root(f"{path}?{urlencode({'q': text, **order, **more}, errors='replace')}")

    def in_order(self, order: str) -> str:
        """A link to the same results in an order."""
        return at_root(f"/search?{urlencode({'q': self.text, 'order': order}, errors='replace')}")

    def narrowed(self, kind: str, value: str) -> str:
        """A link to the articles that also have a value of a filter."""
        return self.link_to(with_filter(self.text, kind, value))

    def within(self, first: date, end: date) -> str:
        """A link to the articles from a day on, up to the day before `end`."""
        return self.link_to(with_filter(with_filter(self.text, "after", str(first)), "before", str(end)))

    def from_day(self, first: date) -> str:
        """A link to the articles from a day on."""
        return self.link_to(with_filter(self.text, "after", str(first)))


@dataclass(frozen=True, slots=True)
class Typed:
    """A query as a request has it."""

    text: str
    order: Order

    def read(self, site: WebContext, archive: Archive) -> Asked:
        """What it asks for; asks the archive whether it has the values of filters that no list has."""
        try:
            return Asked(
                self.text, self.order, parse_query(self.text, place_names(), filter_values(site, archive))
            )
        except QueryError as error:
            return Asked(self.text, self.order, None, _mistake(self.text, error))


# Asynchronous, and read by the route: a dependency that reads the archive would take a thread of its own.
async def _typed(q: str = "", order: Annotated[Order, Argument()] = Order.NEWEST) -> Typed:
    return Typed(q, order)


def _mistake(text: str, error: QueryError) -> Mistake:
    typed = as_read(text)
    before, wrong, after = typed[: error.position], typed[error.position : error.end], typed[error.end :]
    meant = tuple(f"{before}{each}{after}" for each in error.suggestions)
    return Mistake(sentence_of(error), (before, wrong, after), meant)


def with_mistake(request: Request, asked: Asked) -> Response:
    """The page that shows what is wrong with a query, status 400."""
    words = {"page": "search", "asked": asked}
    return TEMPLATES.TemplateResponse(request, "research/mistake.html", words, 400)


#: The query of a request: the arguments `q` and `order`.
TypedQuery = Annotated[Typed, Depends(_typed)]
