"""The parameters of reading resources, and the queries in them."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Header
from fastapi import Query as Argument
from pydantic import BaseModel, ConfigDict, Field

from classifier.lexicon import place_names
from indicators.trade import TradeVerdict
from storage import Archive, Facet, Order, Query, Step, parse_query
from web.api.cursors import MAX_CURSOR
from web.context import LARGEST_ID, WebContext
from web.filters import filter_values

_Query = Annotated[
    str,
    Field(
        max_length=4_000,
        description="Words, phrases and filters, as in the search box: 밀수 place:dandong after:2026-01. "
        "Off-topic articles only with relevant:any. Empty = every relevant article.",
        examples=["밀수 place:dandong after:2026-01"],
    ),
]
_Cursor = Annotated[str, Field(max_length=MAX_CURSOR, description="`next` of the page before.")]


class _Parameters(BaseModel):
    # A misspelled parameter would be ignored and the answer be taken for another.
    model_config = ConfigDict(extra="forbid")


class SearchParameters(_Parameters):
    """Of a search."""

    q: _Query = ""
    order: Annotated[
        Order,
        Field(
            description="newest: by date of publication; pages neither repeat nor lose articles while others "
            "are added. relevance: at most 1,000 results, whose pages shift when the archive changes."
        ),
    ] = Order.NEWEST
    limit: Annotated[int, Field(ge=1, le=100, description="Most results on a page.")] = 25
    cursor: _Cursor = ""


class FacetParameters(_Parameters):
    """Of counts."""

    q: _Query = ""
    by: Annotated[Facet, Field(description="What to count by.")] = Facet.TOPIC
    limit: Annotated[int, Field(ge=1, le=1_000, description="Most values; months always come all.")] = 50


class SeriesParameters(_Parameters):
    """Of a time series."""

    q: _Query = ""
    by: Annotated[Step, Field(description="Length of a period.")] = Step.MONTH


class VersionParameters(_Parameters):
    """Of an article or its facts."""

    version: Annotated[
        int | None, Field(ge=1, le=LARGEST_ID, description="Number of the version; default: the newest.")
    ] = None


class ChangesParameters(_Parameters):
    """Of a comparison."""

    old: Annotated[int, Field(ge=1, le=LARGEST_ID, description="Number of a version.")]
    new: Annotated[int, Field(ge=1, le=LARGEST_ID, description="Number of another version.")]


_Names = Annotated[
    tuple[Annotated[str, Field(max_length=60)], ...],
    Field(max_length=20, description="Any of these; empty = all."),
]


class FactsParameters(_Parameters):
    """Of facts: each restricts them."""

    q: _Query = ""
    kind: _Names = ()
    good: _Names = ()
    place: _Names = ()
    actor: _Names = ()
    unit: _Names = ()
    direction: _Names = ()
    limit: Annotated[int, Field(ge=1, le=500, description="Most facts on a page.")] = 100
    cursor: _Cursor = ""


class ClaimsParameters(_Parameters):
    """Of claims and promises: each restricts them."""

    q: _Query = ""
    kind: _Names = ()
    fate: _Names = ()
    hedge: _Names = ()
    about: Annotated[
        tuple[Annotated[str, Field(max_length=120)], ...],
        Field(max_length=20, description="Place or crossing ids; or good and direction: coal:from-north."),
    ] = ()
    speaker: Annotated[
        str,
        Field(
            max_length=200, description="A name, or who it is and where: source in Pyongyang, 평양 소식통."
        ),
    ] = ""
    as_of: Annotated[
        date | None, Field(description="As known at the end of this day (UTC); default: now.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=100, description="Most claims on a page.")] = 50
    cursor: _Cursor = ""


class PricesParameters(_Parameters):
    """Of prices."""

    good: Annotated[
        Literal["rice", "corn", "gasoline", "diesel", "usd", "cny"],
        Field(description="usd and cny: the rate of exchange, won for one."),
    ]
    place: _Names = ()
    since: Annotated[date | None, Field(description="First day; default: two years before the newest.")] = (
        None
    )
    until: Annotated[date | None, Field(description="Last day.")] = None


class TradeParameters(_Parameters):
    """Of official trade."""

    by: Annotated[Literal["year", "month"], Field(description="Length of a period.")] = "year"
    reporter: Annotated[
        Literal["", "CHN", "PRK"],
        Field(description="Whose count: CHN, or PRK with an estimate of crude oil; empty = both."),
    ] = ""
    vintages: Annotated[bool, Field(description="Every revision of every source, not only the newest.")] = (
        False
    )


class TradeClaimsParameters(_Parameters):
    """Of claims of trade."""

    q: _Query = ""
    verdict: Annotated[TradeVerdict | None, Field(description="Only claims with this verdict.")] = None
    limit: Annotated[int, Field(ge=1, le=500, description="Most claims looked at for a page.")] = 100
    cursor: _Cursor = ""


class ListParameters(_Parameters):
    """Of a list without a query."""

    limit: Annotated[int, Field(ge=1, le=100, description="Most items on a page.")] = 25
    cursor: _Cursor = ""


class NoParameters(_Parameters):
    """Of a resource that takes none."""


def _no_parameters(_asked: Annotated[NoParameters, Argument()]) -> None:
    """Reject any parameter."""


def _if_none_match(
    if_none_match: Annotated[
        str | None,
        Header(max_length=1_000, description="ETag of an answer you have: 304 if it is still the same."),
    ] = None,
) -> str | None:
    return if_none_match


#: The dependency of a route that takes no parameters.
NO_PARAMETERS: Any = Depends(_no_parameters)
#: The dependency of routes whose answers have an ETag; the middleware compares it.
TAGGED: Any = Depends(_if_none_match)
#: The ETags that the visitor has, for a route that compares them itself.
IfNoneMatch = Annotated[str | None, Depends(_if_none_match)]


def typed_query(site: WebContext, archive: Archive, text: str) -> Query:
    """The query as typed. Raises QueryError with its position, also for a value that does not exist."""
    return parse_query(text, place_names(), filter_values(site, archive))
