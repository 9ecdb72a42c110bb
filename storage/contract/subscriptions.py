"""Subscriptions, and their recipients' consent to receive them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.contract.outbox import DigestRecord
from yaluwatch.model import Recipient, Subscription


@dataclass(frozen=True, slots=True)
class Question:
    """A confirmation request (double opt-in): a mail that asks an address whether it wants a subscription."""

    #: The record it is stored under in the outbox; of kind "notice".
    record: DigestRecord
    address: str
    message_id: str
    #: RFC 5322 bytes.
    content: bytes


class Subscriptions(Protocol):
    """Subscriptions, and their recipients' consent to receive them.

    Consent fails closed: an address gets mail only while its recipient row says that it confirmed
    (`Recipient.is_served`). A missing row means that it has not; apart from confirmation requests, nothing is
    sent to it. Methods that change addresses or consent are on disk when they return.
    """

    def all(self) -> list[Subscription]:
        """All subscriptions, ordered by id."""

    def save(
        self,
        subscription: Subscription,
        recipients: Iterable[Recipient] = (),
        questions: Iterable[Question] = (),
    ) -> None:
        """Add or replace a subscription and its recipients, and queue its confirmation requests.

        All in one transaction. Messages that wait for addresses it no longer names are dropped. An address in
        `subscription.addresses` but not in `recipients` keeps the row it has; without a row it gets no mail.
        Raises ArchiveError, and writes nothing, when one of the requests is already queued.
        """

    def remove(self, subscription_id: str) -> bool:
        """Delete a subscription and the consent of its addresses; False when there is none.

        Its digests and messages stay stored; messages not sent yet are dropped. An address added to a new
        subscription with the same id is asked again.
        """

    def set_paused(self, subscription_id: str, *, is_paused: bool) -> None:
        """Pause a subscription, or resume it and lift the suspension of its addresses (`clear_refusals`)."""

    def unsubscribe(self, subscription_id: str, address: str) -> None:
        """Remove an address from a subscription and withdraw its consent, in one transaction. Idempotent.

        Capitals don't count. Messages that wait for it are dropped.

        A subscription that loses its last address is paused: without addresses, its mail would be written to
        the outbox folder instead.
        """

    def recipients(self) -> list[Recipient]:
        """Every recipient row, ordered by subscription and address."""

    def recipient(self, subscription_id: str, address: str) -> Recipient:
        """The recipient row of one address; one without consent when there is none."""

    def ask(self, recipient: Recipient, question: Question) -> None:
        """Replace an address's recipient row and queue a confirmation request to it, in one transaction.

        Raises ArchiveError, and writes nothing, when the same request is already queued.
        """

    def confirm(self, subscription_id: str, address: str, at: datetime) -> bool:
        """Record that an address consents; a repeated confirmation keeps the time of the first.

        False, and nothing written, when the subscription does not exist or no longer names the address.
        """

    def clear_refusals(self, subscription_id: str) -> None:
        """Lift the suspension of a subscription's addresses and reset their bounce counts.

        Consent is unchanged: an address that has not confirmed still gets no mail.
        """
