"""Which addresses can be further pages of an article, by their form alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from crawler.text import is_front_page, is_same_site
from yaluwatch.patterns import lazy_regex
from yaluwatch.urls import url_key

_EXTENSION = lazy_regex(r"\.(?:s?html?|php|aspx?|jsp|do|xhtml)$", re.IGNORECASE)
# The last part of a path that numbers a page: news_2, news-p2, news,2, news-page-2.
_SUFFIX = lazy_regex(
    r"(?P<stem>.*[^-_.,~])(?P<mark>[-_.,~](?:p|n|pg|page[-_]?|seite[-_]?)?)0?(?P<number>\d{1,2})",
    re.IGNORECASE,
)
_SEGMENT = lazy_regex(r"(?:p|pg|page|seite|pagina)?[-_]?0?(?P<number>\d{1,2})", re.IGNORECASE)
_PAGE_SEGMENT = lazy_regex(r"(?:p|pg|page|pages|seite|pagina)", re.IGNORECASE)
# Drupal counts several pagers in one parameter: page=0,2.
_PARAMETER = lazy_regex(r"(?:0,)*0?([0-9]{1,2})")
_PAGE_NAME = lazy_regex(
    r"(?:cur(?:rent)?_?)?(?:p|pg|pn|page|paged|pagina|seite|part|now_?page)(?:_?(?:no|num|number|n|id|idx|index|cd))?",
    re.IGNORECASE,
)
# Parameters that number something else: comments, pictures, rows of a list, views of the same text.
_OTHER_NAME = lazy_regex(
    r"comment|reply|cpage|rpage|photo|image|img|pic|slide|gallery|album|sort|order|share|lang|tab|size|limit|rows"
    r"|list|vote|like|font|zoom|ver|per_?page",
    re.IGNORECASE,
)
_ID_NAME = lazy_regex(r".*(?:id|no|idx|seq|num|key|code|cd|number)", re.IGNORECASE)
_LONG_NUMBER = lazy_regex(r"\d{5,}")
_DATE = lazy_regex(r"(?:19|20)\d{4}(?:\d{2})?")
# What a URL has that leads to the whole article or to its view for printing.
_WHOLE_VALUE = lazy_regex(r"all|full|single|one|whole|print(?:able)?|show|rest", re.IGNORECASE)
_YES = lazy_regex(r"|true|yes|y|on|1", re.IGNORECASE)
_WHOLE_NAME = lazy_regex(
    r"print\w*|full\w*|single\w*|show_?all|view_?all|one_?page|all|sp|whole\w*", re.IGNORECASE
)
_WHOLE_SUFFIX = lazy_regex(r"[-_.](?:all|full|s|print|whole|single|onepage)$", re.IGNORECASE)
_WHOLE_SEGMENT = lazy_regex(
    r"(?:view_?)?print(?:able|er|out|er_?friendly|view|page|version)?|full(?:text|page|view|story)?|all|whole|single(?:page|ton)?|one_?page|view_?all",
    re.IGNORECASE,
)
_SLUG = lazy_regex(r"\d{4,}|[^\W\d_]+[-_][^\W\d_]+|%[0-9A-F]{2}|[^\W\d_]{12,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A URL read as a numbered page: the rest of the path, the other parameters, and the number."""

    path: str
    parameters: frozenset[tuple[str, str]]
    number: int
    #: Whether the form alone says that this is the number of a page: after a name that has none, …
    is_plain: bool
    #: … or after any, because it says "page".
    is_marked: bool


