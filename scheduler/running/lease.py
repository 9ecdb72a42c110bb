"""The lease that makes one process the scheduler of an archive, held with a heartbeat."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from time import monotonic

from storage import Archive, Instance, open_archive
from yaluwatch import __version__
from yaluwatch.errors import ArchiveError
from yaluwatch.owner import is_dead, new_owner
from yaluwatch.times import time_text

log = logging.getLogger(__name__)

#: The name of the claim.
SERVICE = "service"
#: Seconds after which another process may take over from a silent one, and between two heartbeats.
LEASE_SECONDS, BEAT_SECONDS = 45.0, 10.0


class Standing(Enum):
    """Whether this process is the scheduler of the archive."""

    HELD = "held"
    #: Another process is.
    LOST = "lost"
    #: It can't be found out, so nothing may be done.
    UNKNOWN = "unknown"


class ServiceLease:
    """The lease on the service of an archive. One thread at a time may use it."""

    def __init__(
        self,
        archive: Path,
        clock: Callable[[], datetime],
        steady: Callable[[], float] = monotonic,
        *,
        owner: str = "",
    ) -> None:
        now = clock()
        self._archive = archive
        self._clock = clock
        self._steady = steady
        #: The steady clock when the lease was last extended; None before.
        self._extended_at: float | None = None
        #: This process, as others see it.
        self.instance = Instance(
            owner or new_owner(), socket.gethostname(), os.getpid(), __version__, now, now
        )
        #: The process that held the lease before; None if there was none.
        self.predecessor: Instance | None = None

    def take(self) -> str:
        """Take the lease; "" if it is ours, else who holds it. Raises ArchiveError."""
        with open_archive(self._archive) as archive:
            archive.claims.release_dead(is_dead, self._clock().timestamp())
            before = archive.jobs.instance()
            if not self._extend(archive):
                return holder(archive, self._clock())
            if before is not None and before.owner != self.instance.owner:
                self.predecessor = before
            archive.jobs.appear(self.instance)
        return ""

    def beat(self, problem: str = "") -> Standing:
        """Extend the lease and record that the service runs; `problem` is recorded with it.

        When the archive can't be written, the lease is still ours as long as nobody else has taken it.
        """
        self.instance = replace(self.instance, seen_at=self._clock(), problem=problem)
        try:
            with open_archive(self._archive) as archive:
                if not self._extend(archive):
                    return Standing.LOST
                archive.jobs.appear(self.instance)
        except (ArchiveError, OSError) as error:
            log.debug("lease not extended error=%s", error)
            return self._standing()
        return Standing.HELD

    def release(self) -> None:
        """Let another process begin at once. If that can't be written, the lease runs out."""
        try:
            with open_archive(self._archive) as archive:
                archive.claims.release(self.instance.owner, self._clock().timestamp())
        except (ArchiveError, OSError) as error:
            log.warning("lease not released, it ends in %d seconds error=%s", LEASE_SECONDS, error)

    def holder(self) -> str:
        """Who holds the lease: "process 4711 on desk since 2026-11-24T05:00:00Z"."""
        try:
            with open_archive(self._archive, read_only=True) as archive:
                return holder(archive, self._clock())
        except (ArchiveError, OSError):
            return "another process"

    def _extend(self, archive: Archive) -> bool:
        now, owner = self._clock().timestamp(), self.instance.owner
        is_ours = archive.claims.renew([SERVICE], owner, now, lease=LEASE_SECONDS) or archive.claims.take(
            [SERVICE], owner, now, lease=LEASE_SECONDS
        )
        if is_ours:
            self._extended_at = self._steady()
        return is_ours

    def _standing(self) -> Standing:
        """Whether the lease is ours although it could not be extended."""
        if self._extended_at is None:
            return Standing.UNKNOWN
        if self._steady() - self._extended_at < LEASE_SECONDS:
            return Standing.HELD
        try:
            with open_archive(self._archive, read_only=True) as archive:
                held = archive.claims.held([SERVICE], self._clock().timestamp())
        except (ArchiveError, OSError):
            return Standing.UNKNOWN
        return Standing.LOST if any(claim.owner != self.instance.owner for claim in held) else Standing.HELD


def holder(archive: Archive, now: datetime) -> str:
    """Who runs the service of an archive: "process 4711 on desk since 2026-11-24T05:00:00Z"."""
    found = archive.jobs.instance()
    owners = {claim.owner for claim in archive.claims.held([SERVICE], now.timestamp())}
    if found is None or (owners and found.owner not in owners):
        return "another process"
    return f"process {found.pid} on {found.host} since {time_text(found.started_at)}"
