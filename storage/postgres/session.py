"""What the session of a connection is set to."""

from typing import Any

from psycopg import Connection

# lz4 compresses texts in a fraction of the time of pglz, where the server has it; rows remember how they are
# compressed (https://www.postgresql.org/docs/current/storage-toast.html). The full-text index is merged, and
# results are sorted, in work_mem; a server that allows more keeps it. The default of random_page_cost is for
# disks that turn; most of what we look up is in memory.
_SETTINGS = """
    SELECT set_config(name, 'lz4', FALSE) FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
    UNION ALL
    SELECT set_config(name, '32MB', FALSE) FROM pg_settings
    WHERE name = 'work_mem' AND CAST(setting AS BIGINT) < 32768
    UNION ALL
    SELECT set_config(name, '1.1', FALSE) FROM pg_settings
    WHERE name = 'random_page_cost' AND CAST(setting AS DOUBLE PRECISION) = 4
"""


# A role or database may be set to something else, and the statements rely on these: numbers are read back
# exactly, because their digests are in the ledger; a transaction sees what was committed while it waited for
# the writer's lock; arrays have empty values.
_REQUIRED = {
    "search_path": "public",
    "extra_float_digits": "1",
    "default_transaction_isolation": "'read committed'",
    "standard_conforming_strings": "on",
    "array_nulls": "on",
    "jit": "off",
    # The server's own end: locks of a computer that is cut off are given back within a minute.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
# A writer may take minutes: the steps of an upgrade, the index of a whole archive, a file of a web archive.
_OF_WRITERS = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
# One plan for every search is a bad one for most. What a writer runs, such as the checks of references, is
# always alike.
_OF_READERS = {"plan_cache_mode": "force_custom_plan"}


def prepare(connection: Connection[Any], *, lock_seconds: float, read_only: bool) -> None:
    """Set what the statements rely on, and what makes them fast."""
    settings = {
        **_REQUIRED,
        **(_OF_READERS if read_only else _OF_WRITERS),
        "lock_timeout": str(int(lock_seconds * 1000)),
        "default_transaction_read_only": "on" if read_only else "off",
    }
    # Statements, not options of the connection: PgBouncer refuses those.
    connection.execute(";".join(f"SET {name} = {value}" for name, value in settings.items()).encode())
    connection.execute(_SETTINGS)
