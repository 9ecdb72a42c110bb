"""Reading and writing sources.toml, with every entry checked."""

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import soupsieve
import tomlkit
from pydantic import TypeAdapter, ValidationError

from crawler.text import clean_url, codec_of, compile_pattern
from yaluwatch.errors import SourceListError
from yaluwatch.model import Selectors, Source

#: The source list that ships with the program.
SHIPPED = Path(__file__).with_name("sources.toml")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)


def read_sources(path: Path) -> list[Source]:
    """The sources in a file, in its order.

    Raises SourceListError naming the file, source and field, and what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceListError(f"{path}: {error}") from error
    return parse_sources(text, str(path))


def parse_sources(text: str, name: str = "sources.toml") -> list[Source]:
    """The sources in the text of a file; `name` is the file's name in messages. Raises as `read_sources`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceListError(f"{name}: {error}") from error
    for key in document:
        if key != "source":
            raise SourceListError(f"{name}: unknown key {key!r}; every entry is a [[source]] table")
    entries = document.get("source", [])
    if not isinstance(entries, list):
        raise SourceListError(f"{name}: write [[source]] with two brackets")
    sources = [_source(entry, number, name) for number, entry in enumerate(entries, 1)]
    _check_no_repeats(sources, name)
    return sources


def _source(entry: Any, number: int, name: str) -> Source:
    label = entry.get("id") if isinstance(entry, dict) else None
    where = f"{name}: source {label!r}" if isinstance(label, str) else f"{name}: source number {number}"
    try:
        source = _SOURCE.validate_python(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SourceListError(f"{where}: {field}: {first['msg']}") from error
    for field, problem in _problems(source):
        raise SourceListError(f"{where}: {field}: {problem}")
    return source


def _problems(source: Source) -> Iterator[tuple[str, str]]:
    """What is wrong with an entry apart from its types, as (field, message)."""
    if not _ID.fullmatch(source.id):
        yield "id", f"{source.id!r} must be lower-case letters, digits and single hyphens"
    for field in ("name", "publisher"):
        if not getattr(source, field).strip():
            yield field, "must not be empty"
    if not _LANGUAGE.fullmatch(source.language):
        yield "language", f"{source.language!r} is not a two-letter code such as 'ko'"
    if not _COUNTRY.fullmatch(source.country):
        yield "country", f"{source.country!r} is not a two-letter code such as 'KR'"
    if not 1 <= source.tier <= 3:
        yield "tier", f"{source.tier} is not 1, 2 or 3"
    yield from _address_problems(source)
    yield from _number_problems(source)
    yield from _rule_problems(source)


def _address_problems(source: Source) -> Iterator[tuple[str, str]]:
    if not source.urls:
        yield "urls", "at least one address is needed"
    for field, addresses in (("homepage", (source.homepage,)), ("urls", source.urls)):
        for address in addresses:
            if clean_url(address) is None:
                yield field, f"{address!r} is not an http or https address"


def _number_problems(source: Source) -> Iterator[tuple[str, str]]:
    if source.poll_minutes_min < 1:
        yield "poll_minutes_min", f"{source.poll_minutes_min} is less than 1 minute"
    if source.poll_minutes_max < source.poll_minutes_min:
        yield "poll_minutes_max", f"{source.poll_minutes_max} is less than poll_minutes_min"
    if not 0 <= source.delay_seconds <= 300:
        yield "delay_seconds", f"{source.delay_seconds} is not between 0 and 300"
    if source.max_pages < 1:
        yield "max_pages", f"{source.max_pages} is less than 1"


def _rule_problems(source: Source) -> Iterator[tuple[str, str]]:
    try:
        ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield "timezone", f"{source.timezone!r} is not an IANA zone such as 'Asia/Seoul'"
    if source.encoding and codec_of(source.encoding) is None:
        yield "encoding", f"{source.encoding!r} is not a charset"
    for field in ("include", "exclude"):
        for pattern in getattr(source, field):
            try:
                compile_pattern(pattern)
            except ValueError as error:
                yield field, str(error)
    yield from _selector_problems("selectors", source.selectors)
    for number, layout in enumerate(source.earlier, 1):
        yield from _selector_problems(f"earlier number {number}: selectors", layout.selectors)
    days = [layout.until for layout in source.earlier]
    if len(set(days)) < len(days):
        yield "earlier", "two layouts end on the same day"


def _selector_problems(field: str, selectors: Selectors) -> Iterator[tuple[str, str]]:
    for name, selector in _non_empty(selectors).items():
        try:
            soupsieve.compile(selector)
        except soupsieve.SelectorSyntaxError as error:
            yield f"{field}.{name}", f"{selector!r}: {str(error).splitlines()[0]}"


def _non_empty(selectors: Selectors) -> dict[str, str]:
    """The non-empty selectors, by name."""
    return {name: selector for name, selector in dataclasses.asdict(selectors).items() if selector}


def _check_no_repeats(sources: Sequence[Source], name: str) -> None:
    ids: set[str] = set()
    owners: dict[str, str] = {}
    for source in sources:
        if source.id in ids:
            raise SourceListError(f"{name}: source {source.id!r}: id: used twice")
        ids.add(source.id)
        for url in source.urls:
            key = address_key(url)
            owner = owners.setdefault(key, source.id)
            if owner != source.id or [address_key(one) for one in source.urls].count(key) > 1:
                raise SourceListError(
                    f"{name}: source {source.id!r}: urls: {url!r} already belongs to {owner!r}"
                )


def address_key(url: str) -> str:
    """A key that is equal for spellings of one URL: scheme, `www.` and trailing slash don't matter."""
    rest = (clean_url(url) or url).partition("://")[2]
    return rest.removeprefix("www.").rstrip("/")


def to_toml(source: Source) -> str:
    """A source as a [[source]] table, without fields that have their default."""
    table = tomlkit.table()
    for rule in dataclasses.fields(Source):
        value = getattr(source, rule.name)
        if rule.name in {"selectors", "earlier"} or value == rule.default:
            continue
        table.add(rule.name, _plain(value))
    if selectors := _non_empty(source.selectors):
        table.add("selectors", selectors)
    if source.earlier:
        table.add("earlier", tomlkit.aot())
    for layout in source.earlier:
        entry = {"until": layout.until, "selectors": _non_empty(layout.selectors)}
        table["earlier"].append(tomlkit.item(entry))
    document = tomlkit.document()
    document.add("source", tomlkit.aot())
    document["source"].append(table)
    return tomlkit.dumps(document)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def write_sources(path: Path, sources: Sequence[Source]) -> None:
    """Write a whole list, replacing the file and any comments in it."""
    path.write_text("\n".join(to_toml(source).strip() + "\n" for source in sources), encoding="utf-8")