class ArticleAddress:
    """The URL of an article's first page, compared with those of others."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = url_key(url)
        parts = urlsplit(url)
        self._path = _bare_path(parts)
        self._parameters = frozenset(parse_qsl(parts.query, keep_blank_values=True))

    @cached_property
    def _starts(self) -> list[tuple[str, frozenset[tuple[str, str]], bool]]:
        """Path and parameters that its pages share; whether the first page has no number itself."""
        numbered = [(each.path, each.parameters, False) for each in _readings(self.url) if each.number <= 1]
        return [(self._path, self._parameters, True), *(each for each in numbered if _SLUG.search(each[0]))]

    @cached_property
    def _ids(self) -> frozenset[str]:
        return _ids_in(self.url)

    @property
    def traces(self) -> tuple[str, ...]:
        """Pieces of text of which links to its other pages contain at least one."""
        name = self._path.rpartition("/")[2]
        numbered = _SUFFIX.fullmatch(name)
        names = {name, unquote(name), numbered["stem"] if numbered else "", *self._ids}
        names |= {f"{key}={value}" for key, value in self._parameters if value}
        return tuple(names - {""})

    def number_of(self, url: str) -> int | None:
        """The number of a page of this article; None when the URL is none, or not numbered."""
        found = self._numbered(url)
        return found.number if found else None

    def is_plainly_numbered(self, url: str) -> bool:
        """Whether a page's URL can't be that of another article, such as "trade-talks-2" may be."""
        found = self._numbered(url)
        return found is not None and found.is_plain

    def is_same_article(self, url: str) -> bool:
        """Whether a URL is the first page's own or that of one of its numbered pages."""
        return url_key(url) == self.key or self.number_of(url) is not None

    def is_whole_view(self, url: str, *, by_form: bool) -> bool:
        """Whether a URL can be that of the whole article on one page; `by_form`: it must look like one."""
        if not self._may_be_page(url):
            return False
        parts = urlsplit(url)
        path, given = _bare_path(parts), frozenset(parse_qsl(parts.query, keep_blank_values=True))
        extra = given - self._parameters
        if any(_OTHER_NAME.search(name) for name, _ in extra):
            return False
        plain = _without_whole_marks(path)
        if by_form and plain == path and not any(_means_whole(*each) for each in extra):
            return False
        if plain == self._path and given >= self._parameters:
            return True
        # view.php?idxno=5 and print.php?idxno=5.
        has_id = any(_ID_NAME.fullmatch(name) for name, _ in self._parameters)
        if has_id and given >= self._parameters and plain != path:
            return True
        return bool(self._ids) and _ids_in(url) == self._ids

    def _may_be_page(self, url: str) -> bool:
        return url_key(url) != self.key and is_same_site(url, self.url) and not is_front_page(url)

    def _numbered(self, url: str) -> Numbered | None:
        if not self._may_be_page(url):
            return None
        for reading in _readings(url):
            for path, parameters, is_unnumbered in self._starts:
                if reading.path == path and _are_same(parameters, reading.parameters):
                    has_id = _LONG_NUMBER.search(path.rpartition("/")[2]) is not None
                    is_plain = reading.is_marked or (reading.is_plain and (is_unnumbered or has_id))
                    return replace(reading, is_plain=is_plain)
            if reading.is_plain and self._ids and _ids_of(reading) == self._ids:
                return reading
        return None


def _means_whole(name: str, value: str) -> bool:
    """Whether a parameter asks for the whole article: page=all, print=1."""
    return _WHOLE_VALUE.fullmatch(value) is not None or (
        _WHOLE_NAME.fullmatch(name) is not None and _YES.fullmatch(value) is not None
    )


def _are_same(first: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    """Whether the parameters beside the page's number name the same article."""
    if other >= first:
        return not any(_OTHER_NAME.search(name) for name, _ in other - first)
    return other <= first and any(_ID_NAME.fullmatch(name) for name, _ in other)


def _readings(url: str) -> Iterator[Numbered]:
    """The ways to read a URL as that of a numbered page."""
    parts = urlsplit(url)
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    path = _bare_path(parts)
    for index, (name, value) in enumerate(parameters):
        number = _PARAMETER.fullmatch(value)
        if number is not None and not _OTHER_NAME.search(name) and not _WHOLE_NAME.fullmatch(name):
            rest = frozenset(parameters[:index] + parameters[index + 1 :])
            is_page = _PAGE_NAME.fullmatch(name) is not None
            yield Numbered(path, rest, int(number[1]), is_plain=is_page, is_marked=is_page)
    parent, _, name = path.rpartition("/")
    if match := _SEGMENT.fullmatch(name):
        above, _, last = parent.rpartition("/")
        is_below = _PAGE_SEGMENT.fullmatch(last) is not None
        whole = _EXTENSION.sub("", above if is_below else parent)
        is_marked = is_below or not name.isdecimal()
        if whole.strip("/"):
            yield Numbered(whole, frozenset(parameters), int(match["number"]), True, is_marked)
    elif match := _SUFFIX.fullmatch(name):
        is_marked = len(match["mark"]) > 1
        is_plain = is_marked or _EXTENSION.search(parts.path) is not None
        stem = f"{parent}/{match['stem']}"
        yield Numbered(stem, frozenset(parameters), int(match["number"]), is_plain, is_marked)


def _bare_path(parts: SplitResult) -> str:
    """The path without extension, without the name of an index page, and without a slash at its end."""
    path = _EXTENSION.sub("", parts.path.rstrip("/"))
    return path.removesuffix("/index")


def _without_whole_marks(path: str) -> str:
    segments = [each for each in path.split("/") if not _WHOLE_SEGMENT.fullmatch(_EXTENSION.sub("", each))]
    return _WHOLE_SUFFIX.sub("", _EXTENSION.sub("", "/".join(segments)))


def _ids_in(url: str) -> frozenset[str]:
    """The long numbers in a URL that are no dates."""
    parts = urlsplit(url)
    numbers = _LONG_NUMBER.findall(f"{parts.path}?{parts.query}")
    return frozenset(number for number in numbers if not _DATE.fullmatch(number))


def _ids_of(reading: Numbered) -> frozenset[str]:
    text = "&".join(value for _, value in sorted(reading.parameters))
    return _ids_in(f"{reading.path}?{text}")
