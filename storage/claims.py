"""`archive.claims`: who works on what, so that two processes never do the same thing.

A claim names a source, a host or a job, has an owner, and ends by itself: when it is released, when its lease
runs out, or when its owner's process is found dead. A host that was released is left alone for its pause
first, whoever asks next.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlite_utils import Database

from storage.connection import Connection
from storage.rows import json_text

#: A claim that seems to last longer was made by a clock that was ahead: it counts as free. Seconds.
LONGEST = 86_400.0


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing somebody works on, or that is left alone after somebody did."""

    #: Such as "source:yonhap-nk", "host:www.yna.co.kr" or "job:group".
    name: str
    #: Who; "" while it is only left alone.
    owner: str
    #: Until when, seconds since 1970.
    free_at: float


class Claims:
    """Taking, renewing and releasing claims. Moments are seconds since 1970 of the machine's clock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(
        self, names: Collection[str], owner: str, now: float, *, lease: float, pause: float = 0.0
    ) -> bool:
        """Claim all of these for `lease` seconds, or none; False when one is held or left alone.

        After its release, or its owner's death, each is left alone for `pause` seconds.
        """
        with self._connection.write("claiming work") as db:
            if any(claim.owner != owner for claim in _held(db, names, now)):
                return False
            db.conn.executemany(
                "INSERT INTO claims (name, owner, free_at, pause) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE"
                " SET owner = excluded.owner, free_at = excluded.free_at, pause = excluded.pause",
                [(name, owner, now + lease, pause) for name in sorted(set(names))],
            )
            return True

    def renew(self, owner: str, now: float, *, lease: float) -> bool:
        """Hold all an owner's claims for `lease` seconds from now; False when it holds none any more."""
        with self._connection.write("renewing claims") as db:
            changed = db.execute("UPDATE claims SET free_at = ? WHERE owner = ?", [now + lease, owner])
            return changed.rowcount > 0

    def release(self, owner: str, now: float) -> None:
        """End all claims of an owner; their pauses begin."""
        with self._connection.write("releasing claims") as db:
            _release(db, owner, now)

    def release_dead(self, is_dead: Callable[[str], bool], now: float) -> None:
        """End the claims of every owner of whom it is known that it is no more."""
        with self._connection.read("reading claims") as db:
            owners = [owner for (owner,) in db.execute("SELECT DISTINCT owner FROM claims WHERE owner != ''")]
        if dead := [owner for owner in owners if is_dead(owner)]:
            with self._connection.write("releasing claims of dead processes") as db:
                for owner in dead:
                    _release(db, owner, now)

    def held(self, names: Collection[str], now: float) -> list[Claim]:
        """Those of the names that can't be taken now, by name."""
        with self._connection.read("reading claims") as db:
            return _held(db, names, now)


def _held(db: Database, names: Collection[str], now: float) -> list[Claim]:
    rows = db.execute(
        """
        SELECT name, owner, free_at FROM claims
        WHERE name IN (SELECT value FROM json_each(?)) AND free_at > ? AND free_at <= ? ORDER BY name
        """,
        [json_text(list(names)), now, now + LONGEST],
    )
    return [Claim(*row) for row in rows]


def _release(db: Database, owner: str, now: float) -> None:
    db.execute("UPDATE claims SET owner = '', free_at = ? + pause WHERE owner = ?", [now, owner])
    # What is free is not worth a row.
    db.execute("DELETE FROM claims WHERE owner = '' AND free_at <= ?", [now])
