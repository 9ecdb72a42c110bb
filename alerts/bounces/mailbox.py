"""Picks up returned mail from a mailbox, one message after the other; nothing is deleted."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from yaluwatch.errors import MailError

log = logging.getLogger(__name__)

#: At most this many messages are handled in one round; the others wait for the next.
MAX_MESSAGES = 200


class Mailbox(Protocol):
    """A mailbox that returned mail arrives in."""

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Messages that wait, oldest first: id and RFC 5322 bytes, of which only the start may be given.

        Raises a temporary MailError that names the mailbox if it can't be read.
        """

    def done(self, uid: str, ok: bool) -> None:
        """Put a message with those processed, or with those that can't be read. Safe to call twice."""


@dataclass(frozen=True, slots=True)
class PickUp:
    """One round over a mailbox."""

    #: What the handler made of each message: id and its answer, in order.
    processed: tuple[tuple[str, str], ...] = ()
    #: Messages put aside because they can't be read: id and reason.
    unreadable: tuple[tuple[str, str], ...] = ()


def pick_up(mailbox: Mailbox, handle: Callable[[bytes], str], *, limit: int = MAX_MESSAGES) -> PickUp:
    """Hand each waiting message to `handle` and put it away after it has returned.

    `handle` must be idempotent: after a crash the same message comes again. A permanent MailError puts its
    message with the unreadable ones; any other error ends the round and leaves the message for the next.
    """
    processed: list[tuple[str, str]] = []
    unreadable: list[tuple[str, str]] = []
    for number, (uid, content) in enumerate(mailbox.messages(), start=1):
        try:
            processed.append((uid, handle(content)))
        except MailError as error:
            if not error.permanent:
                raise
            unreadable.append((uid, str(error)))
            log.warning("returned mail is unreadable uid=%s reason=%s", uid, error)
            mailbox.done(uid, ok=False)
        else:
            mailbox.done(uid, ok=True)
        if number >= limit:
            break
    if processed or unreadable:
        log.info("picked up returned mail processed=%d unreadable=%d", len(processed), len(unreadable))
    return PickUp(tuple(processed), tuple(unreadable))
