"""A queue of sources that keeps requests to one host apart: one source at a time, with a delay in between."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from yaluwatch.model import Source


class HostQueue:
    """The waiting sources, in order, and the busy hosts. All times are seconds by one monotonic clock."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._waiting = list(sources)
        #: Source id → earliest time, because another process is working on it or one of its hosts.
        self._not_before: dict[str, float] = {}
        self._busy: set[str] = set()
        #: Host → when its next source may start.
        self._free_at: dict[str, float] = {}

    def __len__(self) -> int:
        """The number of waiting sources."""
        return len(self._waiting)

    def next(self, now: float) -> Source | None:
        """Take out the first source whose hosts are all free, and mark them busy; None if there is none."""
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
        """Return a source that was not crawled to the front of the queue, not to be taken before `until`."""
        self._busy -= hosts_of(source)
        self._not_before[source.id] = until
        self._waiting.insert(0, source)

    def ended(self, source: Source, now: float, pause: float = 0.0) -> None:
        """Mark the source's hosts as free once its delay, or a longer `pause`, has passed."""
        for host in hosts_of(source):
            self._busy.discard(host)
            self._free_at[host] = now + max(source.delay_seconds, pause)


def hosts_of(source: Source) -> set[str]:
    """The hosts of a source's URLs and homepage, in lower case, with the port if the URL has one."""
    return {urlsplit(url).netloc.lower() for url in (*source.urls, source.homepage)} - {""}


def main_host(source: Source) -> str:
    """The host that is asked first, in lower case, with the port if the URL has one."""
    return urlsplit(source.urls[0]).netloc.lower()


def claimed_names(source: Source) -> frozenset[str]:
    """The names a crawl of a source claims in the archive: the source, and each of its hosts."""
    return frozenset({f"source:{source.id}", *(f"host:{host}" for host in hosts_of(source))})
