"""Sending: claims each waiting message, tries it once, and records the result and the next attempt."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.transports import Connected, Transport, shown_address
from storage import Answer, Archive
from yaluwatch.errors import ArchiveLocked, MailError
from yaluwatch.model import Delivery, DeliveryState, Fault, Recipient

log = logging.getLogger(__name__)

#: Consecutive permanent failures after which an address is suspended.
MAX_BOUNCES = 3

#: Delays between attempts; after the last one the message has failed.
_RETRY_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))

#: Shortest and longest delay between attempts while the mail server fails: nobody is given up for that.
_PROBE_DELAYS = timedelta(minutes=1), timedelta(minutes=15)

# How often recording an attempt is tried; each try waits for the lock as long as the archive does.
_RECORD_TRIES = 6

#: Longest time for the messages being sent when the program is asked to stop, seconds.
GRACE = 4.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of one attempt to send a message, and the next step."""

    state: DeliveryState
    detail: str
    #: Aware UTC; None = no further attempt.
    next_attempt_at: datetime | None = None
    #: Whether the message may have been delivered in spite of the error.
    is_doubtful: bool = False
    #: What is wrong; None = nothing in particular.
    fault: Fault | None = None
    #: What it says about the address; None = nothing.
    answer: Answer | None = None


def send_waiting(
    archive: Archive, transport: Transport, now: datetime, stop: threading.Event | None = None
) -> list[Delivery]:
    """Send every message that is due, until `stop` is set; returns the messages with their new state.

    Closes the transport's connection at the end.
    """
    started = time.monotonic()
    finished = []
    try:
        while not (stop and stop.is_set()):
            # Leases count from the claim, so the time has to move on while a slow server takes its messages.
            moment = now + timedelta(seconds=int(time.monotonic() - started))
            if (claimed := archive.outbox.claim(moment)) is None:
                break
            finished.append(_finish(archive, claimed, _attempt(claimed, transport, moment), moment))
    finally:
        if isinstance(transport, Connected):
            transport.close()
    return finished


def send_in_parallel(
    open_archive: Callable[[], AbstractContextManager[Archive]],
    transports: Sequence[Transport],
    now: datetime,
    stop: threading.Event | None = None,
) -> list[Delivery]:
    """Send every message that is due, over as many connections as there are transports.

    Each sender opens the archive for itself. When `stop` is set, the messages being sent have `GRACE`
    seconds; then their connections are cut, and they are deferred.
    """

    def run(transport: Transport) -> list[Delivery]:
        with open_archive() as archive:
            return send_waiting(archive, transport, now, stop)

    with ThreadPoolExecutor(len(transports), thread_name_prefix="sender") as pool:
        senders = {pool.submit(run, transport): transport for transport in transports}
        _await(senders, stop)
    return [delivery for sender in senders for delivery in sender.result()]


def _await(senders: dict["Future[list[Delivery]]", Transport], stop: threading.Event | None) -> None:
    """Wait until all senders have ended; those that go on long after `stop` are cut off."""
    waiting = set(senders)
    cut_at = None
    while waiting:
        _, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
        if not (stop and stop.is_set()):
            continue
        cut_at = cut_at or time.monotonic() + GRACE
        if time.monotonic() >= cut_at:
            for sender in waiting:
                if isinstance(transport := senders[sender], Connected):
                    transport.abort()


def after_failure(
    error: MailError, failures: int, now: datetime, fault_since: datetime | None = None
) -> Attempt:
    """Whether and when to retry after failure number `failures` of this message (counted from 1).

    What is wrong with the server, our account or the message is nobody's fault but ours: it is retried until
    an operator has removed the cause. `fault_since` is when that began.

    A message that may have been delivered is retried like any other, with the same Message-ID: a duplicate
    is a nuisance, a lost digest is worse.
    """
    if error.permanent:
        return Attempt(DeliveryState.FAILED, str(error), fault=error.fault, answer=Answer.REFUSED)
    if error.fault is Fault.SERVER:
        shortest, longest = _PROBE_DELAYS
        delay = min(max((now - (fault_since or now)) / 2, shortest), longest)
        return Attempt(DeliveryState.DEFERRED, str(error), now + delay, fault=error.fault)
    if error.fault is Fault.CONTENT:
        delay = min(max(now - (fault_since or now), _RETRY_DELAYS[0]), _RETRY_DELAYS[-1])
        return Attempt(DeliveryState.DEFERRED, str(error), now + delay, fault=error.fault)
    last = len(_RETRY_DELAYS)
    if failures > last:
        is_full = error.fault is Fault.MAILBOX_FULL
        return Attempt(
            DeliveryState.DOUBTFUL if error.doubtful else DeliveryState.FAILED,
            str(error),
            is_doubtful=error.doubtful,
            fault=error.fault,
            answer=Answer.FULL if is_full else None,
        )
    return Attempt(
        DeliveryState.DEFERRED,
        str(error),
        now + _RETRY_DELAYS[min(failures, last) - 1],
        is_doubtful=error.doubtful,
        fault=error.fault,
    )


def log_suspension(recipient: Recipient | None, now: datetime) -> None:
    """Log an error if the address was suspended at `now`."""
    if recipient is not None and recipient.suspended_at == now:
        log.error(
            "address suspended subscription=%s address=%s refusals=%d reason=%s",
            recipient.subscription_id,
            shown_address(recipient.address),
            recipient.hard_bounces + recipient.soft_bounces,
            recipient.detail,
        )


def _attempt(claimed: Delivery, transport: Transport, now: datetime) -> Attempt:
    try:
        return Attempt(DeliveryState.SENT, transport(claimed), answer=Answer.ACCEPTED)
    except MailError as error:
        found = error
    # An error nobody foresaw, in one message, must not stop those behind it.
    except Exception as error:
        log.exception("unexpected error in sending delivery=%d", claimed.id)
        found = MailError(f"unexpected error: {type(error).__name__}: {error}", permanent=False)
    since = claimed.fault_since if claimed.fault is found.fault else None
    return after_failure(found, claimed.failures + 1, now, since)


def _recorded(archive: Archive, claimed: Delivery, attempt: Attempt, now: datetime) -> Recipient | None:
    """Record an attempt, however long another process locks the archive: else it would be sent again."""
    for tries_left in reversed(range(_RECORD_TRIES)):
        try:
            return archive.outbox.finish(
                claimed,
                attempt.state,
                at=now,
                detail=attempt.detail,
                next_attempt_at=attempt.next_attempt_at,
                is_doubt=attempt.is_doubtful,
                fault=attempt.fault,
                answer=attempt.answer,
                suspend_after=MAX_BOUNCES,
            )
        except ArchiveLocked:
            if not tries_left:
                raise
            log.warning("the archive is locked, recording again delivery=%d", claimed.id)
    raise AssertionError("unreachable")


def _finish(archive: Archive, claimed: Delivery, attempt: Attempt, now: datetime) -> Delivery:
    """Record an attempt and log it; returns the message with its new state."""
    recipient = _recorded(archive, claimed, attempt, now)
    log_suspension(recipient, now)
    if attempt.fault in {Fault.SERVER, Fault.CONTENT} and claimed.fault is not attempt.fault:
        # Once per message and fault: an operator has to look, and readers are kept.
        log.error("mail is held up fault=%s reason=%s", attempt.fault, attempt.detail)
    log.info("delivery id=%d state=%s detail=%s", claimed.id, attempt.state, attempt.detail)
    return replace(
        claimed,
        state=attempt.state,
        detail=attempt.detail,
        fault=attempt.fault,
        next_attempt_at=attempt.next_attempt_at,
    )
