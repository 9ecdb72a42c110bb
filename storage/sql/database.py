"""What the shared statements need of an engine: a connection with transactions, and a database in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from storage.pages import PageStore
from storage.sql.text_index import TextIndex

#: The values of a statement: in the order of its `?`, or by the name of its `:name`.
Values = Sequence[Any] | Mapping[str, Any]


class Cursor(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows were written; -1 for statements that write none."""

    def fetchone(self) -> Any:
        """The next row, a tuple; None after the last."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def close(self) -> None:
        """Leave the rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left."""


class Statements(Protocol):
    """Runs statements as they are, without looking at tables first."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run a statement."""

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Cursor:
        """Run a statement for each row of values."""


class Database(Protocol):
    """An open database. `sqlite_utils.Database` is one."""

    @property
    def text_index(self) -> TextIndex:
        """The full-text index over the newest version of every article, in the table `article_index`."""

    @property
    def has_typed_columns(self) -> bool:
        """Whether a column of texts can't hold bytes."""

    @property
    def conn(self) -> Statements:
        """The connection itself."""

    def execute(self, sql: str, parameters: Any = ...) -> Cursor:
        """Run a statement."""

    def query(self, sql: str, params: Any = ...) -> Iterator[dict[str, Any]]:
        """The rows of a statement by the names of their columns."""

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement, a few at a time, inside a transaction."""

    def table_columns(self) -> dict[str, list[str]]:
        """The columns that can be written of every table but the full-text index's."""

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows into an empty table."""

    def continue_numbers(self) -> None:
        """Let the ids given next follow those inserted."""

    def last_number(self, table: str) -> int:
        """The highest id ever given in a table; 0 before the first."""


class Connection(Protocol):
    """The open archive. All statements run inside `read`, `write` or `scratch`."""

    #: At which level pages are compressed, 1–9.
    page_level: int

    #: The file beside which the others of the archive are.
    path: Path

    @property
    def pages(self) -> PageStore:
        """Where the WARC files are."""

    def sizes(self) -> tuple[int, int]:
        """Bytes of the archive without pages, and of its log of what is not in the tables yet."""

    def read(self, doing: str) -> AbstractContextManager[Database]:
        """Run statements that change nothing; `doing` begins the message of an error ("reading stories")."""

    def write(self, doing: str, *, durable: bool = False) -> AbstractContextManager[Database]:
        """Run a transaction, committed at the end and rolled back on any exception.

        One writer at a time has the archive: numbers are given, and found by others, in the order of commits.
        `durable` waits until the commit is on disk: needed when an action outside the archive follows it.
        Inside `together` it is a part of that transaction, undone alone if it fails.
        """

    def together(self, doing: str) -> AbstractContextManager[None]:
        """Make the transactions inside one, which is on disk at the end."""

    def scratch(self, doing: str) -> AbstractContextManager[Database]:
        """Run a transaction on temporary tables, rolled back at the end; the archive is unchanged."""
