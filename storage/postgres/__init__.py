"""The archive's PostgreSQL engine; the only package that contains SQL for PostgreSQL."""

from storage.postgres.archive import PostgresArchive

__all__ = ["PostgresArchive"]
