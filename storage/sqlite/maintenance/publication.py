"""A copy of the archive that can be shared: without readers' data and without the keys of feeds."""

from contextlib import closing
from pathlib import Path

from storage.sqlite.connection import Connection, translated
from yaluwatch.errors import ArchiveError
from yaluwatch.shown import without_secrets

#: Tables with readers' addresses, mail and opinions, the keys of feeds, and the state of the service, in an
#: order that violates no foreign key when they are emptied one after another. No visitor may see them.
PRIVATE_TABLES = (
    "deliveries",
    "digest_articles",
    "digest_spikes",
    "digest_carried",
    "digest_removals",
    "digests",
    "recipients",
    "subscriptions",
    "feedback",
    "story_edits",
    "private_addresses",
    "alarms",
    "job_runs",
    "service_instance",
)
# Tables with the addresses of feeds in some of their columns.
_WITH_ADDRESSES = ("fetches", "source_states", "backfills")


def publish(connection: Connection, path: Path) -> None:
    """Write a copy of the file without readers' data, to be shared. Raises ArchiveError when it exists.

    Left out are subscriptions, addresses, messages, feedback and story edits; keys in the addresses of feeds
    are masked.
    """
    if path.exists():
        raise ArchiveError(f"{path} exists already; choose a new name for the copy")
    part = path.with_name(path.name + ".part")
    with translated(f"copying to {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with connection.read(f"copying to {path}") as db:
            db.execute("VACUUM INTO ?", [str(part)])
        with closing(Connection.connect(part.absolute().as_uri())) as copy:
            for table in PRIVATE_TABLES:
                copy.execute(f"DELETE FROM {table}")
            copy.create_function("without_secrets", 1, _masked, deterministic=True)
            for table in _WITH_ADDRESSES:
                columns = copy.execute("SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", [table])
                changes = ", ".join(f"{name} = without_secrets({name})" for (name,) in columns)
                copy.execute(f"UPDATE {table} SET {changes}")
            copy.commit()
            # Deleted rows stay in the file's free pages until it is rewritten.
            copy.execute("VACUUM")
        part.replace(path)


def _masked(text: str | None) -> str | None:
    return without_secrets(text) if text else text
