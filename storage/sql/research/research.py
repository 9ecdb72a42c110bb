"""`Research` in SQL."""

from collections.abc import Generator, Iterable
from typing import IO

from typing_extensions import override

from storage.contract import (
    Cell,
    Count,
    Event,
    Facet,
    FacetCounts,
    Format,
    Identifier,
    Pair,
    Point,
    Record,
    Research,
    Step,
    StoredPage,
    TextChanges,
    Timeline,
    TradeYear,
    Version,
    compare,
)
from storage.exports import write
from storage.query import Query
from storage.sql.database import Connection
from storage.sql.research import counts, facets, records
from storage.sql.research import series as time_series
from storage.sql.search import as_of
from storage.sql.tables import articles, pages, reference, table_cells, versions
from yaluwatch.model import Source


class SqlResearch(Research):
    """Counts, time series, exports, versions and reference data, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        #: Polls are not changed afterwards, and there are many of them.
        self._coverage: time_series.Coverage = {}

    @override
    def facet(self, query: Query, by: Facet, *, limit: int = 50) -> list[Count]:
        with as_of.at(self._connection, query, f"counting by {by}") as db:
            return counts.facet(db, query, by, limit)

    @override
    def facets(self, query: Query, *, limit: int, newest: int) -> FacetCounts:
        with as_of.at(self._connection, query, "counting by all facets") as db:
            return facets.read(db, query, limit, newest)

    @override
    def series(self, query: Query, step: Step) -> list[Point]:
        with as_of.at(self._connection, query, f"counting by {step}") as db:
            return time_series.series(db, query, step, self._coverage)

    @override
    def timeline(self, query: Query) -> Timeline:
        with as_of.at(self._connection, query, "counting by time") as db:
            return time_series.timeline(db, query, self._coverage)

    @override
    def pairs(self, query: Query, kinds: Iterable[str] = ("place",), *, limit: int = 50) -> list[Pair]:
        with as_of.at(self._connection, query, "counting pairs") as db:
            return counts.pairs(db, query, kinds, limit)

    @override
    def records(self, query: Query) -> Generator[Record]:
        with as_of.at(self._connection, query, "exporting") as db:
            yield from records.read(db, query)

    @override
    def record(self, article_id: int, version: int) -> Record | None:
        with self._connection.read(f"reading article {article_id}") as db:
            return records.one(db, article_id, version)

    @override
    def export(
        self,
        query: Query,
        kind: Format,
        stream: IO[bytes],
        *,
        site: str = "",
        sources: Iterable[Source] = (),
    ) -> int:
        return write(self.records(query), kind, stream, site=site, sources=sources)

    @override
    def versions(self, article_id: int) -> list[Version]:
        with self._connection.read(f"reading versions of article {article_id}") as db:
            return versions.read(db, article_id)

    @override
    def changes(self, article_id: int, old: int, new: int) -> TextChanges:
        with self._connection.read(f"comparing versions of article {article_id}") as db:
            texts = ["\n\n".join(articles.known_version(db, article_id, number)) for number in (old, new)]
        return compare(*texts)

    @override
    def page(self, article_id: int, version: int) -> bytes | None:
        with self._connection.read(f"reading the page of article {article_id}") as db:
            return pages.read_body(db, self._connection.pages, article_id, version)

    @override
    def stored_page(self, article_id: int, version: int) -> StoredPage | None:
        with self._connection.read(f"reading the page of article {article_id}") as db:
            return pages.read_stored(db, article_id, version)

    @override
    def cells(self, article_id: int, version: int) -> list[Cell]:
        with self._connection.read(f"reading tables of article {article_id}") as db:
            return table_cells.read(db, article_id, version)

    @override
    def trade(self, *, every_series: bool = False) -> list[TradeYear]:
        with self._connection.read("reading trade figures") as db:
            return reference.trade(db, every_series=every_series)

    @override
    def identifiers(self) -> list[Identifier]:
        with self._connection.read("reading identifiers") as db:
            return reference.identifiers(db)

    @override
    def events(self) -> list[Event]:
        with self._connection.read("reading events") as db:
            return reference.events(db)
