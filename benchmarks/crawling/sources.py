"""The forty hosts as sources."""

from benchmarks.crawling.site import HOSTS, host
from yaluwatch.model import Source, SourceKind


def host_source(number: int, port: int, per_host: int) -> Source:
    """A host as a feed, all its pages in one poll, politeness off."""
    home = f"http://{host(number)}:{port}"
    return Source(
        id=f"host-{number}",
        name=f"Host {number}",
        publisher=f"host-{number}",
        homepage=home,
        language="en",
        country="KR",
        kind=SourceKind.FEED,
        urls=(f"{home}/feed",),
        delay_seconds=0.0,
        max_pages=per_host,
        allow_private=True,
    )


def all_sources(port: int, per_host: int) -> list[Source]:
    """Every host."""
    return [host_source(number, port, per_host) for number in range(HOSTS)]
