"""Outliers among prices: accept or reject them; what was decided lately can be decided otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi import Path as PathPart
from fastapi import Query as Argument
from fastapi.responses import RedirectResponse

from indicators import REVIEWED, PriceSeries, price_series, review_row, shown_value
from storage import Archive, PriceDecision, PriceQuery, StoredPrice
from web.access import Known, Right, change_by, needs
from web.context import LARGEST_ID, Id, Opened, Shown, Writable
from web.indicators.names import good_name
from web.indicators.newest import forget_newest
from web.names import name_of
from web.templating import TEMPLATES, language_of
from yaluwatch.errors import ArchiveError
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.JUDGE)])

_MOST_DECIDED = 20

Number = Annotated[int, PathPart(ge=1, le=LARGEST_ID)]
Done = Annotated[Literal["accepted", "rejected", ""], Argument()]


@dataclass(frozen=True, slots=True)
class Held:
    """A price that is held back."""

    price: StoredPrice
    #: As in `review_row`.
    row: dict[str, Any]


@router.get("/prices/review")
def review(request: Request, archive: Opened, done: Done = "") -> Response:
    """The prices that are held back, and what was decided last."""
    return _page(request, archive, done=done)


@router.post("/prices/review/{article_id}/{number}")
def decide(
    request: Request,
    site: Shown,
    archive: Writable,
    _visitor: Known,
    article_id: Id,
    number: Number,
    what: Annotated[Literal["accept", "reject"], Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Accept a price, so that it counts, or reject it, so that it never does."""
    try:
        price = archive.prices.get(article_id, number)
    except ArchiveError as error:
        message = Sentence("There is no price %(id)s any more.", id=f"{article_id}-{number}")
        raise HTTPException(404, message) from error
    if not (why := " ".join(reason.split())):
        message = Sentence("Say why, so that others can follow the decision.")
        return _page(request, archive, mistake=message, at=price.id, status=400)
    is_accepted = what == "accept"
    decision = PriceDecision(is_accepted=is_accepted, reason=why, at=datetime.now(UTC))
    change = change_by(
        request, "price accepted" if is_accepted else "price rejected", price.id, _shown(price), why
    )
    with archive.together():
        archive.prices.decide(price, decision)
        archive.accounts.record(change)
    forget_newest(site)
    return RedirectResponse(f"/prices/review?done={'accepted' if is_accepted else 'rejected'}", 303)


def _page(
    request: Request, archive: Archive, *, done: str = "", mistake: str = "", at: str = "", status: int = 200
) -> Response:
    tongue = language_of(request)
    newest = archive.prices.newest_day()
    stored = archive.prices.find(PriceQuery(since=newest - REVIEWED)) if newest else []
    decided = [(one, one.decision) for one in stored if one.decision]
    words = {
        "page": "prices",
        "held": list(_held(price_series(stored))),
        "decided": sorted(decided, key=lambda one: one[1].at, reverse=True)[:_MOST_DECIDED],
        "done": done,
        "mistake": mistake,
        "at": at,
        "good": lambda good: good_name(good, tongue),
        "name_of": lambda place: name_of("place", place, tongue),
        "value": shown_value,
    }
    return TEMPLATES.TemplateResponse(request, "indicators/review.html", words, status)


def _held(found: Sequence[PriceSeries]) -> Iterable[Held]:
    """The newest first."""
    held = [(price, series) for series in found for price in series.held]
    for price, series in sorted(held, key=lambda one: one[0].day, reverse=True):
        yield Held(price.first, review_row(price, series))


def _shown(price: StoredPrice) -> str:
    said = price.price
    return f"{said.good} {said.place} {said.day}: {shown_value(said.value)} {said.unit}"
