"""Many workers: jobs in a queue of the archive's database, done by processes on any number of computers.

One job is one source, or one file of a web archive. The engine is procrastinate, in PostgreSQL.
"""

from scheduler.cluster.entrance import enqueue_files, missing, new_worker

__all__ = ["enqueue_files", "missing", "new_worker"]
