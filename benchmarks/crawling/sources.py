"""Source entries of the forty hosts."""

from benchmarks.crawling.site import HOSTS, host
from yaluwatch.model import Source, SourceKind


def host_source(number: int, port: int, per_host: int) -> Source:
    """A host as a feed source without delays; one poll reads all its pages."""
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
    """The sources of all hosts."""
    return [host_source(number, port, per_host) for number in range(HOSTS)]
