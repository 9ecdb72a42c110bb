"""Counts, time series, exports, versions and reference data. Read-only."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, NamedTuple, Protocol

from storage.query import Query, TextChanges
from yaluwatch.model import Source


class Facet(StrEnum):
    """What articles can be counted by."""

    TOPIC = "topic"
    PLACE = "place"
    ACTOR = "actor"
    GOODS = "goods"
    SOURCE = "source"
    PUBLISHER = "publisher"
    LANGUAGE = "language"
    #: Month of publication, or of first sight when undated, UTC: "2026-11".
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet, and the number of matching articles that have it."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The counts of all facets."""

    #: The most frequent values first, ties by value; months in chronological order, all of them.
    values: Mapping[Facet, Sequence[Count]]
    #: How many articles were counted.
    articles: int
    #: Whether these are all that match.
    is_all: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and the number of matching articles that mention both."""

    first: str
    second: str
    articles: int


class Step(StrEnum):
    """Length of a period."""

    DAY = "day"
    #: From Monday.
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series."""

    #: First day, UTC.
    start: date
    articles: int
    #: Sources polled in the period, and those of them with at least one successful poll.
    sources_tried: int
    sources_healthy: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A series whose periods are as long as its whole length asks for."""

    step: Step
    #: Oldest first, without gaps; empty without matches.
    points: Sequence[Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """Where the page is stored that a version was read from: a record of a WARC file."""

    #: Number of the page, and its link of the hash chain, hexadecimal.
    id: int
    chain: str
    url: str
    #: Aware UTC.
    fetched_at: datetime
    #: Of the page's bytes, hexadecimal.
    sha256: str
    #: Name of the WARC file, offset of the record's first byte in it, and its length in bytes.
    file: str
    offset: int
    size: int
    #: When retention dropped it; None while it is there. Aware UTC.
    dropped_at: datetime | None


# A named tuple, because a frozen dataclass of this many fields takes five times as long to make: a sixth of
# an export.
class Record(NamedTuple):
    """One exported article; docs/archive.md describes every field."""

    #: Article id, never reused; together with `version` it identifies this text permanently.
    id: int
    #: Counted from 1.
    version: int
    url: str
    title: str
    body: str
    #: ISO 639-1.
    language: str
    source_id: str
    publisher: str
    authors: tuple[str, ...]
    section: str
    #: According to the site; None when it gives no date. All times are aware UTC.
    published_at: datetime | None
    first_seen_at: datetime
    #: When this version was read.
    fetched_at: datetime
    #: Since when the page has been gone from the site; None while it is there.
    removed_at: datetime | None
    #: 0–1; None before classification.
    relevance: float | None
    #: Most probable first.
    topics: tuple[str, ...]
    #: Gazetteer ids, by name.
    places: tuple[str, ...]
    #: Story it belongs to; None while ungrouped.
    story_id: int | None
    #: SHA-256, hexadecimal: of title and body with whitespace collapsed, and of the page's bytes ("" when the
    #: article came with the feed).
    content_sha256: str
    page_sha256: str
    #: Captions of pictures, in the order of the page.
    captions: tuple[str, ...]
    #: News agency or desk named in the byline; empty for none.
    organisation: str
    #: One JSON object per fact of this version, by position.
    facts: tuple[str, ...]
    #: Whether the body may be only part of the article (for subscribers, or of a page cut off).
    is_partial: bool
    #: One JSON object per entry of a sanctions list that this version names, by position.
    listed: tuple[str, ...]
    #: Items of the places in Wikidata, as far as known, in the order of `places`.
    wikidata: tuple[str, ...]
    #: One JSON object per pair of passages of this version that contradict each other.
    contradictions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an article, without its body."""

    #: Counted from 1.
    number: int
    title: str
    #: When it was fetched, and when the site says it was changed (None when it doesn't). Aware UTC.
    fetched_at: datetime
    modified_at: datetime | None
    #: SHA-256 of title and body with whitespace collapsed, hexadecimal.
    content_sha256: str
    #: SHA-256 of the page's bytes, hexadecimal; "" when the article came with the feed.
    page_sha256: str
    #: Version of the extractor that produced it.
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table in an article; tables, rows and columns are counted from 1."""

    article_id: int
    version: int
    table: int
    row: int
    column: int
    text: str
    #: The text as a number, without thousands separators and percent sign; None when it is not a number.
    number: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeYear:
    """China's trade with North Korea in one year according to one series, millions of US dollars."""

    year: int
    #: Publisher of the figures, such as "gacc" (Chinese customs), "kotra" (with an oil estimate) or
    #: "comtrade"; a suffix names the vintage. Rates of change must not mix series.
    series: str
    total_musd: float
    #: None where the split is not published.
    china_exports_musd: float | None
    china_imports_musd: float | None
    #: Part of the one continuous series that covers every year.
    is_preferred: bool
    #: "exact", "high", "medium" or "low".
    confidence: str
    #: Where the figure was printed.
    source: str
    #: Day on which it was published, "2021-01-18"; empty if unknown.
    released: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """What a place or actor of the word lists is called elsewhere."""

    #: "place" or "actor".
    kind: str
    #: In the word lists.
    id: str
    #: Item of Wikidata: "Q18808".
    wikidata: str
    #: Entity of OpenSanctions; "" if unknown.
    opensanctions: str
    #: Where it was looked up.
    verified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated event of the border and its trade."""

    #: "2020-01-22", "2000-10" or "1985", as precise as known.
    date: str
    event: str
    places: tuple[str, ...]
    topics: tuple[str, ...]
    #: "day", "month" or "year".
    precision: str
    #: "high", "medium" or "low".
    confidence: str
    #: Publication or page it is taken from.
    source: str


class Format(StrEnum):
    """Export formats."""

    #: For spreadsheets: UTF-8 with a byte order mark, cells escaped so that none is read as a formula.
    CSV = "csv"
    #: One JSON object per line.
    JSON_LINES = "jsonl"
    #: Columns for data frames; needs pyarrow.
    PARQUET = "parquet"
    #: Citations for Zotero, EndNote, Mendeley.
    RIS = "ris"
    #: Citations as CSL-JSON, for Zotero and pandoc.
    CSL_JSON = "csl"
    #: An Atom feed (RFC 4287).
    ATOM = "atom"


class Research(Protocol):
    """Counts, time series, exports, versions and reference data. Read-only.

    A query with `asof:` is answered from what the archive knew at that moment: the versions and verdicts of
    then. Stories and removals are those of today.
    """

    def facet(self, query: Query, by: Facet, *, limit: int = 50) -> list[Count]:
        """The number of matching articles per value, most frequent first, ties by value.

        Months come in chronological order, and all of them: `limit` does not apply.
        """

    def facets(self, query: Query, *, limit: int, newest: int) -> FacetCounts:
        """The values of every facet at once, counted among so many of the newest matches.

        Of all matches where counting them costs no more: with counts that are kept, and as of an earlier day.
        """

    def series(self, query: Query, step: Step) -> list[Point]:
        """Matching articles per period, with the sources polled in it; oldest first, without gaps.

        From the query's `after:` and `before:`, or else the first and last period with a match; not before
        1990, nor after the newest poll and match. Empty when there is neither.
        """

    def timeline(self, query: Query) -> Timeline:
        """The same by days, weeks or months, so that there are few enough periods for a picture."""

    def pairs(self, query: Query, kinds: Iterable[str] = ("place",), *, limit: int = 50) -> list[Pair]:
        """Names mentioned in the same articles, most frequent first, ties by name.

        `kinds` are "place", "actor", "goods" and "rule"; raises ArchiveError for any other.
        """

    def records(self, query: Query) -> Generator[Record]:
        """Every matching article, newest first, in constant memory.

        While records of a query with `asof:` are being read, this archive object can't write.
        """

    def record(self, article_id: int, version: int) -> Record | None:
        """One version of an article as a record, with the topics of today; None when it does not exist."""

    def export(
        self,
        query: Query,
        kind: Format,
        stream: IO[bytes],
        *,
        site: str = "",
        sources: Iterable[Source] = (),
    ) -> int:
        """Write every matching article to a binary stream, newest first; returns how many.

        `site` is the base URL under which this archive's pages are served; with it, records carry permalinks.
        `sources` are cited by name, with the date in their time zone; others by publisher, with that of UTC.
        Raises ArchiveError when Parquet is requested and pyarrow is not installed.
        """

    def versions(self, article_id: int) -> list[Version]:
        """Every version of an article, oldest first; empty when there is no such article."""

    def changes(self, article_id: int, old: int, new: int) -> TextChanges:
        """The changes between two versions; the text compared is title, blank line, body.

        Raises ArchiveError when one of the versions does not exist.
        """

    def page(self, article_id: int, version: int) -> bytes | None:
        """The bytes of the page a version was read from; None when it came with the feed or does not exist.

        Raises ArchiveError when they are not what was stored, or retention dropped them.
        """

    def stored_page(self, article_id: int, version: int) -> StoredPage | None:
        """Where that page is stored; None when it came with the feed or does not exist."""

    def cells(self, article_id: int, version: int) -> list[Cell]:
        """The cells of the tables in a version, ordered by table, row and column."""

    def trade(self, *, every_series: bool = False) -> list[TradeYear]:
        """Published annual trade by year: the preferred figures, or those of every series and vintage."""

    def identifiers(self) -> list[Identifier]:
        """What places and actors are called elsewhere, by kind and id; only those that were verified."""

    def events(self) -> list[Event]:
        """Events of the border and its trade since 1949, oldest first."""
