"""Search queries from the command line."""

from collections.abc import Mapping, Sequence

from classifier.features import filter_names
from classifier.lexicon import place_names
from cli.app import DataFolder
from storage import Query, parse_query
from storage.query import Choice, FilterValues, Word
from yaluwatch.errors import QueryError, SettingsError
from yaluwatch.model import Source


def typed_query(here: DataFolder, words: Sequence[str] | None) -> tuple[str, Query]:
    """The query as typed, and parsed. Raises QueryError, also for a filter value that does not exist."""
    values = filter_values(here)
    typed = " ".join(_unquoted_by_shell(word, values) for word in words or ())
    return typed, parse_query(typed, place_names(), values)


def listed_sources(here: DataFolder) -> Sequence[Source]:
    """The source list; empty if it can't be read, which the commands that need it report."""
    try:
        return here.sources()
    except SettingsError:
        return ()


def filter_values(here: DataFolder) -> FilterValues:
    """What filters can be set to: what the lists have, and whatever an article in the archive has."""
    return FilterValues(lambda kind: _named(here, kind), lambda kind, value: _is_stored(here, kind, value))


def _unquoted_by_shell(word: str, values: FilterValues) -> str:
    """The argument as it was meant: the shell removes quotes around a phrase, a value or a whole query."""
    if " " not in word.strip() or '"' in word:
        return word
    try:
        read = parse_query(word)
    except QueryError:
        return word
    if read.as_of is not None or not read.only_relevant:
        return word
    first, *others = read.tree.parts
    if not all(isinstance(part, Word) and not part.is_prefix and not part.is_exact for part in others):
        return word
    if isinstance(first, Choice):
        return _with_quoted_value(word, first.kind, values)
    is_plain = isinstance(first, Word) and not first.is_prefix and not first.is_exact
    return f'"{word}"' if is_plain else word


def _with_quoted_value(query: str, kind: str, values: FilterValues) -> str:
    """The query with the longest known value after its filter in quotes: publisher:"Daily NK" coal."""
    value, *words = query.replace("：", ":").partition(":")[2].split()
    for count in range(len(words), 0, -1):
        longer = " ".join((value, *words[:count]))
        if values.resolve(kind, longer):
            return f'{kind}:"{longer}" {" ".join(words[count:])}'.strip()
    return query


def _named(here: DataFolder, kind: str) -> Mapping[str, Sequence[str]]:
    """Name → values of a filter."""
    if kind in {"source", "publisher"}:
        return _of_sources(here, kind)
    folder = here.settings().words
    return filter_names(kind, folder if folder.is_dir() else None)


def _of_sources(here: DataFolder, kind: str) -> Mapping[str, Sequence[str]]:
    sources = listed_sources(here)
    if kind == "publisher":
        return {source.publisher: (source.publisher,) for source in sources}
    return {name: (source.id,) for source in sources for name in (source.id, source.name)}


def _is_stored(here: DataFolder, kind: str, value: str) -> bool:
    """Whether any article has the value: sources and topics come and go, articles stay."""
    quoted = value.replace('"', "")
    with here.archive() as archive:
        return archive.search.count(parse_query(f'{kind}:"{quoted}" relevant:any')) > 0
