"""Digests on record, and every message from composed to sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from yaluwatch.model import Delivery, DeliveryState, Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRecord:
    """A composed digest, as it is put on record together with its messages."""

    subscription_id: str
    #: Names the period once: a second digest with the same key is refused.
    period_key: str
    period_start: datetime
    period_end: datetime
    #: Covers the verdicts after the first and up to the second id.
    after_verdict: int
    up_to_verdict: int
    subject: str
    composed_at: datetime
    #: (article, version, story) of everything told.
    articles: Sequence[tuple[int, int, int]] = ()
    #: "digest", "alert" or "notice"; only a digest moves on what the reader has been told up to.
    kind: str = "digest"
    #: What an alert says is mentioned more than usual.
    spikes: Sequence[str] = ()


class Answer(StrEnum):
    """What a server said of an address."""

    ACCEPTED = "accepted"
    #: Refused for good.
    REFUSED = "refused"


class Outbox(Protocol):
    """Digests on record, and every message from composed to sent."""

    def add(self, digest: DigestRecord, messages: Iterable[tuple[str, str, bytes]]) -> bool:
        """Put a digest and its messages (address, message id, content) on record, durably and together.

        False, and nothing written, when its period has a digest already.
        """

    def last_covered(self, subscription_id: str) -> tuple[int, datetime | None]:
        """Last verdict a reader was told of and the end of that period; (0, None) before the first digest."""

    def period_keys(self, subscription_id: str) -> set[str]:
        """Periods for which a digest is on record."""

    def has_period(self, subscription_id: str, period_key: str) -> bool:
        """Whether a digest is on record for a period."""

    def claim(self, now: datetime) -> Delivery | None:
        """Take the next message that is due, so that nobody else does; None when there is none."""

    def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        at: datetime,
        detail: str = "",
        next_attempt_at: datetime | None = None,
        is_doubt: bool = False,
        answer: Answer | None = None,
        suspend_after: int = 3,
    ) -> Recipient | None:
        """Record how an attempt ended and what it says of the address, together; what is known of it then.

        `is_doubt`: the message may have arrived all the same. After `suspend_after` refusals in a row an
        address gets no more mail. None when the attempt says nothing new of the address.
        """

    def count_refusal(
        self, delivery: Delivery, why: str, at: datetime, *, suspend_after: int
    ) -> Recipient | None:
        """Note that a message came back for good; what is known of its address then."""

    def newest(self, limit: int) -> list[Delivery]:
        """Messages, newest first."""

    def get(self, delivery_id: int) -> Delivery | None:
        """One message; None when there is none with this id."""

    def by_message_id(self, message_id: str) -> Delivery | None:
        """The message with this Message-ID; None when it is none of ours."""

    def set_state(
        self, delivery_id: int, states: Sequence[DeliveryState], to: DeliveryState, why: str
    ) -> bool:
        """Move a message from one of some states to another; False when it is in none of them."""

    def earlier_messages(
        self, subscription_id: str, address: str, story_ids: Sequence[int], article_ids: Sequence[int]
    ) -> list[str]:
        """Message-IDs of what told a reader of these stories or articles before, oldest first."""
