"""`Claims` in SQL."""

from collections.abc import Callable, Collection

from typing_extensions import override

from storage.contract import Claim, Claims
from storage.sql.database import Connection, Database
from storage.sql.rows import (
    AMONG,
    among,
)


class SqlClaims(Claims):
    """Leases in the table claims."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def take(
        self, names: Collection[str], owner: str, now: float, *, lease: float, pause: float = 0.0
    ) -> bool:
        with self._connection.write("claiming work") as db:
            _shorten(db, names, now)
            if any(claim.owner != owner for claim in _held(db, names, now)):
                return False
            db.conn.executemany(
                "INSERT INTO claims (name, owner, free_at, pause, length) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, free_at = excluded.free_at,"
                " pause = excluded.pause, length = excluded.length",
                [(name, owner, now + lease, pause, lease) for name in sorted(set(names))],
            )
            return True

    @override
    def renew(self, names: Collection[str], owner: str, now: float, *, lease: float) -> bool:
        with self._connection.write("renewing claims") as db:
            changed = db.execute(
                f"UPDATE claims SET free_at = ?, length = ? WHERE owner = ? AND name IN {AMONG}",
                [now + lease, lease, owner, among(names)],
            )
            return changed.rowcount == len(set(names))

    @override
    def release(self, owner: str, now: float) -> None:
        with self._connection.write("releasing claims") as db:
            _release(db, owner, now)

    @override
    def release_dead(self, is_dead: Callable[[str], bool], now: float) -> None:
        with self._connection.read("reading claims") as db:
            owners = [owner for (owner,) in db.execute("SELECT DISTINCT owner FROM claims WHERE owner != ''")]
        if dead := [owner for owner in owners if is_dead(owner)]:
            with self._connection.write("releasing claims of dead processes") as db:
                for owner in dead:
                    _release(db, owner, now)

    @override
    def held(self, names: Collection[str], now: float) -> list[Claim]:
        with self._connection.read("reading claims") as db:
            return _held(db, names, now)


#: A claim that ends later than this was written by a clock that was ahead, and counts as free. Seconds.
MAX_SECONDS = 86_400.0


def _held(db: Database, names: Collection[str], now: float) -> list[Claim]:
    rows = db.execute(
        f"""
        SELECT name, owner, free_at FROM claims
        WHERE name IN {AMONG} AND free_at > ? AND free_at <= ? ORDER BY name
        """,
        [among(names), now, now + MAX_SECONDS],
    )
    return [Claim(*row) for row in rows]


def _shorten(db: Database, names: Collection[str], now: float) -> None:
    """Let claims end after their length at the latest: what a clock that was ahead wrote must not last."""
    db.execute(
        f"UPDATE claims SET free_at = ? + length"
        f" WHERE name IN {AMONG} AND free_at > ? + length AND free_at <= ?",
        [now, among(names), now, now + MAX_SECONDS],
    )


def _release(db: Database, owner: str, now: float) -> None:
    db.execute(
        "UPDATE claims SET owner = '', free_at = ? + pause, length = pause WHERE owner = ?", [now, owner]
    )
    # A free name needs no row.
    db.execute("DELETE FROM claims WHERE owner = '' AND free_at <= ?", [now])
