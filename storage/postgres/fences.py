"""`Fences` in PostgreSQL: advisory locks of the session, which end with the connection.

https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b

from typing_extensions import override

from storage.contract import Fences
from storage.postgres.connection import PostgresConnection
from yaluwatch.errors import ArchiveError

# A key of 64 bits is shown as two halves, with objsubid 1
# (https://www.postgresql.org/docs/current/view-pg-locks.html).
_HELD = """
    SELECT count(DISTINCT (classid::bigint << 32) | objid::bigint) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND ((classid::bigint << 32) | objid::bigint)
            IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
"""


class PostgresFences(Fences):
    """Locks of the connection's session. When the connection is lost, so are they."""

    def __init__(self, connection: PostgresConnection) -> None:
        self._connection = connection

    @contextmanager
    @override
    def hold(self, names: Collection[str]) -> Iterator[bool]:
        keys = sorted(map(_key, set(names)))
        held = self._take(keys)
        try:
            yield len(held) == len(keys)
        finally:
            # If the server can't be reached, the session and its locks have ended.
            with suppress(ArchiveError):
                self._give_back(held)

    @override
    def are_held(self, names: Collection[str]) -> bool:
        keys = set(map(_key, names))
        with self._connection.read("looking up locks") as db:
            return bool(db.value_of(_HELD, [json.dumps(sorted(keys))]) == len(keys))

    def _take(self, keys: list[int]) -> list[int]:
        """Take all locks, or none; those taken."""
        taken: list[int] = []
        with self._connection.read("locking work") as db:
            for key in keys:
                if not db.value_of("SELECT pg_try_advisory_lock(?)", [key]):
                    self._give_back(taken)
                    return []
                taken.append(key)
        return taken

    def _give_back(self, keys: list[int]) -> None:
        with self._connection.read("unlocking work") as db:
            for key in keys:
                db.value_of("SELECT pg_advisory_unlock(?)", [key])


def _key(name: str) -> int:
    """The number of a lock: any 64 bits, signed."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
