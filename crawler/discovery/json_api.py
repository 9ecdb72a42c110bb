"""Reading the articles in an API's JSON, by the JMESPath expressions of the source's entry. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.discovery.feed_dates import FeedDates
from crawler.discovery.feeds import plain_line
from crawler.discovery.json_documents import JsonDocument, read_json
from crawler.discovery.parsing import Announcement, announcement_of
from crawler.text import (
    clean_url,
    compile_json_path,
    is_same_site,
    is_wanted,
    name_of,
    repairs_note,
    shared_order,
)
from yaluwatch.model import Candidate, JsonFields, Outcome, Page, Source
from yaluwatch.patterns import lazy_regex
from yaluwatch.shown import shown_line
from yaluwatch.text import counted

#: More items of one answer are not read.
_MOST_ITEMS = 1000
#: No date or number of an article is larger.
_LARGEST = 1e15
#: So many fields of an unexpected answer are named, with values of at most so many characters.
_MOST_NAMED = 8
_SHORT = 40
_PER_ITEM = ("url", "title", "published", "updated", "summary", "content")
_ELEMENT = lazy_regex(
    r"</?(?:a|br|div|em|figure|h[1-6]|img|li|p|section|span|strong|table|ul)\b[^<>]*>", re.IGNORECASE
)
_ESCAPED_ELEMENT = lazy_regex(r"&lt;/?(?:a|br|div|figure|h[1-6]|img|p|span|strong|table)\b", re.IGNORECASE)
# Names of the number of all items, such as data.go.kr's "totalCount".
_COUNT = lazy_regex(
    r"(?:total|count|total_?(?:count|results|items|elements|hits|cnt)|numFound)", re.IGNORECASE
)
_DEEPEST_COUNT = 3
_BLANK_LINE = lazy_regex(r"\n\s*\n")
# What `to_string` makes of an id that is not there.
_NULL_ID = lazy_regex(r"(?:[=/]|%20)null(?=$|[&/?#])")


@dataclass(frozen=True, slots=True)
class _Found:
    """The texts that the expressions find in each item, and what they don't find."""

    items: Sequence[dict[str, str]]
    #: What is wrong with an expression, for people.
    notes: Sequence[str]


def read_json_api(page: Page, source: Source) -> Announcement:
    """The articles in an answer, in its order; never raises, but says what is wrong in outcome and detail.

    The time that expressions take depends on them and on the answer, and is not limited here.
    """
    try:
        document = read_json(page, source.encoding)
    except ValueError as error:
        is_html = str(error).endswith("an HTML page")
        outcome = Outcome.HTML_INSTEAD_OF_FEED if is_html else Outcome.PARSE_ERROR
        return Announcement(outcome=outcome, detail=str(error))
    try:
        items = _items(document.value, source.fields)
    except ValueError as error:
        return Announcement(outcome=Outcome.PARSE_ERROR, detail=f"fields.items {error}")
    found = _texts(items[:_MOST_ITEMS], source.fields)
    shown = shared_order(item[name] for item in found.items for name in ("published", "updated"))
    dates = FeedDates.in_order(shown, source, page.fetched_at)
    candidates = _candidates(found.items, page, source, dates)
    follow, next_note = _next_page(document, page, source)
    notes = [*found.notes, next_note, _left_out_note(items, candidates), repairs_note(document.notes)]
    detail = "; ".join(filter(None, notes))
    if problem := _address_problem([item["url"] for item in found.items]):
        detail = "; ".join(filter(None, (f"fields.url {problem}", detail)))
        return Announcement(outcome=Outcome.PARSE_ERROR, detail=detail)
    read = announcement_of(candidates, follow=follow if candidates else (), detail=detail)
    return replace(read, date_order=name_of(shown))


def _items(answer: dict[str, Any] | list[Any], fields: JsonFields) -> list[Any]:
    """The items of an answer. Raises ValueError when there is no list of them."""
    found = compile_json_path(fields.items).search(answer)
    if isinstance(found, list):
        return found
    # Converted from XML, a list with one entry is that entry, and an empty one is an empty text. Neither can
    # be flattened.
    if found is None and fields.items.endswith("[]"):
        found = compile_json_path(fields.items.removesuffix("[]")).search(answer)
    if isinstance(found, dict):
        return [found]
    if found == "" or (found is None and _counts_none(answer)):
        return []
    if found is not None:
        raise ValueError(f"finds {shown_line(repr(found), 40)}, not a list")
    raise ValueError(f"finds nothing: the answer has {_summary(answer)}")


def _counts_none(answer: Any, depth: int = 0) -> bool:
    """Whether an answer says by a count of 0 that it has no items; such counts stand near its top."""
    if not isinstance(answer, dict) or depth > _DEEPEST_COUNT:
        return False
    counts = (str(value) == "0" for name, value in answer.items() if _COUNT.fullmatch(name))
    return any(counts) or any(_counts_none(value, depth + 1) for value in answer.values())


