"""The source of articles from web archives whose publisher is not in the list."""

from crawler.sources.source_list import UNLISTED
from crawler.text import host_of
from yaluwatch.model import Source, SourceKind


def unlisted_source(url: str, publisher: str = "") -> Source:
    """The source of a page, by the name `UNLISTED`; its publisher is the host unless another is known."""
    host = host_of(url)
    return Source(
        id=UNLISTED,
        name=host,
        publisher=publisher or host,
        homepage=f"https://{host}/",
        language="en",
        country="US",
        kind=SourceKind.LISTING,
        urls=(f"https://{host}/",),
    )
