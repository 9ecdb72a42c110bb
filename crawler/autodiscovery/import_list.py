"""Reading a list of sources from a file of another program, or from another newsroom. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.autodiscovery.discover import Discovered
from crawler.autodiscovery.source_entry import source_entry_for
from crawler.sources import Outline, address_key, from_csv, from_opml, parse_sources
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source, SourceKind


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a file lists."""

    #: Sources that are not in the list yet.
    new: Sequence[Source]
    #: Number of those that are, and of entries that repeat another.
    known: int


def read_list(name: str, content: bytes, listed: Sequence[Source]) -> ReadList:
    """The sources in an OPML, CSV or TOML file, told apart by the ending of its name; OPML otherwise.

    Raises SourceListError when it is none, or lists no source.
    """
    addresses = {address_key(url) for source in listed for url in source.urls}
    found = _read(name, content, {source.id for source in listed})
    if not found:
        raise SourceListError(f"{name} lists no source; in OPML, a feed is an <outline> with an xmlUrl")
    new = []
    for source in found:
        # A feed reader's list may have a feed twice, in two folders or with and without "www.".
        own = set(map(address_key, source.urls))
        if not own & addresses:
            new.append(source)
            addresses |= own
    return ReadList(new, len(found) - len(new))


def homepage_of(url: str, found: Discovered) -> str:
    """The home page of a result: the given page, or the root of a feed's site."""
    if found.site:
        return url
    parts = urlsplit(found.url)
    return f"{parts.scheme}://{parts.netloc}/"


def _read(name: str, content: bytes, taken: Collection[str]) -> list[Source]:
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        return from_csv(content.decode("utf-8", errors="replace"))
    if ending == "toml":
        return parse_sources(content.decode("utf-8-sig", errors="replace"), name)
    entries: list[Source] = []
    for outline in from_opml(content):
        entries.append(_entry_of(outline, {*taken, *(entry.id for entry in entries)}))
    return entries


def _entry_of(outline: Outline, taken: Collection[str]) -> Source:
    found = Discovered(kind=SourceKind.FEED, url=outline.url, title=outline.name, site="", items=0)
    homepage = outline.homepage or homepage_of(outline.url, found)
    named = Discovered(kind=found.kind, url=found.url, title=found.title, site=outline.name, items=0)
    return source_entry_for(named, homepage, language=outline.language[:2].lower(), taken=taken)
