"""The group `yalu archive`: copy an archive, between SQLite and PostgreSQL too."""

from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, print_json, say
from storage import Copied, copy_archive
from yaluwatch.text import counted

archive_app = typer.Typer(
    no_args_is_help=True, help="Copy an archive to another file, to PostgreSQL, or back, and verify the copy."
)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(archive_app, name="archive")


_ARCHIVE = "File of an archive, file with a URL in it (archive.url), or postgresql:// URL"


@archive_app.command("copy")
def copy(
    source: Annotated[str, typer.Argument(help=f"{_ARCHIVE}.")],
    target: Annotated[str, typer.Argument(help=f"{_ARCHIVE}; nothing may be stored in it.")],
    as_json: AsJson = False,
) -> None:
    """Copy an archive with its pages to a new one, and verify the copy.

    All rows are copied in one transaction, so a copy that was interrupted is empty.
    Stop the service first: what it stores meanwhile would be missing. Passwords in
    URLs can be seen by others on this computer; a file such as var/archive.url hides them.

    Example: [bold]yalu archive copy var/yalu.db var/archive.url[/bold]
    """
    quiet = as_json

    def show(table: str, rows: int) -> None:
        if rows and not quiet:
            say(f"{table}: {counted(rows, 'row')}")

    copied = copy_archive(_where(source), _where(target), show)
    if as_json:
        print_json({"rows": copied.rows, "files": copied.files, "head": copied.verification.head})
    else:
        say(_summary(copied))


def _where(text: str) -> str | Path:
    return text if "://" in text else Path(text)


def _summary(copied: Copied) -> str:
    checked = copied.verification
    return (
        f"Copied {counted(sum(copied.rows.values()), 'row')} and {counted(copied.files, 'file')} of pages; "
        f"{counted(checked.versions, 'text')} and {counted(checked.pages, 'page')} verified, "
        f"chain head {checked.head}"
    )
