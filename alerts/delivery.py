"""The two jobs of this room: put due digests on record, and hand over what is waiting."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.chats import chat_content, is_chat
from alerts.data import digest_data
from alerts.mailer import Letterhead, Transport, build_message, message_id
from alerts.periods import due_period
from alerts.rendering import Press
from alerts.round import Draft, QueryReader, Round
from alerts.webhooks import is_webhook, webhook_body
from storage import Answer, Archive, parse_query
from yaluwatch.errors import MailError, QueryError
from yaluwatch.model import Delivery, DeliveryState, Recipient, Source, Subscription

log = logging.getLogger(__name__)

#: Refusals for good in a row after which an address gets no more mail.
MOST_BOUNCES = 3

#: Earlier mails a mail of updates refers to at most, the last ones.
MOST_REFERENCES = 10

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
        if not address or archive.recipients.get(subscription.id, address).is_served
    ]
    messages = [_message(made, address, letterhead, _continued(archive, made, address)) for address in served]
    return archive.add_digest(made.record, messages)


def _continued(archive: Archive, made: Draft, address: str) -> list[str]:
    """The mails in which a reader heard before of what this one updates or corrects; the last of them."""
    stories = [story.id for story in made.digest.updates]
    articles = [correction.article_id for correction in made.digest.corrections]
    if not (stories or articles) or "://" in address:
        return []
    earlier = archive.recipients.earlier_messages(made.digest.subscription.id, address, stories, articles)
    return earlier[-MOST_REFERENCES:]


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


def by_address(mail: Transport, webhook: Transport, chat: Transport) -> Transport:
    """Hands each message to the one that serves its address."""

    def send(delivery: Delivery) -> str:
        address = delivery.address
        chosen = webhook if is_webhook(address) else chat if is_chat(address) else mail
        return chosen(delivery)

    return send


def send_waiting(archive: Archive, transport: Transport, now: datetime) -> list[Delivery]:
    """Hand over every message that is due, each claimed first; the messages as they ended."""
    ended = []
    while (claimed := archive.claim_delivery(now)) is not None:
        attempt = _attempt(claimed, transport, now)
        recipient = archive.finish_delivery(
            claimed,
            attempt.state,
            at=now,
            detail=attempt.detail,
            next_attempt_at=attempt.next_attempt_at,
            is_doubt=attempt.is_doubt,
            answer=attempt.answer,
            suspend_after=MOST_BOUNCES,
        )
        note_suspension(recipient, now)
        log.info("delivery id=%d state=%s detail=%s", claimed.id, attempt.state, attempt.detail)
        ended.append(replace(claimed, state=attempt.state, detail=attempt.detail))
    return ended


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt at a message ended and what follows."""

    state: DeliveryState
    detail: str
    next_attempt_at: datetime | None = None
    #: The message may have arrived all the same.
    is_doubt: bool = False
    #: What it says of the address; None = nothing.
    answer: Answer | None = None


def after_failure(error: MailError, attempts: int, now: datetime) -> Attempt:
    """What follows the failed attempt number `attempts` (from 1): another later, or none.

    A message that may have arrived is tried again like any other, under the same Message-ID: twice in a
    mailbox is a nuisance, not at all is a loss.
    """
    if error.permanent:
        return Attempt(DeliveryState.FAILED, str(error), answer=Answer.REFUSED)
    if attempts > len(_PATIENCE):
        state = DeliveryState.DOUBTFUL if error.doubtful else DeliveryState.FAILED
        return Attempt(state, str(error), is_doubt=error.doubtful)
    return Attempt(DeliveryState.DEFERRED, str(error), now + _PATIENCE[attempts - 1], is_doubt=error.doubtful)


def note_suspension(recipient: Recipient | None, now: datetime) -> None:
    """Log that an address has just been suspended."""
    if recipient is not None and recipient.suspended_at == now:
        log.error(
            "address suspended subscription=%s address=%s refusals=%d reason=%s",
            recipient.subscription_id,
            recipient.address,
            recipient.hard_bounces,
            recipient.detail,
        )


def _attempt(claimed: Delivery, transport: Transport, now: datetime) -> Attempt:
    try:
        return Attempt(DeliveryState.SENT, transport(claimed), answer=Answer.ACCEPTED)
    except MailError as error:
        return after_failure(error, claimed.attempts, now)


def _message(
    made: Draft, address: str, letterhead: Letterhead, references: Sequence[str]
) -> tuple[str, str, bytes]:
    subscription = made.digest.subscription
    name = message_id(subscription.id, made.record.period_key, address, letterhead.sender)
    if is_webhook(address):
        data = digest_data(made.digest, made.rendered.subject, letterhead.web_url)
        return address, name, webhook_body(data)
    if is_chat(address):
        return address, name, chat_content(made.rendered)
    content = build_message(
        made.rendered.with_unsubscribe(letterhead.unsubscribe_url(subscription.id, address)),
        letterhead,
        address=address,
        message_id=name,
        subscription_id=subscription.id,
        date=made.record.composed_at,
        references=references,
    )
    return address, name, content
