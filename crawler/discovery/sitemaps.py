"""Reading sitemaps, sitemap indexes and news sitemaps (https://www.sitemaps.org/protocol.html).

A sitemap may also be a text file with one URL per line.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from lxml import etree

from crawler.discovery.feeds import plain_line
from crawler.discovery.parsing import Announcement, announcement_of
from crawler.discovery.sitemap_parts import (
    PartVisit,
    Selection,
    named_period,
    newest_first,
    periods,
    select_parts,
)
from crawler.text import (
    clean_url,
    decompressed,
    is_wanted,
    parse_date,
    parse_xml,
    read_text,
    repair_xml,
    repairs_note,
)
from yaluwatch.model import Candidate, Outcome, Page, Source
from yaluwatch.patterns import lazy_regex

#: Entries not changed for longer are not news and are left out.
HORIZON = timedelta(days=14)
# An index none of whose parts was changed for longer is not kept up to date.
_KEPT = timedelta(days=31)
#: Parts of an index read in one poll.
MAX_PARTS = 5
#: Maximum size of a decompressed sitemap, bytes (the protocol's limit).
MAX_BYTES = 50 * 1024 * 1024

_ROOTS = {"urlset", "sitemapindex"}
_ROOT_TAG = lazy_regex(r"<(?:\w+:)?(?:urlset|sitemapindex)\b[^<>]*>", re.IGNORECASE)
_ENTRY = lazy_regex(r"<((?:\w+:)?(?:url|sitemap))\s*>(?:(?!</?\1\s*>).)*</\1\s*>", re.IGNORECASE | re.DOTALL)
# A folder named after a day: the day of publication. Other numbers in a URL may mean anything.
_DAY_FOLDER = lazy_regex(r"/(20\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])/")
_URL_LINE = lazy_regex(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    #: Local name of the element: "url" or "sitemap".
    kind: str
    loc: str
    #: Publication or, without it, last change; the sort key.
    moment: datetime | None
    #: When it was published; only news sitemaps say so.
    published_at: datetime | None
    updated_at: datetime | None
    title: str


def read_sitemap(
    page: Page, source: Source, visits: Callable[[], Mapping[str, PartVisit]] = dict
) -> Announcement:
    """The articles of a sitemap from the last two weeks, newest first, or the parts of an index to follow.

    `visits` returns when the parts of an index were last read, by URL; it is only called for large indexes.
    """
    found = _read(page, source)
    if isinstance(found, Announcement):
        return found
    entries, repairs = found
    if any(entry.kind == "sitemap" for entry in entries):
        return _parts(entries, page, visits, repairs)
    return _articles(entries, page, source, repairs)


def read_whole_sitemap(page: Page, source: Source, since: datetime, until: datetime) -> Announcement:
    """The articles of a sitemap that may be from a time (aware, `until` excluded), or the parts of an index.

    An entry is left out when its date of publication or its day folder lies outside, or when it was last
    changed before: what was changed later may have been published at any time.
    """
    found = _read(page, source)
    if isinstance(found, Announcement):
        return found
    entries, repairs = found
    if any(entry.kind == "sitemap" for entry in entries):
        return _parts_within(entries, page, since, until, repairs)
    wanted = [entry for entry in entries if _may_be_within(entry, since, until)]
    candidates = [item for entry in wanted if (item := _candidate(entry, source, page))]
    return announcement_of(candidates, detail=repairs)


def _read(page: Page, source: Source) -> tuple[list[_Entry], str] | Announcement:
    """The entries of a sitemap or index and a note on repairs; an announcement that says what else it is."""
    try:
        body = decompressed(page.body, MAX_BYTES)
    except ValueError as error:
        return Announcement(outcome=Outcome.PARSE_ERROR, detail=str(error)[:200])
    read = read_text(body, page.headers.get("content-type", ""), source.encoding)
    lines = _url_lines(read.text)
    repaired = repair_xml(read.text)
    elements = _elements(repaired.text)
    if lines:
        return [_undated(url) for url in lines], repairs_note(read.notes)
    if elements is None:
        return _other_document(page, repaired.text)
    return list(_entries(elements, source.timezone)), repairs_note((*read.notes, *repaired.notes))


def _may_be_within(entry: _Entry, since: datetime, until: datetime) -> bool:
    folder = _dated_by_folder(replace(entry, moment=None)).moment
    published = entry.published_at or (folder - timedelta(days=1) if folder else None)
    if published is not None:
        return since - timedelta(days=1) <= published < until
    return entry.updated_at is None or entry.updated_at >= since


def _parts_within(
    entries: list[_Entry], page: Page, since: datetime, until: datetime, repairs: str
) -> Announcement:
    """The parts of an index that may have articles from a time, in its order.

    The time of a part's last change only counts in an index that is kept: some have had the same for years.
    """
    moments: dict[str, datetime | None] = {}
    for entry in entries:
        if url := clean_url(entry.loc, page.url):
            moments.setdefault(url, entry.moment)
    named = periods(list(moments), page.fetched_at)
    newest = max(filter(None, moments.values()), default=None)
    is_kept = newest is not None and newest > page.fetched_at - _KEPT

    def is_wanted_part(url: str, changed_at: datetime | None) -> bool:
        if url in named and (period := named_period(url)):
            return period[0] < until and period[1] > since
        return not is_kept or changed_at is None or changed_at >= since

    wanted = tuple(url for url, moment in moments.items() if is_wanted_part(url, moment))
    return announcement_of([], follow=wanted, detail=repairs)


def _articles(entries: list[_Entry], page: Page, source: Source, repairs: str) -> Announcement:
    """The articles of a sitemap, dated ones first; undated ones may be in either order, so from both ends."""
    entries = [_dated_by_folder(entry) if entry.moment is None else entry for entry in entries]
    dated = sorted((entry for entry in entries if entry.moment), key=_age)
    undated = [entry for entry in entries if entry.moment is None]
    middle = len(undated) // 2
    pairs = zip_longest(undated[:middle], undated[middle:][::-1])
    recent = [entry for entry in dated if not _is_old(entry.moment, page)]
    ordered = [*recent, *(entry for pair in pairs for entry in pair if entry is not None)]
    candidates = [item for entry in ordered if (item := _candidate(entry, source, page))]
    detail = "; ".join(filter(None, (_left_out(len(dated) - len(recent), "entries"), repairs)))
    return announcement_of(candidates, detail=detail)


def _parts(
    entries: list[_Entry], page: Page, visits: Callable[[], Mapping[str, PartVisit]], repairs: str
) -> Announcement:
    """The parts of an index to follow, with what is left for later polls in the detail."""
    moments: dict[str, datetime | None] = {}
    for entry in entries:
        if url := clean_url(entry.loc, page.url):
            moments.setdefault(url, entry.moment)
    named = periods([url for url, moment in moments.items() if moment is None], page.fetched_at)
    recent = [url for url, moment in moments.items() if not _is_old(moment or named.get(url), page)]
    rank = {url: number for number, url in enumerate(newest_first(recent, page.fetched_at))}
    recent.sort(key=lambda url: (-(moment.timestamp() if (moment := moments[url]) else 0.0), rank[url]))
    known = visits() if len(recent) > MAX_PARTS else {}
    selection = select_parts(recent, known, MAX_PARTS, page.fetched_at)
    clauses = (_left_out(len(moments) - len(recent), "parts", selection), repairs)
    return announcement_of([], follow=selection.urls, detail="; ".join(filter(None, clauses)))


def _age(entry: _Entry) -> float:
    return -entry.moment.timestamp() if entry.moment else 0.0


def _is_old(moment: datetime | None, page: Page) -> bool:
    return moment is not None and moment <= page.fetched_at - HORIZON


def _dated_by_folder(entry: _Entry) -> _Entry:
    """An undated entry with the day in its URL as its moment, if there is one."""
    day = _DAY_FOLDER.search(entry.loc)
    try:
        end = datetime(int(day[1]), int(day[2]), int(day[3]), tzinfo=UTC) + timedelta(days=1) if day else None
    except ValueError:
        end = None
    return replace(entry, moment=end) if end else entry


def _left_out(old: int, noun: str, selection: Selection | None = None) -> str:
    clauses = []
    if old:
        clauses.append(f"{old} {noun} older than {HORIZON.days} days")
    if selection and selection.postponed:
        never = f", {selection.never_read} of them never so far" if selection.never_read else ""
        clauses.append(f"{selection.postponed} parts of the index not read in this poll{never}")
    return ", ".join(clauses)


def _elements(text: str) -> Sequence[etree._Element] | None:
    """The entries of a sitemap or index; None for another document.

    In a document that is not well-formed each entry is read by itself, so that a broken one costs no other,
    and one that breaks off is left out: half a URL is none.
    """
    try:
        root = parse_xml(text)
    except ValueError:
        opening = _ROOT_TAG.search(text)
        if opening is None:
            return None
        name = re.match(r"<([\w:]+)", opening[0])
        closing = f"</{name[1]}>" if name else ""
        blocks = (f"{opening[0]}{match[0]}{closing}" for match in _ENTRY.finditer(text, opening.end()))
        roots = [parse_xml(block, recover=True) for block in blocks]
        return [element for part in roots if part is not None for element in part]
    found = () if root is None else root.iter()
    return next((_entries_in(element) for element in found if _local(element) in _ROOTS), None)


def _entries_in(root: etree._Element) -> list[etree._Element]:
    """The entries of a root, and of roots inside it, as in a file that a program put together of several."""
    parts = (part for part in root.iter() if _local(part) in _ROOTS)
    return [entry for part in parts for entry in part if _local(entry) not in _ROOTS]


def _other_document(page: Page, text: str) -> Announcement:
    if "<html" in text[:5000].lower() or b"<html" in page.body[:5000].lower():
        return Announcement(outcome=Outcome.HTML_INSTEAD_OF_FEED, detail="the answer is an HTML page")
    root = parse_xml(text, recover=True) if text.strip() else None
    name = "nothing" if root is None else _local(root)
    return Announcement(outcome=Outcome.PARSE_ERROR, detail=f"{name[:100]} instead of a sitemap")


def _url_lines(text: str) -> list[str]:
    """The URLs of a text file that holds nothing else, one per line; empty for another file."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines if all(_URL_LINE.fullmatch(line) for line in lines) else []


