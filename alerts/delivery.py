"""The two jobs of this room: put due digests on record, and hand over what is waiting."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.digest import Digest, compose
from alerts.mailer import Letterhead, Transport, build_message, message_id
from alerts.periods import due_period
from alerts.rendering import Rendered, render
from storage import Archive, DigestRecord
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery, DeliveryState, Source, Subscription

log = logging.getLogger(__name__)

#: A first digest looks back this far.
FIRST_LOOK = timedelta(days=2)

#: What was first seen longer ago is no news, however late its verdict or edit.
FORGET_AFTER = timedelta(days=30)

#: Waiting times between attempts; after the last the message has failed.
_PATIENCE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))


@dataclass(frozen=True, slots=True)
class Draft:
    """A digest as it would be sent now."""

    digest: Digest
    rendered: Rendered
    #: How it goes on record if it is sent.
    record: DigestRecord


def draft(
    archive: Archive,
    subscription: Subscription,
    sources: Sequence[Source],
    *,
    period_key: str,
    web_url: str,
    now: datetime,
) -> Draft:
    """The digest a subscription would get now; nothing is written."""
    after, last_end = archive.last_covered(subscription.id)
    up_to = archive.last_grouped_verdict()
    start = last_end or now - FIRST_LOOK
    since = now - FORGET_AFTER if last_end else start
    due = archive.due_articles(subscription, after_verdict=after, up_to_verdict=up_to, since=since)
    stories = archive.stories({item.story_id for item in due})
    digest = compose(
        subscription, due, stories, sources, archive.states(), period_start=start, period_end=now
    )
    rendered = render(digest, web_url=web_url)
    record = DigestRecord(
        subscription_id=subscription.id,
        period_key=period_key,
        period_start=start,
        period_end=now,
        after_verdict=after,
        up_to_verdict=up_to,
        subject=rendered.subject,
        composed_at=now,
        articles=digest.told,
    )
    return Draft(digest, rendered, record)


def queue(archive: Archive, made: Draft, letterhead: Letterhead) -> bool:
    """Put a draft on record with one message per recipient; False when its period has a digest already.

    A quiet digest is put on record too, with no message unless the reader wants to hear of quiet days.
    Raises MailError for a sender or address that is none.
    """
    subscription = made.digest.subscription
    is_told = subscription.send_when_quiet or not made.digest.is_quiet
    messages = (
        [_message(made, address, letterhead) for address in subscription.addresses or ("",)]
        if is_told
        else []
    )
    return archive.add_digest(made.record, messages)


def queue_due(
    archive: Archive, sources: Sequence[Source], letterhead: Letterhead, now: datetime
) -> list[Draft]:
    """Put the digest of every subscription that is due on record; the drafts queued.

    One subscription that can't be served is logged and does not hold up the others.
    """
    queued = []
    for subscription in archive.subscriptions():
        key = due_period(subscription, archive.period_keys(subscription.id), now)
        if key is None:
            continue
        made = draft(archive, subscription, sources, period_key=key, web_url=letterhead.web_url, now=now)
        try:
            is_queued = queue(archive, made, letterhead)
        except MailError as error:
            log.error("can't queue digest subscription=%s error=%s", subscription.id, error)
            continue
        if is_queued:
            log.info("queued digest subscription=%s period=%s", subscription.id, key)
            queued.append(made)
    return queued


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
        made.rendered,
        letterhead,
        address=address,
        message_id=name,
        subscription_id=subscription.id,
        date=made.record.composed_at,
    )
    return address, name, content
