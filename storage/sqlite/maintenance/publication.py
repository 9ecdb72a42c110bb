"""A copy of the archive that can be shared: without readers' data and without the keys of feeds."""

from contextlib import closing
from pathlib import Path, PurePath

from storage.sqlite.connection import Connection, translated
from yaluwatch.files import output_file
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
    "border_decisions",
    "story_edits",
    "private_addresses",
    "sessions",
    "api_tokens",
    "failed_logins",
    "users",
    "changes",
    "user_marks",
    "user_visits",
    "alarms",
    "job_runs",
    "service_instance",
)
# Tables with the addresses of feeds in some of their columns.
_WITH_ADDRESSES = ("fetches", "source_states", "backfills")


def publish(connection: Connection, path: Path, *, overwrite: bool) -> None:
    """Write a copy of the file without readers' data, to be shared. Raises OutputError when it exists.

    Left out are subscriptions, addresses, messages, feedback and story edits; keys in the addresses of feeds
    are masked, and files of web archives on this computer lose their folder.
    """
    with (
        translated(f"copying to {path}"),
        output_file(path, data=connection.path.parent, force=overwrite, make_folder=True) as stream,
    ):
        # SQLite writes into a file that is empty.
        part = Path(stream.name)
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
            copy.create_function("without_folder", 2, _without_folder, deterministic=True)
            copy.execute("UPDATE web_archive_files SET name = without_folder(name, id)")
            copy.commit()
            # Deleted rows stay in the file's free pages until it is rewritten.
            copy.execute("VACUUM")


def _without_folder(name: str, file_id: int) -> str:
    """The name of a web archive's file; that of one on this computer says nothing of where it is."""
    return name if "://" in name else f"{PurePath(name).name} (file {file_id})"


def _masked(text: str | None) -> str | None:
    return without_secrets(text) if text else text
