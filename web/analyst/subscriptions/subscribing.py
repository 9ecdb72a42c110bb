"""From a search to a subscription: what it would have matched, the mail as it will look, one button."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi import Query as Argument
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts.delivery import sample
from alerts.rendering import labels_in
from alerts.subscriptions import Backtest, check, complaint, save, try_over
from alerts.subscriptions import Known as KnownValues
from classifier.lexicon import place_names
from storage import Archive, Change, parse_query
from web.access import Known, Right, Visitor, change_by, needs
from web.analyst.drawing import day_chart
from web.analyst.subscriptions.ownership import complaint_of_address, may_see
from web.context import Opened, Shown, WebContext, Writable
from web.filters import filter_values
from web.headlines import headline_of, senses
from web.mail import MAIL_POLICY
from web.templating import TEMPLATES, language_of
from yaluwatch.errors import MailError, QueryError, SubscriptionError, UselessSubscription
from yaluwatch.model import Frequency, Subscription
from yaluwatch.sentence import Sentence, sentence_of

router = APIRouter(dependencies=[needs(Right.READ)])

# How far back the picture goes; whether it matches too much is judged over a longer time when it is saved.
_BACKTEST_DAYS = 30
_MOST_QUERY, _MOST_NAME = 500, 100

Text = Annotated[str, Argument(max_length=_MOST_QUERY)]
MailLanguage = Literal["en", "ko", "zh"]


@dataclass(frozen=True, slots=True)
class Order:
    """What the form asks for."""

    query: str = ""
    name: str = ""
    address: str = ""
    frequency: Frequency = Frequency.DAILY
    hour: int = 8
    language: MailLanguage = "en"
    #: Save it even if it matches nothing or too much.
    force: bool = False

    def subscription(self, visitor: Visitor, now: datetime) -> Subscription:
        """The subscription, with an id that no other has or had."""
        return Subscription(
            id=new_id(self.name or self.query),
            name=self.name or self.query,
            addresses=(self.address,) if self.address else (),
            query=self.query,
            frequency=self.frequency,
            hours=(self.hour,),
            timezone=visitor.timezone,
            language=self.language,
            send_when_quiet=False,
            created_at=now,
        )


@router.get("/subscriptions/new")
def ask(request: Request, site: Shown, archive: Opened, visitor: Known, q: Text = "") -> Response:
    """What a search would have matched, and the form to subscribe to it."""
    order = Order(query=q.strip(), name=q.strip()[:_MOST_NAME], address=visitor.address)
    return _page(request, site, archive, visitor, order)


@router.get("/subscriptions/preview")
def preview(request: Request, site: Shown, archive: Opened, visitor: Known, q: Text = "") -> Response:
    """The mail a search would give, as a page of its own for a frame."""
    order = Order(query=q.strip(), name=q.strip()[:_MOST_NAME])
    try:
        _check_query(site, archive, order.query)
        made = order.subscription(visitor, datetime.now(UTC))
        return sample_page(request, site, archive, made)
    except (QueryError, SubscriptionError) as error:
        raise HTTPException(400, sentence_of(error)) from error


@router.post("/subscriptions")
def subscribe(
    request: Request,
    site: Shown,
    archive: Writable,
    visitor: Known,
    q: Annotated[str, Form(max_length=_MOST_QUERY)],
    address: Annotated[str, Form(max_length=254)] = "",
    name: Annotated[str, Form(max_length=_MOST_NAME)] = "",
    frequency: Annotated[Frequency, Form()] = Frequency.DAILY,
    hour: Annotated[int, Form(ge=0, le=23)] = 8,
    language: Annotated[MailLanguage, Form()] = "en",
    force: Annotated[bool, Form()] = False,
) -> Response:
    """Save a subscription; its address is asked to confirm first."""
    order = Order(
        " ".join(q.split()), " ".join(name.split()), address.strip(), frequency, hour, language, force
    )
    made = order.subscription(visitor, datetime.now(UTC))
    try:
        change = change_by(request, "subscription added", made.id, after=f"{made.query} to {order.address}")
        asked = _saved(site, archive, visitor, made, change, force=force)
    except UselessSubscription:
        why = Sentence("It was not saved. Change the search, or tick the box to save it all the same.")
        return _page(request, site, archive, visitor, order, why)
    except (SubscriptionError, QueryError, MailError) as error:
        return _page(request, site, archive, visitor, order, sentence_of(error))
    where = f"/subscriptions/{made.id}" if may_see(visitor, made) else "/subscriptions"
    return RedirectResponse(f"{where}?asked={len(asked)}", 303)


def new_id(name: str) -> str:
    """A readable id that no subscription has or had: nobody gets to see what another's digests reported."""
    words = re.sub("[^a-z0-9]+", "-", name.lower())[:30].strip("-")
    return f"{words}-{token_hex(4)}" if words else f"search-{token_hex(4)}"


