"""Who wants what, and who agreed to get it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.contract.outbox import DigestRecord
from yaluwatch.model import Recipient, Subscription


@dataclass(frozen=True, slots=True)
class Question:
    """A mail that asks one address whether it wants a subscription."""

    record: DigestRecord
    address: str
    message_id: str
    #: RFC 5322 bytes.
    content: bytes


class Subscriptions(Protocol):
    """Who wants what, and who agreed to get it."""

    def all(self) -> list[Subscription]:
        """All subscriptions by id."""

    def save(
        self,
        subscription: Subscription,
        recipients: Iterable[Recipient] = (),
        questions: Iterable[Question] = (),
    ) -> None:
        """Add or replace a subscription, its recipients and the questions to them: all or none.

        An address that is in none of `recipients` keeps its row; without one it gets no mail.
        """

    def remove(self, subscription_id: str) -> bool:
        """Delete a subscription; False when there is none."""

    def set_paused(self, subscription_id: str, *, is_paused: bool) -> None:
        """Pause a subscription, or serve it and its suspended addresses again."""

    def unsubscribe(self, subscription_id: str, address: str) -> None:
        """Take an address out of a subscription and forget that it agreed; a second time changes nothing.

        A subscription that loses its last address is paused, never turned to the outbox folder.
        """

    def recipients(self) -> list[Recipient]:
        """Every address of which something is known."""

    def recipient(self, subscription_id: str, address: str) -> Recipient:
        """What is known of one address."""

    def ask(self, recipient: Recipient, question: Question) -> None:
        """Put a question to an address, which gets nothing else until it agrees: both or neither."""

    def confirm(self, subscription_id: str, address: str, at: datetime) -> bool:
        """An address agrees; asked twice it changes nothing. False when the subscription does not name it."""

    def clear_refusals(self, subscription_id: str) -> None:
        """Serve again the addresses of a subscription that were suspended; not those that have not agreed."""
