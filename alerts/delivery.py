"""The two jobs of this room: put due digests on record, and hand over what is waiting."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.mailer import Letterhead, Transport, build_message, message_id
from alerts.periods import due_period
from alerts.rendering import Press
from alerts.round import Draft, QueryReader, Round
from storage import Archive, parse_query
from yaluwatch.errors import MailError, QueryError
from yaluwatch.model import Delivery, DeliveryState, Source, Subscription

log = logging.getLogger(__name__)

#: Waiting times between attempts; after the last the message has failed.
_PATIENCE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))


def draft(
    archive: Archive,
    subscription: Subscription,
    sources: Sequence[Source],
    *,
    period_key: str,
    web_url: str,
    now: datetime,
    can_unsubscribe: bool = False,
    read_query: QueryReader = parse_query,
) -> Draft:
    """The digest a subscription would get now; nothing is written."""
    press = Press(web_url, can_unsubscribe=can_unsubscribe)
    made = Round(archive, [subscription], sources, now, press, read_query)
    return made.draft(subscription, period_key)


def queue(archive: Archive, made: Draft, letterhead: Letterhead) -> bool:
    """Put a draft on record with one message per recipient; False when its period has a digest already.

    A quiet digest is put on record too, with no message unless the reader wants to hear of quiet days.
    Addresses that are suspended or have not agreed are left out. Raises MailError for a sender or
    address that is none.
    """
    subscription = made.digest.subscription
    if made.digest.is_quiet and not subscription.send_when_quiet:
        return archive.add_digest(made.record, [])
    served = [
        address
        for address in subscription.addresses or ("",)
        if archive.post.recipient(subscription.id, address).is_served
    ]
    return archive.add_digest(made.record, [_message(made, address, letterhead) for address in served])


def queue_due(
    archive: Archive,
    sources: Sequence[Source],
    letterhead: Letterhead,
    now: datetime,
    read_query: QueryReader = parse_query,
) -> list[Draft]:
    """Put the digest of every subscription that is due on record; the drafts queued.

    One subscription that can't be served is logged and does not hold up the others.
    """
    due = _due(archive, now)
    if not due:
        return []
    press = Press(letterhead.web_url, can_unsubscribe=bool(letterhead.secret))
    subscriptions = [subscription for subscription, _ in due]
    made_round = Round(archive, subscriptions, sources, now, press, read_query)
    queued = []
    for subscription, key in due:
        try:
            made = made_round.draft(subscription, key)
            is_queued = queue(archive, made, letterhead)
        except (MailError, QueryError) as error:
            log.error("can't queue digest subscription=%s error=%s", subscription.id, error)
            continue
        if is_queued:
            log.info("queued digest subscription=%s period=%s", subscription.id, key)
            queued.append(made)
    return queued


def _due(archive: Archive, now: datetime) -> list[tuple[Subscription, str]]:
    """Subscriptions whose digest is due, with the key of its period."""
    found = []
    for subscription in archive.subscriptions():
        key = due_period(subscription, (), now)
        if key is not None and not archive.desk.has_period(subscription.id, key):
            found.append((subscription, key))
    return found


def send_waiting(archive: Archive, transport: Transport, now: datetime) -> list[Delivery]:
    """Hand over every message that is due, each claimed first; the messages as they ended."""
    ended = []
    while (claimed := archive.claim_delivery(now)) is not None:
        attempt = _attempt(claimed, transport, now)
        archive.finish_delivery(
            claimed.id, attempt.state, at=now, detail=attempt.detail, next_attempt_at=attempt.next_attempt_at
        )
        log.info("delivery id=%d state=%s detail=%s", claimed.id, attempt.state, attempt.detail)
        ended.append(replace(claimed, state=attempt.state, detail=attempt.detail))
    return ended


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt at a message ended and what follows."""

    state: DeliveryState
    detail: str
    next_attempt_at: datetime | None = None


def after_failure(error: MailError, attempts: int, now: datetime) -> Attempt:
    """What follows the failed attempt number `attempts` (from 1): another later, or none."""
    if error.permanent or attempts > len(_PATIENCE):
        return Attempt(DeliveryState.FAILED, str(error))
    return Attempt(DeliveryState.DEFERRED, str(error), now + _PATIENCE[attempts - 1])


def _attempt(claimed: Delivery, transport: Transport, now: datetime) -> Attempt:
    try:
        return Attempt(DeliveryState.SENT, transport(claimed))
    except MailError as error:
        return after_failure(error, claimed.attempts, now)


def _message(made: Draft, address: str, letterhead: Letterhead) -> tuple[str, str, bytes]:
    subscription = made.digest.subscription
    name = message_id(subscription.id, made.record.period_key, address, letterhead.sender)
    content = build_message(
        made.rendered.with_unsubscribe(letterhead.unsubscribe_url(subscription.id, address)),
        letterhead,
        address=address,
        message_id=name,
        subscription_id=subscription.id,
        date=made.record.composed_at,
    )
    return address, name, content