def _summary(answer: dict[str, Any] | list[Any]) -> str:
    """The fields of an answer, with short values: they often say what is wrong with a request."""
    if isinstance(answer, list):
        return f"a list of {len(answer)}"
    fields = []
    for name, value in list(answer.items())[:_MOST_NAMED]:
        is_short = isinstance(value, str | int) and len(str(value)) <= _SHORT and "://" not in str(value)
        fields.append(f"{name} {value}" if is_short else name)
    return shown_line(", ".join(fields), 200) or "no fields"


def _texts(items: Sequence[Any], fields: JsonFields) -> _Found:
    """The texts in each item by field; a field without an expression is an empty text."""
    paths = {name: getattr(fields, name) for name in _PER_ITEM}
    missing: Counter[str] = Counter()
    errors: dict[str, str] = {}
    texts: list[dict[str, str]] = []
    for item in items:
        found = dict.fromkeys(_PER_ITEM, "")
        for name, path in paths.items():
            if not path:
                continue
            try:
                found[name] = _text(compile_json_path(path).search(item))
            except ValueError as error:
                errors.setdefault(name, shown_line(str(error), 120))
            missing[name] += not found[name]
        texts.append(found)
    notes = [
        f"fields.{name} finds nothing: {errors[name]}" if name in errors else f"fields.{name} finds nothing"
        for name, number in missing.items()
        if number == len(items) and name != "url"
    ]
    if "url" in errors:
        notes.insert(0, f"fields.url: {errors['url']}")
    return _Found(texts, notes)


def _text(value: Any) -> str:
    """A value as text; of a list, its texts as paragraphs. Objects and truth values have none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_text, value)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(int(value)) if abs(value) < _LARGEST else ""


def _address_problem(addresses: Sequence[str]) -> str:
    """What is wrong with what `fields.url` finds in all items; empty if they may be addresses."""
    if not addresses:
        return ""
    if not any(addresses):
        return "finds nothing"
    if all(address.isdigit() for address in addresses):
        return "finds numbers, not addresses: put the rest of the address around them with join()"
    return "finds the same address in every item" if len(addresses) > 1 == len(set(addresses)) else ""


def _candidates(
    items: Sequence[dict[str, str]], page: Page, source: Source, dates: FeedDates
) -> list[Candidate]:
    candidates = []
    for item in items:
        url = _address(item["url"], page.url)
        if url is None or not is_wanted(url, source.include, source.exclude):
            continue
        candidates.append(
            Candidate(
                source_id=source.id,
                url=url,
                title=plain_line(item["title"]),
                published_at=dates.parse(item["published"]),
                updated_at=dates.parse(item["updated"]),
                summary=_markup(item["summary"]),
                content=_markup(item["content"]),
            )
        )
    return candidates


def _address(text: str, base: str) -> str | None:
    """The address of an article, absolute; None if it is none, such as a bare id."""
    text = text.replace("&amp;", "&")
    if not text or text.isdigit() or _NULL_ID.search(text):
        return None
    url = clean_url(text, base)
    fragment = urlsplit(urljoin(base, text)).fragment
    # A page that a script fills is told from others only by what follows "#".
    return f"{url}#{fragment}" if url and fragment.startswith(("/", "!")) else url


def _markup(text: str) -> str:
    """A text as HTML: also HTML that was escaped, and plain text with its paragraphs and lines."""
    if not _ELEMENT.search(text) and _ESCAPED_ELEMENT.search(text):
        text = unescape(text)
    if not text or _ELEMENT.search(text):
        return text
    plain = escape(unescape(text), quote=False).replace("\r\n", "\n")
    paragraphs = (part.strip().replace("\n", "<br>") for part in _BLANK_LINE.split(plain))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)


def _next_page(document: JsonDocument, page: Page, source: Source) -> tuple[tuple[str, ...], str]:
    """The address of the next page if it is on the same site, and what is wrong with the expression."""
    if not source.fields.next:
        return (), ""
    try:
        found = compile_json_path(source.fields.next).search(document.value)
    except ValueError as error:
        return (), f"fields.next: {shown_line(str(error), 120)}"
    if not found:
        return (), ""
    url = _address(found, page.url) if isinstance(found, str) else None
    if url is None:
        return (), "fields.next finds no address"
    is_other = url not in {clean_url(page.url), clean_url(page.requested_url)}
    return ((url,), "") if is_other and is_same_site(url, page.url) else ((), "")


def _left_out_note(items: Sequence[Any], candidates: Sequence[Candidate]) -> str:
    if len(items) > _MOST_ITEMS:
        return f"only the first {_MOST_ITEMS} of {len(items)} items were read"
    dropped = len(items) - len(candidates)
    return f"{counted(dropped, 'item')} without a wanted address" if dropped else ""
