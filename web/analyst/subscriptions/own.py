"""One's own subscriptions: what they are, what was sent, pause, resume, end, a test mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Path as PathPart
from fastapi import Query as Argument
from fastapi.responses import RedirectResponse

from alerts.delivery import queue_sample, sample, unsubscribe
from alerts.digests import next_due
from alerts.rendering import Rendered, criteria
from alerts.transports import shown_address
from classifier.lexicon import place_names
from storage import Archive, ListedMessage, parse_query
from web.access import Known, Right, Visitor, is_same_address, needs, record_change
from web.analyst.subscriptions.ownership import may_change, may_see, own_addresses, visible_addresses
from web.analyst.subscriptions.subscribing import sample_page
from web.context import Opened, Shown, WebContext, Writable
from web.filters import filter_values
from web.templating import TEMPLATES, language_of
from yaluwatch.errors import MailError, QueryError
from yaluwatch.model import Recipient, Subscription
from yaluwatch.sentence import Sentence, sentence_of

router = APIRouter(dependencies=[needs(Right.READ)])

_MOST_MESSAGES = 30

SubscriptionId = Annotated[str, PathPart(max_length=200)]
Asked = Annotated[int | None, Argument(ge=0, le=10)]


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A subscription in the list of a reader."""

    subscription: Subscription
    #: What it covers, in words.
    criteria: str
    #: Where it goes, as far as they may see that; how many other addresses it has.
    addresses: tuple[str, ...]
    others: int
    #: When the next digest is due; None when there is no fixed time.
    due: datetime | None
    #: Of the addresses they see: those that have not confirmed, and those that are suspended.
    unconfirmed: tuple[str, ...]
    suspended: tuple[str, ...]
    may_change: bool


@router.get("/subscriptions")
def subscriptions(request: Request, archive: Opened, visitor: Known, asked: Asked = None) -> Response:
    """The reader's subscriptions; all of them for who manages them."""
    known, now = archive.subscriptions.recipients(), datetime.now(UTC)
    mine = [one for one in archive.subscriptions.all() if may_see(visitor, one)]
    words = {
        "page": "subscriptions",
        "lines": [_line(archive, visitor, one, known, now, language_of(request)) for one in mine],
        "asked": asked,
    }
    return TEMPLATES.TemplateResponse(request, "analyst/subscriptions.html", words)


@router.get("/subscriptions/{subscription_id}")
def subscription(
    request: Request,
    archive: Opened,
    visitor: Known,
    subscription_id: SubscriptionId,
    asked: Asked = None,
    tested: Asked = None,
) -> Response:
    """One subscription with what was sent."""
    found = _own(archive, visitor, subscription_id)
    known = archive.subscriptions.recipients()
    line = _line(archive, visitor, found, known, datetime.now(UTC), language_of(request))
    words = {
        "page": "subscriptions",
        "line": line,
        "messages": _history(archive, visitor, found),
        "may_see_mail": visitor.may(Right.OPERATE),
        "is_mine": bool(own_addresses(visitor, found)),
        "asked": asked,
        "tested": tested,
        "shown_address": shown_address,
    }
    return TEMPLATES.TemplateResponse(request, "analyst/subscription.html", words)


@router.get("/subscriptions/{subscription_id}/preview")
def preview(
    request: Request, site: Shown, archive: Opened, visitor: Known, subscription_id: SubscriptionId
) -> Response:
    """Its mail as it looks now, for a frame."""
    found = _own(archive, visitor, subscription_id)
    try:
        return sample_page(request, site, archive, found)
    except QueryError as error:
        raise HTTPException(400, sentence_of(error)) from error


@router.post("/subscriptions/{subscription_id}/pause")
def pause(
    request: Request, archive: Writable, visitor: Known, subscription_id: SubscriptionId
) -> RedirectResponse:
    """Pause it; when resumed, it gets what it missed."""
    return _set_paused(request, archive, _changeable(archive, visitor, subscription_id), is_paused=True)


@router.post("/subscriptions/{subscription_id}/resume")
def resume(
    request: Request, archive: Writable, visitor: Known, subscription_id: SubscriptionId
) -> RedirectResponse:
    """Resume it, also for addresses suspended because they rejected mail."""
    return _set_paused(request, archive, _changeable(archive, visitor, subscription_id), is_paused=False)


@router.post("/subscriptions/{subscription_id}/remove")
def remove(
    request: Request, archive: Writable, visitor: Known, subscription_id: SubscriptionId
) -> RedirectResponse:
    """Delete it."""
    found = _changeable(archive, visitor, subscription_id)
    with archive.together():
        archive.subscriptions.remove(found.id)
        record_change(request, archive, "subscription removed", found.id, before=criteria(found))
    return RedirectResponse("/subscriptions", 303)


