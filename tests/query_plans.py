"""Records how SQLite runs every statement of an archive, and finds those that read a whole growing table.

Python's trace callback reports statements with the values filled in; this asks for the plan with the values
bound, as the statement runs, because an index over some rows is only used when the statement proves its
condition.
"""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from inspect import isfunction, isgeneratorfunction
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from typing_extensions import override

from storage.sqlite.archive import SqliteArchive
from storage.sqlite.connection import Connection

_VIRTUAL = re.compile(r"SCAN (?P<table>\S+) VIRTUAL TABLE INDEX (?P<index>\d+):(?P<detail>.*)")
_SCAN = re.compile(r"SCAN (?P<table>\S+)(?: USING (?:COVERING )?INDEX (?P<index>\S+))?")
# For min() and max(); it stops early only when the index has them in order, which the plan does not say.
_UNBOUNDED = re.compile(r"SEARCH (?P<table>\S+)(?: USING (?:COVERING )?INDEX (?P<index>\S+))?$")
# SQLite builds an index for this one statement, which reads the whole table.
_AUTOMATIC = re.compile(r"SEARCH (?P<table>\S+) USING AUTOMATIC")


@dataclass(frozen=True, slots=True)
class Scan:
    """A table or index that one method of the archive reads from one end to the other."""

    #: Attribute and method of the archive: "outbox.claim".
    method: str
    table: str
    #: The index it reads; "" = the table itself.
    index: str
    statement: str

    def __str__(self) -> str:
        where = f"{self.table} by {self.index}" if self.index else self.table
        return f"{self.method} scans {where}: {' '.join(self.statement.split())}"


class Recorder:
    """What was executed on all archives opened while it records."""

    def __init__(self) -> None:
        self.scans: set[Scan] = set()
        #: Methods of the archive that were called.
        self.methods: set[str] = set()
        self._seen: set[tuple[str, str]] = set()
        self._calls = threading.local()

    @property
    def method(self) -> str:
        """The method of the archive that runs in this thread."""
        names: list[str] = self._calls.__dict__.setdefault("names", [])
        return names[-1] if names else "opening"

    @contextmanager
    def calling(self, name: str) -> Iterator[None]:
        """Attribute statements to a method of the archive."""
        names: list[str] = self._calls.__dict__.setdefault("names", [])
        self.methods.add(name)
        names.append(name)
        try:
            yield
        finally:
            names.pop()

    def note(self, connection: sqlite3.Connection, statement: str, values: Any) -> None:
        """Look at the plan of a statement that is about to run."""
        key = (self.method, statement)
        if key in self._seen or not re.match(r"\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b", statement):
            return
        self._seen.add(key)
        plan = sqlite3.Connection.execute(connection, f"EXPLAIN QUERY PLAN {statement}", values)
        for *_, line in plan.fetchall():
            if found := _scanned(statement, line):
                self.scans.add(Scan(self.method, *found, statement))


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Record the statements of every archive that is opened meanwhile, in this process."""
    recorder, subjects = Recorder(), _subjects()

    class Recorded(sqlite3.Connection):
        @override
        def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
            recorder.note(self, statement, values)
            return super().execute(statement, values)

        @override
        def executemany(self, statement: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
            rest = iter(rows)
            first = list(islice(rest, 1))
            for values in first:
                recorder.note(self, statement, values)
            return super().executemany(statement, chain(first, rest))

    def connect(uri: str, wait_seconds: float = 10.0) -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=wait_seconds, check_same_thread=False, factory=Recorded)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "connect", connect)
        for name, kind in subjects:
            for method in _public(kind):
                patch.setattr(kind, method, _recording(recorder, f"{name}.{method}", getattr(kind, method)))
        yield recorder


_OURS = ("storage.sql.", "storage.sqlite.")


def methods() -> set[str]:
    """All methods of an archive: "outbox.claim"."""
    return {f"{name}.{method}" for name, kind in _subjects() for method in _public(kind)}


@cache
def _subjects() -> list[tuple[str, type]]:
    """Attribute and class of each subject of an archive."""
    with TemporaryDirectory() as folder, SqliteArchive.open(Path(folder) / "yalu.db") as archive:
        parts = [
            (name, type(value))
            for name, value in vars(archive).items()
            if not name.startswith("_") and name != "connection"
        ]
    return [(name, kind) for name, kind in parts if kind.__module__.startswith(_OURS)]


def _public(kind: type) -> set[str]:
    """The methods of a subject, its own and those that engines share."""
    return {
        name
        for owner in kind.__mro__
        if owner.__module__.startswith(_OURS)
        for name, value in vars(owner).items()
        if isfunction(value) and not name.startswith("_")
    }


def _recording(recorder: Recorder, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def run(*given: Any, **named: Any) -> Any:
        with recorder.calling(name):
            return method(*given, **named)

    @wraps(method)
    def generate(*given: Any, **named: Any) -> Any:
        with recorder.calling(name):
            yield from method(*given, **named)

    return generate if isgeneratorfunction(method) else run


def _scanned(statement: str, line: str) -> tuple[str, str] | None:
    """Table and index that a line of a plan reads from one end to the other; None if it does not."""
    if found := _VIRTUAL.match(line):
        # Lists in JSON are as long as the caller makes them; a search of the index says what it looks for.
        table = _named(statement, found["table"])
        return (table, "") if table == "article_index" and not found["detail"] else None
    if not (found := _AUTOMATIC.match(line) or _UNBOUNDED.match(line) or _SCAN.match(line)):
        return None
    table = _named(statement, found["table"])
    if statement.lstrip().startswith("INSERT") and not re.search(rf"\b{table}\b", statement):
        # Looks for rows that wait for the new one, to which foreign keys point; ours are never deferred.
        return None
    return table, found.groupdict().get("index") or ""


def _named(statement: str, alias: str) -> str:
    """The table an alias stands for; the alias itself if it is a table."""
    name = re.escape(alias)
    found = re.search(rf"(?:\b(?:FROM|JOIN|UPDATE|INTO)|,)\s+([\w.]+)(?:\s+AS)?\s+{name}\b", statement)
    return found[1] if found else alias