def _undated(url: str) -> _Entry:
    return _Entry("url", url, None, None, None, "")


def _local(element: etree._Element) -> str:
    # Comments and processing instructions have a function for a tag.
    tag: object = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _vocabulary(element: etree._Element) -> str:
    """The vocabulary an element belongs to: "news", "image" or another extension, "" for sitemaps themselves.

    Known by the namespace, or by the usual prefix where the namespace is missing or misspelt.
    """
    tag = str(element.tag)
    space = tag[1:].partition("}")[0] if tag.startswith("{") else ""
    extension = re.search(r"/sitemap-(\w+)", space)
    if extension:
        return extension[1]
    prefix = element.prefix or (tag.partition(":")[0] if ":" in tag and not space else "")
    return "" if "sitemaps.org" in space or "/sitemap/" in space else prefix or ""


def _entries(elements: Sequence[etree._Element], zone: str) -> Iterator[_Entry]:
    for element in elements:
        kind = _local(element)
        if kind not in {"url", "sitemap"}:
            continue
        own = _vocabulary(element)
        fields = {
            _local(child): _text(child)
            for child in element
            if _local(child) and _vocabulary(child) in {own, ""}
        }
        news = _news(element)
        if fields.get("loc"):
            published, modified = (
                parse_date(text, zone) if text else None
                for text in (news.get("publication_date", ""), fields.get("lastmod", ""))
            )
            title = news.get("title", "")
            yield _Entry(kind, fields["loc"], published or modified, published, modified, title)


def _news(element: etree._Element) -> dict[str, str]:
    """Title and date of the news extension; images and videos have fields of the same names."""
    fields: dict[str, str] = {}
    for child in element.iter():
        if not _local(child) or _vocabulary(child) not in {"news", ""}:
            continue
        parent = child.getparent()
        if _vocabulary(child) == "news" or (parent is not None and _local(parent) == "news"):
            fields.setdefault(_local(child), _text(child))
    return fields


def _text(element: etree._Element) -> str:
    return (str(element.xpath("string()")) if len(element) else element.text or "").strip()


def _candidate(entry: _Entry, source: Source, page: Page) -> Candidate | None:
    url = clean_url(entry.loc, page.url)
    if url is None or not is_wanted(url, source.include, source.exclude):
        return None
    return Candidate(
        source_id=source.id,
        url=url,
        title=plain_line(entry.title),
        published_at=entry.published_at,
        updated_at=entry.updated_at,
    )
