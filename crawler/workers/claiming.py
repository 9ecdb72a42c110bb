"""Claiming what a crawl works on: the source and its hosts, so that one process at a time asks them."""

from collections.abc import Collection
from contextlib import ExitStack
from time import time
from typing import Self

from crawler.polling import CLAIM_SECONDS
from storage import Archive
from yaluwatch.owner import is_dead, new_owner


class Hold:
    """Names that this process has claimed and fenced until `release`."""

    def __init__(self, archive: Archive, owner: str, fence: ExitStack) -> None:
        self._archive = archive
        self._fence = fence
        #: In whose name they are claimed; its leases have to be renewed.
        self.owner = owner

    @classmethod
    def take(cls, archive: Archive, names: Collection[str], pause: float) -> Self | None:
        """Claim all of these names, or none; None when another process holds one of them, or one is pausing.

        `pause` is how many seconds each stays unavailable after `release`. Leases of processes that have died
        are ended. Raises ArchiveError.
        """
        with ExitStack() as stack:
            # The fence first: whoever holds it may have been stopped for longer than its lease.
            if not stack.enter_context(archive.fences.hold(names)):
                return None
            owner = new_owner()
            if archive.claims.take(names, owner, time(), lease=CLAIM_SECONDS, pause=pause):
                return cls(archive, owner, stack.pop_all())
            archive.claims.release_dead(is_dead, time())
        return None

    def release(self) -> None:
        """Let others have the names, after their pause."""
        with self._fence:
            self._archive.claims.release(self.owner, time())
