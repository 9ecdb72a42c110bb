"""Counts, series, exports, versions and reference data. Reads only."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Protocol

from storage.contract.text_diff import TextChanges
from storage.query import Query


class Facet(StrEnum):
    """By what articles can be counted."""

    TOPIC = "topic"
    PLACE = "place"
    ACTOR = "actor"
    GOODS = "goods"
    SOURCE = "source"
    PUBLISHER = "publisher"
    LANGUAGE = "language"
    #: Of publication, or first sight when undated: "2026-11".
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet, and in how many matching articles it occurs."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and how many matching articles name both."""

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
    #: Sources asked in the period, and those of them that answered at least once as they should.
    sources_tried: int
    sources_healthy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One article as it leaves the archive; every field is described in docs/archive.md."""

    #: Number of the article, never given twice; with `version` it names this text for good.
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
    #: As the site says; None when it does not.
    published_at: datetime | None
    first_seen_at: datetime
    #: When this version was read.
    fetched_at: datetime
    #: Since when the site no longer shows it; None while it does.
    removed_at: datetime | None
    #: 0–1; None while not judged.
    relevance: float | None
    #: Most probable first.
    topics: tuple[str, ...]
    #: Gazetteer ids, by name.
    places: tuple[str, ...]
    #: Story it belongs to; None while ungrouped.
    story_id: int | None
    #: SHA-256 of title and body, white space aside, and of the page's bytes ("" when none was kept).
    content_sha256: str
    page_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of an article, without its text."""

    #: Counted from 1.
    number: int
    title: str
    #: When we read it, and when the site says it was changed.
    fetched_at: datetime
    modified_at: datetime | None
    #: SHA-256 of title and body, white space aside.
    content_sha256: str
    #: SHA-256 of the bytes of the page it was read from; "" when it came with the feed.
    page_sha256: str
    #: Version of the extractor that read it.
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
    #: What the text says as a number, thousands marks and a percent sign aside; None when it is none.
    number: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeYear:
    """China's trade with North Korea in one year as one series gives it, millions of US dollars."""

    year: int
    #: Who counts, such as "gacc" (Chinese customs), "kotra" (with an oil estimate) or "comtrade"; a
    #: suffix names the vintage. Never mix them in one rate of change.
    series: str
    total_musd: float
    #: None where the split is not published.
    china_exports_musd: float | None
    china_imports_musd: float | None
    #: Part of the one unbroken line.
    is_preferred: bool
    #: "exact", "high", "medium" or "low".
    confidence: str
    #: Where the figure was printed.
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated event."""

    #: "2020-01-22", "2000-10" or "1985", as exact as known.
    date: str
    event: str
    places: tuple[str, ...]
    topics: tuple[str, ...]
    #: "day", "month" or "year".
    precision: str
    #: "high", "medium" or "low".
    confidence: str
    #: Where it is told.
    source: str


class Format(StrEnum):
    """How records can leave the archive."""

    #: For spreadsheets: UTF-8 with a byte order mark, no cell is read as a formula.
    CSV = "csv"
    #: One JSON object a line.
    JSON_LINES = "jsonl"
    #: Columns for data frames; needs pyarrow.
    PARQUET = "parquet"
    #: Citations for Zotero, EndNote, Mendeley.
    RIS = "ris"
    #: Citations as CSL-JSON, for Zotero and pandoc.
    CSL_JSON = "csl"
    #: A feed.
    ATOM = "atom"


class Research(Protocol):
    """Counts, series, exports, versions and reference data. Reads only."""

    def facet(self, query: Query, by: Facet, *, limit: int = 50) -> list[Count]:
        """How many matching articles have each value, most frequent first; months in order of time."""

    def series(self, query: Query, step: Step) -> list[Point]:
        """Matching articles by day, week or month, beside how many sources were read then."""

    def pairs(self, query: Query, kinds: Iterable[str] = ("place",), *, limit: int = 50) -> list[Pair]:
        """Places, actors, goods or rules named in the same articles, most frequent first."""

    def records(self, query: Query) -> Generator[Record]:
        """Every matching article, newest first, in constant memory.

        While a query with `asof:` is being read, this archive object can't write.
        """

    def export(self, query: Query, kind: Format, stream: IO[bytes], *, site: str = "") -> int:
        """Write every matching article to a binary stream; how many there were."""

    def versions(self, article_id: int) -> list[Version]:
        """Every state an article was read in, oldest first."""

    def changes(self, article_id: int, old: int, new: int) -> TextChanges:
        """What changed between two versions, title above body. Raises ArchiveError when one is missing."""

    def page(self, article_id: int, version: int) -> bytes | None:
        """The bytes of the page a version was read from; None when it came with the feed or is unknown.

        Raises ArchiveError when they are not what was stored, or were dropped.
        """

    def cells(self, article_id: int, version: int) -> list[Cell]:
        """The tables printed in a version, cell by cell."""

    def trade(self, *, every_series: bool = False) -> list[TradeYear]:
        """Published annual trade, by year: one unbroken line, or every series and vintage."""

    def events(self) -> list[Event]:
        """Events of the border and its trade since 1949, oldest first."""
