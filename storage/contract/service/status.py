"""What the archive shows of the service's work: queues, the outbox, totals; cheap to ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a job."""

    #: Number of items, counted up to `Status.MAX_COUNTED`.
    count: int = 0
    #: Since when the oldest of them waits; None if nothing does. Aware UTC.
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStatus:
    """What the archive shows of the service's work at one moment."""

    #: Versions without a verdict, since they were fetched.
    untagged: Queue = Queue()
    #: Relevant articles without a story, since their verdict.
    ungrouped: Queue = Queue()
    #: Messages that should have been tried by now, since then.
    outbox: Queue = Queue()
    #: Messages that are neither sent nor given up, by state: "queued", "sending", "deferred".
    messages: Mapping[str, int] = field(default_factory=dict)
    #: Recipients by state: "served", "suspended", "unconfirmed".
    recipients: Mapping[str, int] = field(default_factory=dict)
    #: Time of the record written last, of a fetch, a job or the service; None without any. Aware UTC.
    last_record_at: datetime | None = None
    articles: int = 0
    #: Rows ever written, deleted ones included.
    verdicts: int = 0
    fetches: int = 0
    digests: int = 0
    all_messages: int = 0
    #: Whether somebody has an account for the web pages.
    has_accounts: bool = False
    #: Size of the file, and of the write-ahead log beside it, bytes.
    file_bytes: int = 0
    log_bytes: int = 0


class Status(Protocol):
    """What the archive shows of the service's work."""

    #: Queues are counted up to here, so that counting stays cheap.
    MAX_COUNTED: int = 10_000

    def read(self, now: datetime) -> ArchiveStatus:
        """Everything, as of `now` (aware UTC); takes milliseconds on a hundred thousand articles."""
