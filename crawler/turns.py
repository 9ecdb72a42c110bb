"""Whose turn it is: sources in their order, but no two of one host at once, nor one sooner than its delay."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from yaluwatch.model import Source


class Turns:
    """The sources that wait, and the hosts that are being asked. Times are seconds of any one clock."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._waiting = list(sources)
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
            if not hosts & self._busy and all(now >= self._free_at.get(host, now) for host in hosts):
                self._busy |= hosts
                return self._waiting.pop(place)
        return None

    def ended(self, source: Source, now: float) -> None:
        """Leave the source's hosts alone for its delay; then they are free."""
        for host in hosts_of(source):
            self._busy.discard(host)
            self._free_at[host] = now + source.delay_seconds


def hosts_of(source: Source) -> set[str]:
    """The servers a source is known to live on: name and port."""
    return {urlsplit(url).netloc.lower() for url in (*source.urls, source.homepage)} - {""}
