"""Whose turn it is: sources in their order, but no two of one host at once, nor one sooner than its delay."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from yaluwatch.model import Source


class HostQueue:
    """The sources that wait, and the hosts that are being asked. Times are seconds of any one clock."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._waiting = list(sources)
        #: Source → not before this, because another process works on it or its host.
        self._not_before: dict[str, float] = {}
        self._busy: set[str] = set()
        #: Host → when its next source may be asked.
        self._free_at: dict[str, float] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def next(self, now: float) -> Source | None:
        """The first source whose hosts are free, no longer waiting; None when there is none at this time."""
        for place, source in enumerate(self._waiting):
            hosts = hosts_of(source)
            is_due = now >= self._not_before.get(source.id, now)
            if (
                is_due
                and not hosts & self._busy
                and all(now >= self._free_at.get(host, now) for host in hosts)
            ):
                self._busy |= hosts
                return self._waiting.pop(place)
        return None

    def put_back(self, source: Source, until: float) -> None:
        """Let a source wait again, at its old place but not before `until`: its hosts were not asked."""
        self._busy -= hosts_of(source)
        self._not_before[source.id] = until
        self._waiting.insert(0, source)

    def ended(self, source: Source, now: float) -> None:
        """Leave the source's hosts alone for its delay; then they are free."""
        for host in hosts_of(source):
            self._busy.discard(host)
            self._free_at[host] = now + source.delay_seconds


def hosts_of(source: Source) -> set[str]:
    """The servers a source is known to live on: name and port."""
    return {urlsplit(url).netloc.lower() for url in (*source.urls, source.homepage)} - {""}


def claimed_names(source: Source) -> set[str]:
    """What a crawl of a source claims in the archive: the source, and each of its hosts."""
    return {f"source:{source.id}"} | {f"host:{host}" for host in hosts_of(source)}
