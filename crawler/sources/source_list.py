"""Reading and writing sources.toml, with every entry checked."""

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import soupsieve
import tomlkit
from pydantic import TypeAdapter, ValidationError

from crawler.text import (
    archive_problems,
    clean_url,
    codec_of,
    compile_json_path,
    compile_pattern,
    has_unknown_date,
)
from yaluwatch.errors import SourceListError
from yaluwatch.files import PRIVATE_FILE, write_whole
from yaluwatch.model import JsonFields, Selectors, Source, SourceKind
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence
from yaluwatch.shown import has_masked_secret, has_user, shown_line, shown_url
from yaluwatch.toml_files import parse_toml, read_toml_text

#: The source of articles from web archives whose publisher is not in the list; no entry may have this id.
UNLISTED = "web-archive"
#: The source list that ships with the program.
SHIPPED = Path(__file__).with_name("sources.toml")

_ID = lazy_regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = lazy_regex(r"[a-z]{2}")
_COUNTRY = lazy_regex(r"[A-Z]{2}")
_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)

# Longest values, in characters or entries. Selectors of thousands of parts take minutes to compile.
_LONGEST = {"id": 64, "name": 200, "publisher": 200, "encoding": 40, "timezone": 64}
_LONGEST_URL = 2_000
_LONGEST_RULE = 1_000
_MOST_ENTRIES = 200
_NOT_A_LIST = Sentence('must be a list in brackets, such as ["…"]')
#: Longest polling interval, minutes: 31 days.
_LONGEST_INTERVAL = 44_640
_MOST_PAGES = 10_000
#: A year, hours.
_MOST_NEWS_HOURS = 8_784
# Bytes of any page: letters, markup, and more than a label of a domain name may have.
_SAMPLE = b"<p>" + bytes(range(0x20, 0x100)) * 4 + b"</p>\r\n"
_CONTROL = lazy_regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def read_sources(path: Path) -> list[Source]:
    """The sources in a file, in its order.

    Raises SourceListError naming the file, source and field, and what is wrong.
    """
    try:
        text = read_toml_text(path)
    except ValueError as error:
        raise SourceListError(f"{path}: {error}") from error
    return parse_sources(text, str(path))


def parse_sources(text: str, name: str = "sources.toml") -> list[Source]:
    """The sources in the text of a file; `name` is the file's name in messages. Raises as `read_sources`."""
    try:
        document = parse_toml(text)
    except ValueError as error:
        raise SourceListError(f"{name}: {shown_line(str(error))}") from error
    for key in document:
        if key != "source":
            raise SourceListError(f"{name}: unknown key {_brief(key)}; every entry is a [[source]] table")
    entries = document.get("source", [])
    if not isinstance(entries, list):
        raise SourceListError(f"{name}: write [[source]] with two brackets")
    sources = [_source(entry, number, name) for number, entry in enumerate(entries, 1)]
    _check_no_repeats(sources, name)
    return sources


