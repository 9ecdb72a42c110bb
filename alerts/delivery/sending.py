"""Handing waiting messages over: each is claimed, attempted once, and recorded with what follows."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.delivery.chats import is_chat
from alerts.delivery.mailer import Transport
from alerts.delivery.webhooks import is_webhook
from storage import Answer, Archive
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery, DeliveryState, Recipient

log = logging.getLogger(__name__)

#: Refusals for good in a row after which an address gets no more mail.
MOST_BOUNCES = 3

#: Waiting times between attempts; after the last the message has failed.
_PATIENCE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))


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
    while (claimed := archive.outbox.claim(now)) is not None:
        attempt = _attempt(claimed, transport, now)
        recipient = archive.outbox.finish(
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
