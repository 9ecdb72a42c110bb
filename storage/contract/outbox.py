"""The outbox: composed digests, and each of their messages until it is delivered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from yaluwatch.model import Delivery, DeliveryState, Fault, Recipient


@dataclass(frozen=True, slots=True)
class ImportMarks:
    """Up to which imports the archive was read; what was imported later is new."""

    #: Id of the last import of a sanctions list that changed something; 0 before the first.
    lists: int
    #: Id of the last import of trade statistics; 0 before the first.
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRecord:
    """A composed digest, stored together with its messages."""

    subscription_id: str
    #: Unique per subscription: a second digest with the same key is not stored.
    period_key: str
    period_start: datetime
    period_end: datetime
    #: The digest covers verdict ids above the first and up to and including the second.
    after_verdict: int
    up_to_verdict: int
    subject: str
    composed_at: datetime
    #: (article, version, story) ids of everything it reports.
    articles: Sequence[tuple[int, int, int]] = ()
    #: Ids of the articles that did not fit and are due again in the next digest.
    carried: Sequence[int] = ()
    #: Ids of the removed articles it names.
    removals: Sequence[int] = ()
    #: "digest", "alert" or "notice"; a notice does not advance `Outbox.last_covered`.
    kind: str = "digest"
    #: Subjects of an alert on unusual activity: "place:dandong" or "topic:smuggling".
    spikes: Sequence[str] = ()
    #: The imports it covers; None = none.
    imports: ImportMarks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMessage:
    """One message as a list shows it, without its contents."""

    id: int
    subscription_id: str
    #: E-mail address, http(s) URL of a webhook or chat, or empty for the outbox folder.
    address: str
    #: Empty for confirmation requests of earlier versions.
    subject: str
    #: End of the period it covers. Aware UTC.
    period_end: datetime
    state: DeliveryState
    #: Last error, or the name of the file written.
    detail: str


class Answer(StrEnum):
    """A mail server's answer to an address (RCPT TO, RFC 5321, section 3.3)."""

    ACCEPTED = "accepted"
    #: Rejected permanently (5xx), or the message bounced.
    REFUSED = "refused"
    #: Given up because the mailbox stayed full; such answers are counted apart from permanent rejections.
    FULL = "full"


@dataclass(frozen=True, slots=True)
class MailProblem:
    """A fault that holds up mail until somebody removes its cause."""

    #: `Fault.SERVER` or `Fault.CONTENT`.
    fault: Fault
    #: Time of the first failed attempt. Aware UTC.
    since: datetime
    #: Number of messages that wait for it.
    waiting: int
    #: The last error, for people.
    detail: str


class Outbox(Protocol):
    """The outbox: composed digests, and each of their messages until it is delivered.

    No message is lost, and none is knowingly sent twice: storing a digest, claiming a message and finishing
    an attempt are each one transaction that is on disk when the method returns.
    """

    def add(self, digest: DigestRecord, messages: Iterable[tuple[str, str, bytes]]) -> bool:
        """Store a digest and queue its messages (address, Message-ID, RFC 5322 content) in one transaction.

        False, and nothing written, when the subscription has a digest with the same `period_key`.
        """

    def last_covered(self, subscription_id: str) -> tuple[int, datetime | None]:
        """Last verdict id covered by a digest or alert to this subscription, and the end of its period.

        (0, None) before the first. Counts records of these kinds with at least one message that is neither
        failed nor dropped, so what could not be delivered is covered again.
        """

    def covered_imports(self, subscription_id: str) -> ImportMarks | None:
        """The imports covered by the digest or alert of `last_covered`; None if it covers none."""

    def period_keys(self, subscription_id: str) -> set[str]:
        """The `period_key` of every digest stored for a subscription."""

    def has_period(self, subscription_id: str, period_key: str) -> bool:
        """Whether a digest with this `period_key` is stored for a subscription."""

    def claim(self, now: datetime) -> Delivery | None:
        """Lease the next message due at `now` to the caller and count the attempt; None when none is due.

        Due are queued messages, deferred ones whose `next_attempt_at` has come, and those claimed at least 10
        minutes ago and not finished: their sender died, and they are sent again under the same Message-ID.
        Any number of senders may claim at once. Fewest attempts first, then oldest, so that retries don't
        delay new messages.
        """

    def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        at: datetime,
        detail: str = "",
        next_attempt_at: datetime | None = None,
        is_doubt: bool = False,
        fault: Fault | None = None,
        answer: Answer | None = None,
        suspend_after: int = 3,
    ) -> Recipient | None:
        """Record the result of an attempt and what it shows about the address, in one transaction.

        With `Fault.SERVER` every waiting e-mail is deferred to `next_attempt_at`, because it would fail in
        the same way; as soon as the server answers to any message, all of them are due at once.

        `answer` is the server's answer to the address, None if it gave none. After `suspend_after` permanent
        rejections in a row, or twice as many full mailboxes, the address is suspended; an acceptance resets
        the counts. Returns the address's
        updated record, None when nothing about it changed. `is_doubt`: the connection was lost so late that
        the message may have arrived.

        If the lease has expired and another sender has claimed the message, nothing is recorded unless the
        state is SENT: the other sender gets the same answer, and it must count once.
        """

    def count_refusal(
        self,
        delivery: Delivery,
        why: str,
        at: datetime,
        *,
        suspend_after: int,
        answer: Answer = Answer.REFUSED,
    ) -> Recipient | None:
        """Count a bounce as one rejection of the message's address, suspending it as `finish` does.

        However many reports of one message arrive, it counts once. Returns the address's updated record; None
        if nothing was counted.
        """

    def newest(self, limit: int) -> list[Delivery]:
        """The newest messages, newest first."""

    def listed(self, limit: int, states: Sequence[DeliveryState] = ()) -> list[ListedMessage]:
        """The same without their contents, which may be 100 KB each.

        Only messages in one of `states` if any are given; SENT is not among them.
        """

    def of_subscription(self, subscription_id: str, limit: int) -> list[ListedMessage]:
        """The newest messages of one subscription, without their contents, newest first."""

    def get(self, delivery_id: int) -> Delivery | None:
        """One message; None when there is no such id."""

    def problems(self) -> list[MailProblem]:
        """The faults that hold up mail now, at most one of each kind."""

    def newest_to(self, address: str, subscription_id: str = "") -> Delivery | None:
        """The newest message sent to an address, of one subscription if given; letter case is ignored.

        One that is still waiting only if none was sent; None when there is none. For returned mail that names
        the address only.
        """

    def by_message_id(self, message_id: str) -> Delivery | None:
        """The message with this Message-ID; None when the outbox never sent it."""

    def set_state(
        self, delivery_id: int, states: Sequence[DeliveryState], to: DeliveryState, why: str
    ) -> bool:
        """Change a message's state if it is now in one of `states`, in one conditional update.

        Replaces its detail with `why` and clears `next_attempt_at`. False when it is in none of them.
        """

    def earlier_messages(
        self, subscription_id: str, address: str, story_ids: Sequence[int], article_ids: Sequence[int]
    ) -> list[str]:
        """Message-IDs of earlier messages to an address that report these stories or articles, oldest first.

        For the References header, so that mail programs thread them. Failed and dropped messages are left
        out.
        """
