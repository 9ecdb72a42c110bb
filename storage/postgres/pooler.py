"""Whether a connection goes through a pooler that changes the server's process between transactions."""

from typing import Any

import psycopg

# Whoever else uses the pooler may take the one process that is free; so it is tried more than once.
_TRIES = 3


def is_pooled(connection: psycopg.Connection[Any], url: str) -> bool:
    """Whether transactions of this connection run in processes of the server that others use as well.

    A pooler tells its clients a number of its own for the process; PgBouncer does
    (https://www.pgbouncer.org/features.html). In session mode nobody else gets the process of an open
    connection, so a second connection tells them apart.
    """
    if _process(connection) == connection.info.backend_pid:
        return False
    for _ in range(_TRIES):
        with psycopg.connect(url, autocommit=True) as second:
            if _process(second) == _process(connection):
                return True
    return False


def _process(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0