def _source(entry: Any, number: int, name: str) -> Source:
    label = entry.get("id") if isinstance(entry, dict) else None
    where = f"{name}: source {_brief(label)}" if isinstance(label, str) else f"{name}: source number {number}"
    try:
        source = _SOURCE.validate_python(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = shown_line(".".join(str(part) for part in first["loc"]), 60)
        reason = _NOT_A_LIST if first["type"] == "tuple_type" else shown_line(first["msg"])
        raise SourceListError(f"{where}: {field}: {reason}") from error
    for field, problem in _problems(source):
        raise SourceListError(f"{where}: {field}: {shown_line(problem, 400)}")
    return source


def mistakes_in(entry: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with an entry not in a file yet: field ("selectors.title") → message; {} = nothing.

    The checks are those of `read_sources`, except whether another source has its id or an address.
    """
    try:
        source = _SOURCE.validate_python(entry)
    except ValidationError as error:
        found: dict[str, str] = {}
        for one in error.errors():
            # Parts that are numbers say which entry of a list.
            field = ".".join(part for part in one["loc"] if isinstance(part, str))
            found.setdefault(field, _NOT_A_LIST if one["type"] == "tuple_type" else shown_line(one["msg"]))
        return found
    problems: dict[str, str] = {}
    for field, problem in _problems(source):
        # The parts of a sentence are short, and on one line.
        problems.setdefault(field, problem if isinstance(problem, Sentence) else shown_line(problem, 400))
    return problems


def source_of(entry: Mapping[str, Any]) -> Source:
    """The source in an entry without `mistakes_in` it. Raises ValueError for others."""
    return _SOURCE.validate_python(entry)


def _brief(value: object) -> str:
    """The value in quotes, cut to a part of a line."""
    return repr(shown_line(str(value), 60))


def _problems(source: Source) -> Iterator[tuple[str, str]]:
    """What is wrong with an entry apart from its types, as (field, message)."""
    yield from _size_problems(source)
    if not _ID.fullmatch(source.id):
        yield (
            "id",
            Sentence(
                "%(value)s must be lower-case letters, digits and single hyphens", value=_brief(source.id)
            ),
        )
    if source.id == UNLISTED:
        yield (
            "id",
            Sentence(
                "%(value)s is the name for articles from web archives; choose another",
                value=_brief(source.id),
            ),
        )
    for field in ("name", "publisher"):
        if not getattr(source, field).strip():
            yield field, Sentence("must not be empty")
    if not _LANGUAGE.fullmatch(source.language):
        yield (
            "language",
            Sentence("%(value)s is not a two-letter code such as 'ko'", value=_brief(source.language)),
        )
    if not _COUNTRY.fullmatch(source.country):
        yield (
            "country",
            Sentence("%(value)s is not a two-letter code such as 'KR'", value=_brief(source.country)),
        )
    if not 1 <= source.tier <= 3:
        yield "tier", Sentence("%(value)s is not 1, 2 or 3", value=source.tier)
    yield from _address_problems(source)
    yield from _number_problems(source)
    yield from _rule_problems(source)
    yield from _kind_problems(source)


def _size_problems(source: Source) -> Iterator[tuple[str, str]]:
    """Values that nobody wrote, and those that would break a table or a header."""
    for field, longest in _LONGEST.items():
        value = getattr(source, field)
        if len(value) > longest:
            yield (
                field,
                Sentence("%(value)s has more than %(most)s characters", value=_brief(value), most=longest),
            )
        if _CONTROL.search(value):
            yield (
                field,
                Sentence("%(value)s contains a line break or another control character", value=_brief(value)),
            )
    for field in ("urls", "include", "exclude", "earlier"):
        if len(getattr(source, field)) > _MOST_ENTRIES:
            yield field, Sentence("there are more than %(most)s", most=_MOST_ENTRIES)
    for field in ("include", "exclude"):
        for pattern in getattr(source, field):
            if len(pattern) > _LONGEST_RULE:
                yield (
                    field,
                    Sentence(
                        "%(value)s has more than %(most)s characters",
                        value=_brief(pattern),
                        most=_LONGEST_RULE,
                    ),
                )


def _address_problems(source: Source) -> Iterator[tuple[str, str]]:
    if not source.urls:
        yield "urls", Sentence("at least one address is needed")
    archive = (source.archive,) if source.archive else ()
    for problem in map(archive_problems, archive):
        yield from (("archive", f"{_brief(source.archive)}: {clause}") for clause in problem)
    for field, addresses in (("homepage", (source.homepage,)), ("urls", source.urls), ("archive", archive)):
        for address in addresses:
            yield from ((field, problem) for problem in _problems_of(address))


def _problems_of(address: str) -> Iterator[str]:
    if len(address) > _LONGEST_URL:
        yield Sentence(
            "%(value)s has more than %(most)s characters", value=_brief(address), most=_LONGEST_URL
        )
    elif has_user(address):
        yield (
            Sentence(
                "%(value)s contains a user name or password, which is not sent and readers would see; use an "
                "address that needs no log-in, or one with a key as a parameter (?key=…)",
                value=_brief(shown_url(address)),
            )
        )
    elif has_masked_secret(address):
        yield Sentence("%(value)s has *** in place of a key; write the key itself", value=_brief(address))
    elif _CONTROL.search(address) or clean_url(address) is None:
        yield Sentence("%(value)s is not an http or https address", value=_brief(address))


def _number_problems(source: Source) -> Iterator[tuple[str, str]]:
    if source.poll_minutes_min < 1:
        yield "poll_minutes_min", Sentence("%(value)s is less than 1 minute", value=source.poll_minutes_min)
    if source.poll_minutes_max < source.poll_minutes_min:
        yield (
            "poll_minutes_max",
            Sentence("%(value)s is less than poll_minutes_min", value=source.poll_minutes_max),
        )
    if source.poll_minutes_max > _LONGEST_INTERVAL:
        yield (
            "poll_minutes_max",
            Sentence(
                "%(value)s is more than %(most)s minutes (31 days)",
                value=f"{source.poll_minutes_max:.6g}",
                most=_LONGEST_INTERVAL,
            ),
        )
    if not math.isfinite(source.delay_seconds) or not 0 <= source.delay_seconds <= 300:
        yield "delay_seconds", Sentence("%(value)s is not between 0 and 300", value=source.delay_seconds)
    if source.max_pages < 1:
        yield "max_pages", Sentence("%(value)s is less than 1", value=source.max_pages)
    if source.max_pages > _MOST_PAGES:
        yield (
            "max_pages",
            Sentence("%(value)s is more than %(most)s", value=f"{source.max_pages:.6g}", most=_MOST_PAGES),
        )
    if not 0 <= source.news_hours <= _MOST_NEWS_HOURS:
        yield (
            "news_hours",
            Sentence(
                "%(value)s is not between 0 and %(most)s (a year)",
                value=f"{source.news_hours:.6g}",
                most=_MOST_NEWS_HOURS,
            ),
        )


def _rule_problems(source: Source) -> Iterator[tuple[str, str]]:
    try:
        ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield (
            "timezone",
            Sentence("%(value)s is not an IANA zone such as 'Asia/Seoul'", value=_brief(source.timezone)),
        )
    if source.encoding and not _is_charset(source.encoding):
        yield "encoding", Sentence("%(value)s is not a charset", value=repr(source.encoding))
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
        yield "earlier", Sentence("two layouts end on the same day")


def _kind_problems(source: Source) -> Iterator[tuple[str, str]]:
    """What a kind of source needs, and settings that only another kind has."""
    if source.kind is SourceKind.WORDPRESS:
        for url in source.urls:
            if "/wp/v2/" not in unquote(url):
                shown = _brief(shown_url(url))
                yield (
                    "urls",
                    Sentence(
                        "%(value)s has no /wp/v2/, as in https://news.example/wp-json/wp/v2/posts",
                        value=shown,
                    ),
                )
    expressions = _non_empty(source.fields)
    if source.kind is not SourceKind.JSON:
        if expressions:
            yield (
                "fields",
                Sentence(
                    'only sources of kind "json" have them, this one is of kind "%(kind)s"', kind=source.kind
                ),
            )
        return
    for url in source.urls:
        if has_unknown_date(url):
            yield (
                "urls",
                Sentence(
                    "%(value)s: dates are written {YYYYMMDD} or {YYYY-MM-DD-7}", value=_brief(shown_url(url))
                ),
            )
    for name in ("items", "url", "title"):
        if name not in expressions:
            yield f"fields.{name}", Sentence('a source of kind "json" needs this JMESPath expression')
    for name, expression in expressions.items():
        try:
            compile_json_path(expression)
        except ValueError as error:
            yield f"fields.{name}", Sentence("%(value)s %(error)s", value=_brief(expression), error=error)


def _is_charset(label: str) -> bool:
    """Whether any page can be decoded with it: rot13 is no charset, and idna fails on long lines."""
    codec = codec_of(label)
    try:
        return codec is not None and isinstance(_SAMPLE.decode(codec, errors="replace"), str)
    except (LookupError, ValueError, TypeError, AttributeError):
        return False


def _selector_problems(field: str, selectors: Selectors) -> Iterator[tuple[str, str]]:
    for name, selector in _non_empty(selectors).items():
        if len(selector) > _LONGEST_RULE:
            yield (
                f"{field}.{name}",
                Sentence(
                    "%(value)s has more than %(most)s characters", value=_brief(selector), most=_LONGEST_RULE
                ),
            )
            continue
        try:
            soupsieve.compile(selector)
        except (soupsieve.SelectorSyntaxError, RecursionError, ValueError) as error:
            reason = (str(error).splitlines() or ["is not a selector"])[0]
            yield f"{field}.{name}", Sentence("%(value)s: %(reason)s", value=_brief(selector), reason=reason)


def _non_empty(rules: Selectors | JsonFields) -> dict[str, str]:
    """The non-empty selectors or expressions, by name."""
    return {name: rule for name, rule in dataclasses.asdict(rules).items() if rule}


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
                shown = _brief(shown_url(url))
                raise SourceListError(
                    f"{name}: source {source.id!r}: urls: {shown} already belongs to {owner!r}"
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
        if rule.name in {"fields", "selectors", "earlier"} or value == rule.default:
            continue
        table.add(rule.name, _plain(value))
    for name, rules in (("fields", source.fields), ("selectors", source.selectors)):
        if written := _non_empty(rules):
            table.add(name, written)
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
    text = "\n".join(to_toml(source).strip() + "\n" for source in sources)
    write_whole(path, text.encode(), mode=PRIVATE_FILE)
