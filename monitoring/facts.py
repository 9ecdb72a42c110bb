"""What is known about the service at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitoring.limits import HEARTBEAT_LATE
from monitoring.work_queue import WorkQueue
from storage import ArchiveStatus, Instance, JobState, MailProblem, OwnOutage
from yaluwatch.model import Recipient, Source, SourceState


@dataclass(frozen=True, slots=True)
class Storage:
    """What can be said of the data folder and its file system."""

    #: Why nothing can be written into the data folder; "" if it can.
    folder_error: str = ""
    #: Of the file system, for us, bytes.
    free_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Process:
    """Files that this process has open, and how many it may; 0 if unknown."""

    open_files: int = 0
    max_files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about the service at `now`."""

    #: Aware UTC.
    now: datetime
    #: Why the archive can't be read; "" if it can. Then all that is read from it is empty.
    archive_error: str = ""
    #: What is wrong with the structure of the archive's file; "" if nothing is, or it is not known yet.
    damage: str = ""
    #: Whether another process held the write lock for longer than a second.
    is_locked: bool = False
    status: ArchiveStatus = field(default_factory=ArchiveStatus)
    #: The process that runs the service; None if none ever did.
    instance: Instance | None = None
    #: Whether that process has certainly ended.
    is_instance_dead: bool = False
    jobs: Sequence[JobState] = ()
    #: Whether the archive is a file, not a database in PostgreSQL.
    has_file: bool = True
    #: The queue of workers; None if the archive never had one.
    queue: WorkQueue | None = None
    #: Why the source list can't be read; "" if it can.
    sources_error: str = ""
    sources: Sequence[Source] = ()
    #: By source id.
    states: Mapping[str, SourceState] = field(default_factory=dict)
    mail: Sequence[MailProblem] = ()
    outages: Sequence[OwnOutage] = ()
    suspended: Sequence[Recipient] = ()
    storage: Storage = field(default_factory=Storage)
    process: Process = field(default_factory=Process)
    #: By how much the clock was moved while this process ran; 0 if it was not.
    clock_moved: timedelta = timedelta()
    #: How long it took to find all this, seconds.
    seconds: float = 0.0

    def age(self, time: datetime | None) -> timedelta:
        """How long ago a time was; 0 for None and for times in the future."""
        return max(self.now - time, timedelta()) if time else timedelta()

    @property
    def watched(self) -> list[Source]:
        """Sources that are not paused."""
        return [source for source in self.sources if not source.paused]

    @property
    def is_running(self) -> bool:
        """Whether the service has said that it runs, a short while ago."""
        return (
            self.instance is not None
            and not self.is_instance_dead
            and self.age(self.instance.seen_at) <= HEARTBEAT_LATE
        )