@router.post("/subscriptions/{subscription_id}/leave")
def leave(
    request: Request, archive: Writable, visitor: Known, subscription_id: SubscriptionId
) -> RedirectResponse:
    """Take the reader's address out of it; others go on getting it."""
    found = _own(archive, visitor, subscription_id)
    for address in own_addresses(visitor, found):
        with archive.together():
            unsubscribe(archive, found.id, address)
            record_change(request, archive, "address unsubscribed", found.id, before=address)
    return RedirectResponse("/subscriptions", 303)


@router.post("/subscriptions/{subscription_id}/test")
def test(
    request: Request, site: Shown, archive: Writable, visitor: Known, subscription_id: SubscriptionId
) -> RedirectResponse:
    """Queue a test mail: to the reader's own address, or to all for who manages it and has no address."""
    found = _own(archive, visitor, subscription_id)
    to = [
        one
        for one in own_addresses(visitor, found) or (found.addresses if may_change(visitor, found) else ())
        if "://" not in one and archive.subscriptions.recipient(found.id, one).is_served
    ]
    if not to and found.addresses:
        raise HTTPException(400, "No address has confirmed yet, so no test mail can be sent.")
    try:
        now = datetime.now(UTC)
        rendered = _rendered_test(site, archive, found, now)
        with archive.together():
            is_queued = queue_sample(archive, found, to or [""], rendered, site.mail, now)
            record_change(request, archive, "test mail queued", found.id, after=f"{len(to)} addresses")
    except (QueryError, MailError) as error:
        raise HTTPException(400, sentence_of(error)) from error
    return RedirectResponse(f"/subscriptions/{found.id}?tested={int(is_queued)}", 303)


def _rendered_test(site: WebContext, archive: Archive, found: Subscription, now: datetime) -> Rendered:
    values = filter_values(site, archive).lenient()
    return sample(
        archive,
        found,
        site.read_sources(),
        now,
        web_url=site.mail.web_url,
        read_query=lambda text: parse_query(text, place_names(), values),
    )


def _own(archive: Archive, visitor: Visitor, subscription_id: str) -> Subscription:
    """Raises HTTPException 404 for another's subscription, as for one that does not exist."""
    for found in archive.subscriptions.all():
        if found.id == subscription_id and may_see(visitor, found):
            return found
    raise HTTPException(404, "You have no such subscription.")


def _changeable(archive: Archive, visitor: Visitor, subscription_id: str) -> Subscription:
    found = _own(archive, visitor, subscription_id)
    if not may_change(visitor, found):
        raise HTTPException(403, "Others get this subscription, too. You can leave it.")
    return found


def _set_paused(
    request: Request, archive: Archive, found: Subscription, *, is_paused: bool
) -> RedirectResponse:
    what = Sentence("subscription paused") if is_paused else Sentence("subscription resumed")
    with archive.together():
        archive.subscriptions.set_paused(found.id, is_paused=is_paused)
        record_change(request, archive, what, found.id, before="paused" if found.paused else "active")
    return RedirectResponse(f"/subscriptions/{found.id}", 303)


def _line(
    archive: Archive,
    visitor: Visitor,
    one: Subscription,
    known: Sequence[Recipient],
    now: datetime,
    language: str,
) -> SubscriptionLine:
    visible = visible_addresses(visitor, one)
    rows = [row for row in known if row.subscription_id == one.id and shown_address(row.address) in visible]
    return SubscriptionLine(
        one,
        criteria(one, language),
        tuple(visible),
        len(one.addresses) - len(visible),
        _due(archive, one, now),
        tuple(row.address for row in rows if row.confirmed_at is None),
        tuple(row.address for row in rows if row.suspended_at is not None),
        may_change(visitor, one),
    )


def _due(archive: Archive, one: Subscription, now: datetime) -> datetime | None:
    try:
        return next_due(one, archive.outbox.period_keys(one.id), now)
    # A time zone or a country that the installed data no longer has.
    except (LookupError, ValueError, NotImplementedError):
        return None


def _history(archive: Archive, visitor: Visitor, found: Subscription) -> list[ListedMessage]:
    """What was sent, newest first: to the reader, or to all for who manages all."""
    sent = archive.outbox.of_subscription(found.id, _MOST_MESSAGES)
    if visitor.is_local or visitor.may(Right.ADMINISTER):
        return sent
    return [message for message in sent if is_same_address(visitor.address, message.address)]
