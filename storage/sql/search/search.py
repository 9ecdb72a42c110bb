"""`Search` in SQL, with FTS5."""

from typing_extensions import override

from storage.contract import Hit, Order, Search
from storage.query import Query
from storage.sql.database import Connection
from storage.sql.search import as_of, hits


class SqlSearch(Search):
    """Full-text search with FTS5 over the newest versions, or as of an earlier moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def find(
        self,
        query: Query,
        *,
        limit: int,
        offset: int = 0,
        order: Order = Order.NEWEST,
        before: int | None = None,
        ranked: int | None = None,
    ) -> list[Hit]:
        wanted = hits.Wanted(limit=limit, offset=offset, order=order, before=before, ranked=ranked)
        with as_of.at(self._connection, query, "searching") as db:
            return hits.search(db, query, wanted)

    @override
    def count(self, query: Query, *, at_most: int | None = None) -> int:
        with as_of.at(self._connection, query, "counting") as db:
            return hits.count(db, query, at_most)