def sample_page(request: Request, site: WebContext, archive: Archive, made: Subscription) -> HTMLResponse:
    """The mail of a subscription as it looks, with the policy of mails, which have inline styles."""
    values = filter_values(site, archive).lenient()
    rendered = sample(
        archive,
        made,
        site.read_sources(),
        datetime.now(UTC),
        web_url=str(request.base_url),
        read_query=lambda text: parse_query(text, place_names(), values),
    )
    # In a frame, links would open inside it, where other sites are not let in.
    html = rendered.html.replace("<head>", '<head><base target="_blank">', 1)
    return HTMLResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


def _check_query(site: WebContext, archive: Archive, query: str) -> None:
    """Raises QueryError for a search that can't be parsed, SubscriptionError for one of no use here."""
    if not query:
        raise SubscriptionError(Sentence("there is no search yet; type what you want to read about"))
    if parse_query(query, place_names(), filter_values(site, archive)).as_of is not None:
        raise SubscriptionError(Sentence("a subscription can't have asof:, because it is about what comes"))


def _saved(
    site: WebContext,
    archive: Archive,
    visitor: Visitor,
    made: Subscription,
    change: Change,
    *,
    force: bool,
) -> list[str]:
    """Save a new subscription; returns the addresses asked to confirm. Raises as `save` does."""
    _check_query(site, archive, made.query)
    now, values = made.created_at, filter_values(site, archive).lenient()
    address = made.addresses[0] if made.addresses else ""
    can_ask = bool(site.mail.secret and site.mail.web_url)
    if address or not visitor.is_local:
        recipients = archive.subscriptions.recipients()
        if why := complaint_of_address(visitor, address, recipients, now, can_ask=can_ask):
            raise SubscriptionError(why)
    check(made, KnownValues((), (), ()))
    saved = save(
        archive,
        made,
        lambda text: parse_query(text, place_names(), values),
        site.mail,
        now,
        agreed=False,
        force=force,
        change=change,
    )
    return list(saved.asked)


def _page(
    request: Request, site: WebContext, archive: Archive, visitor: Visitor, order: Order, mistake: str = ""
) -> Response:
    tried, tongue, now = None, language_of(request), datetime.now(UTC)
    if order.query:
        try:
            _check_query(site, archive, order.query)
            tried = _tried(site, archive, order.subscription(visitor, now), now)
        except (QueryError, SubscriptionError) as error:
            mistake = sentence_of(error)
    first = now.date() - timedelta(days=_BACKTEST_DAYS - 1)
    words = {
        "page": "subscriptions",
        "order": order,
        "mistake": mistake,
        "tried": tried,
        "complaint": complaint(tried) if tried else "",
        "chart": day_chart(tried.days.items(), first, now.date()) if tried else None,
        "frequencies": list(Frequency),
        "names": site.names(),
        "senses": senses(site, archive, map(headline_of, tried.samples), tongue) if tried else {},
        "topic_name": labels_in(tongue).topic,
        "mail_language": tongue,
        "can_ask": bool(site.mail.secret and site.mail.web_url),
    }
    return TEMPLATES.TemplateResponse(request, "analyst/subscribe.html", words, 400 if mistake else 200)


def _tried(site: WebContext, archive: Archive, made: Subscription, now: datetime) -> Backtest:
    past = archive.stories.grouped_since(now - timedelta(days=_BACKTEST_DAYS))
    values = filter_values(site, archive).lenient()
    return try_over(
        archive,
        made,
        past,
        lambda text: parse_query(text, place_names(), values),
        now,
        days=_BACKTEST_DAYS,
    )
