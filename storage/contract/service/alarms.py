"""Alarms: what needs a person, from the moment it is noticed until it is over and the operator was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.contract.outbox import DigestRecord

#: What digests and messages about alarms have in place of a subscription; none can be called so.
OPERATOR = "(operator)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that needs a person. Aware UTC throughout."""

    #: 0 until it is stored.
    id: int = 0
    #: The check that noticed it, such as "jobs".
    kind: str
    #: What it is about, such as the name of a job or a source; "" for the whole service.
    subject: str = ""
    #: "warn" or "fail".
    level: str
    #: What is wrong, in one sentence.
    proof: str
    #: The command that helps.
    help: str = ""
    #: When it was first noticed.
    noticed_at: datetime
    #: When it had lasted long enough to be one; None before.
    raised_at: datetime | None = None
    #: When a message about it was last queued; None before.
    told_at: datetime | None = None
    #: Since when nothing is wrong any more; None while it lasts.
    well_since: datetime | None = None
    #: When it had been well for long enough; None while it is open.
    cleared_at: datetime | None = None
    #: Whether the message that it is over was queued, or none was needed.
    is_end_told: bool = False
    #: How often it came back soon after it was cleared.
    returns: int = 0


class Alarms(Protocol):
    """Alarms that are open or were cleared, and the messages about them."""

    def open(self) -> list[Alarm]:
        """Alarms that are not cleared, and those whose end was not told yet; oldest first."""

    def cleared_since(self, time: datetime) -> list[Alarm]:
        """The newest cleared alarm of each kind and subject, if it was cleared at or after a time."""

    def newest(self, limit: int) -> list[Alarm]:
        """Alarms that were raised, newest first."""

    def save(
        self,
        changed: Sequence[Alarm],
        digest: DigestRecord | None = None,
        messages: Sequence[tuple[str, str, bytes]] = (),
    ) -> bool:
        """Store alarms, and queue messages (address, Message-ID, content) about them, in one transaction.

        An alarm with id 0 is new. False, and nothing written, if a new one is open already or the outbox has
        a digest with the same `period_key`: another process did the same.
        """

    def forget(self, before: datetime) -> int:
        """Delete alarms that were cleared before a time; how many."""
