"""The archive's PostgreSQL engine; the only package that contains SQL for PostgreSQL."""

from storage.postgres.archive import PostgresArchive
from storage.postgres.connection import pending_steps, split

__all__ = ["PostgresArchive", "pending_steps", "split"]
