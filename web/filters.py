"""What the filters in the search box can be set to."""

from collections.abc import Mapping, Sequence

from classifier.features import filter_names
from storage import Archive, parse_query
from storage.query import FilterValues
from web.context import WebContext
from yaluwatch.errors import LexiconError


def filter_values(site: WebContext, archive: Archive) -> FilterValues:
    """The names in the lists, and whatever an article in the archive has."""

    def named(kind: str) -> Mapping[str, Sequence[str]]:
        if kind == "publisher":
            return {source.publisher: (source.publisher,) for source in site.read_sources()}
        if kind == "source":
            return {name: (one.id,) for one in site.read_sources() for name in (one.id, one.name)}
        words = site.archive.parent / "words"
        try:
            return filter_names(kind, words if words.is_dir() else None)
        except LexiconError:
            # Commands report an operator's broken list; a reader can do nothing about it.
            return filter_names(kind)

    def is_stored(kind: str, value: str) -> bool:
        quoted = value.replace('"', "")
        return archive.search.count(parse_query(f'{kind}:"{quoted}" relevant:any')) > 0

    return FilterValues(named, is_stored)
