"""What the session of a connection is set to."""

from typing import Any

from psycopg import Connection

# lz4 compresses texts in a fraction of the time of pglz, where the server has it; rows remember how they are
# compressed (https://www.postgresql.org/docs/current/storage-toast.html). The full-text index is merged, and
# results are sorted, in work_mem; a server that allows more keeps it.
_SETTINGS = """
    SELECT set_config(name, 'lz4', FALSE) FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
    UNION ALL
    SELECT set_config(name, '32MB', FALSE) FROM pg_settings
    WHERE name = 'work_mem' AND CAST(setting AS BIGINT) < 32768
"""


def prepare(connection: Connection[Any], *, lock_seconds: float, read_only: bool) -> None:
    """Set what the statements rely on, and what makes them fast."""
    # Statements, not options of the connection: PgBouncer refuses those.
    connection.execute(
        f"SET lock_timeout = {int(lock_seconds * 1000)}; SET jit = off; SET search_path = public;"
        f" SET default_transaction_read_only = {'on' if read_only else 'off'}".encode()
    )
    connection.execute(_SETTINGS)
