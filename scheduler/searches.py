"""Searches of subscriptions: strict when they are saved, lenient afterwards."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from classifier.features import filter_names
from classifier.lexicon import place_names
from storage import Archive, Query, parse_query
from storage.query import FilterValues
from yaluwatch.config import Settings
from yaluwatch.errors import LexiconError, QueryError
from yaluwatch.model import Source, Subscription


def reader(values: FilterValues) -> Callable[[str], Query]:
    """Reads saved searches, with filter values and places under all their names. Raises QueryError.

    A value that does not exist matches nothing: a search must not lose its digests because a list changed.
    """
    known = values.lenient()
    return lambda text: parse_query(text, place_names(), known)


def check(search: str, values: FilterValues) -> None:
    """Raise QueryError for a search that can't be parsed, or asks for a filter value that does not exist."""
    parse_query(search, place_names(), values)


def filter_values(archive: Archive, settings: Settings, sources: Sequence[Source]) -> FilterValues:
    """What filters can be set to: what the lists have, and whatever an article in the archive has."""

    def named(kind: str) -> Mapping[str, Sequence[str]]:
        if kind == "publisher":
            return {source.publisher: (source.publisher,) for source in sources}
        if kind == "source":
            return {name: (source.id,) for source in sources for name in (source.id, source.name)}
        try:
            return filter_names(kind, settings.words if settings.words.is_dir() else None)
        except LexiconError:
            # Reported when the classifier is loaded; what is shipped still counts.
            return filter_names(kind)

    def is_stored(kind: str, value: str) -> bool:
        quoted = value.replace('"', "")
        return archive.search.count(parse_query(f'{kind}:"{quoted}" relevant:any')) > 0

    return FilterValues(named, is_stored)


def problems(subscription: Subscription, values: FilterValues) -> Iterator[str]:
    """What a saved subscription asks for that no longer exists, one clause each."""
    for kind, wanted in (
        ("topic", subscription.topics),
        ("place", subscription.places),
        ("source", subscription.sources),
    ):
        yield from (values.problem(kind, value) for value in wanted if not values.resolve(kind, value))
    if subscription.query:
        try:
            check(subscription.query, values)
        except QueryError as error:
            yield f"search {subscription.query!r}: {error}"
