"""Sending: claims each waiting message, tries it once, and records the result and the next attempt."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.delivery.chats import is_chat
from alerts.delivery.transport import Transport
from alerts.delivery.webhooks import is_webhook
from storage import Answer, Archive
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery, DeliveryState, Recipient

log = logging.getLogger(__name__)

#: Consecutive permanent failures after which an address is suspended.
MAX_BOUNCES = 3

#: Delays between attempts; after the last one the message has failed.
_RETRY_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))


def by_address(mail: Transport, webhook: Transport, chat: Transport) -> Transport:
    """Picks the transport by the kind of each message's address."""

    def send(delivery: Delivery) -> str:
        address = delivery.address
        transport = webhook if is_webhook(address) else chat if is_chat(address) else mail
        return transport(delivery)

    return send


def send_waiting(archive: Archive, transport: Transport, now: datetime) -> list[Delivery]:
    """Send every message that is due; returns the messages with their new state."""
    finished = []
    while (claimed := archive.outbox.claim(now)) is not None:
        attempt = _attempt(claimed, transport, now)
        recipient = archive.outbox.finish(
            claimed,
            attempt.state,
            at=now,
            detail=attempt.detail,
            next_attempt_at=attempt.next_attempt_at,
            is_doubt=attempt.is_doubtful,
            answer=attempt.answer,
            suspend_after=MAX_BOUNCES,
        )
        log_suspension(recipient, now)
        log.info("delivery id=%d state=%s detail=%s", claimed.id, attempt.state, attempt.detail)
        finished.append(replace(claimed, state=attempt.state, detail=attempt.detail))
    return finished


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of one attempt to send a message, and the next step."""

    state: DeliveryState
    detail: str
    #: Aware UTC; None = no further attempt.
    next_attempt_at: datetime | None = None
    #: Whether the message may have been delivered in spite of the error.
    is_doubtful: bool = False
    #: What it says about the address; None = nothing.
    answer: Answer | None = None


def after_failure(error: MailError, attempts: int, now: datetime) -> Attempt:
    """Whether and when to retry after failed attempt number `attempts` (counted from 1).

    A message that may have been delivered is retried like any other, with the same Message-ID: a duplicate
    is a nuisance, a lost digest is worse.
    """
    if error.permanent:
        return Attempt(DeliveryState.FAILED, str(error), answer=Answer.REFUSED)
    if attempts > len(_RETRY_DELAYS):
        state = DeliveryState.DOUBTFUL if error.doubtful else DeliveryState.FAILED
        return Attempt(state, str(error), is_doubtful=error.doubtful)
    return Attempt(
        DeliveryState.DEFERRED, str(error), now + _RETRY_DELAYS[attempts - 1], is_doubtful=error.doubtful
    )


def log_suspension(recipient: Recipient | None, now: datetime) -> None:
    """Log an error if the address was suspended at `now`."""
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
