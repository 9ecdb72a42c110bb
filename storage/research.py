"""`archive.research`: what a researcher asks beyond a list of hits. Reads only."""

from collections.abc import Generator, Iterable
from typing import IO

from storage import cells, counts, pages, past, records, reference, versions
from storage import series as time_series
from storage.articles import known_version
from storage.cells import Cell
from storage.changes import Changes, compare
from storage.connection import Connection
from storage.counts import Count, Facet, Pair
from storage.exports import Format, write
from storage.query import Query
from storage.records import Record
from storage.reference import Event, TradeYear
from storage.series import Point, Step
from storage.versions import Version


class Research:
    """Counts, series, exports, versions and reference data over one archive."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facet(self, query: Query, by: Facet, *, limit: int = 50) -> list[Count]:
        """How many matching articles have each value, most frequent first; months in order of time."""
        with past.at(self._connection, query, f"counting by {by}") as db:
            return counts.facet(db, query, by, limit)

    def series(self, query: Query, step: Step) -> list[Point]:
        """Matching articles by day, week or month, beside how many sources were read then."""
        with past.at(self._connection, query, f"counting by {step}") as db:
            return time_series.series(db, query, step)

    def pairs(self, query: Query, kinds: Iterable[str] = ("place",), *, limit: int = 50) -> list[Pair]:
        """Places, actors, goods or rules named in the same articles, most frequent first."""
        with past.at(self._connection, query, "counting pairs") as db:
            return counts.pairs(db, query, kinds, limit)

    def records(self, query: Query) -> Generator[Record]:
        """Every matching article, newest first, in constant memory.

        While a query with `asof:` is being read, this archive object can't write.
        """
        with past.at(self._connection, query, "exporting") as db:
            yield from records.read(db, query)

    def export(self, query: Query, kind: Format, stream: IO[bytes], *, site: str = "") -> int:
        """Write every matching article to a binary stream; how many there were."""
        return write(self.records(query), kind, stream, site=site)

    def versions(self, article_id: int) -> list[Version]:
        """Every state an article was read in, oldest first."""
        with self._connection.read(f"reading versions of {article_id}") as db:
            return versions.read(db, article_id)

    def changes(self, article_id: int, old: int, new: int) -> Changes:
        """What changed between two versions, title above body. Raises ArchiveError when one is missing."""
        with self._connection.read(f"comparing versions of {article_id}") as db:
            texts = ["\n\n".join(known_version(db, article_id, number)) for number in (old, new)]
        return compare(*texts)

    def page(self, article_id: int, version: int) -> bytes | None:
        """The bytes of the page a version was read from; None when it came with the feed or is unknown.

        Raises ArchiveError when they are not what was stored, or were dropped.
        """
        with self._connection.read(f"reading the page of {article_id}") as db:
            return pages.read_body(db, self._connection.pages_folder, article_id, version)

    def cells(self, article_id: int, version: int) -> list[Cell]:
        """The tables printed in a version, cell by cell."""
        with self._connection.read(f"reading tables of {article_id}") as db:
            return cells.read(db, article_id, version)

    def trade(self, *, every_series: bool = False) -> list[TradeYear]:
        """Published annual trade, by year: one unbroken line, or every series and vintage."""
        with self._connection.read("reading trade figures") as db:
            return reference.trade(db, every_series=every_series)

    def events(self) -> list[Event]:
        """Events of the border and its trade since 1949, oldest first."""
        with self._connection.read("reading events") as db:
            return reference.events(db)
