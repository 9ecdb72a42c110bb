"""The command `yalu identifiers`: places and actors of the word lists in Wikidata and OpenSanctions."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.app import AsJson, data_folder, print_json, say
from cli.tables import Row, print_rows
from storage import Identifier
from yaluwatch.errors import ArchiveError
from yaluwatch.text import counted


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(identifiers)


def identifiers(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="Part of an id, or an identifier (default: all).")] = "",
    as_json: AsJson = False,
) -> None:
    """Show which Wikidata items and OpenSanctions entities our places and actors are.

    Example: [bold]yalu identifiers sinuiju[/bold]
    """
    wanted = word.casefold()
    with data_folder(context).archive() as archive:
        found = [one for one in archive.research.identifiers() if _matches(one, wanted)]
    if word and not found:
        raise ArchiveError(
            f"no place or actor with an identifier is called {word!r}; `yalu identifiers` lists all"
        )
    if as_json:
        print_json([asdict(one) for one in found])
        return
    headings = ("id", "kind", "Wikidata", "OpenSanctions")
    print_rows(headings, (Row((one.id, one.kind, one.wikidata, one.opensanctions)) for one in found))
    say(f"{counted(len(found), 'place or actor', 'places and actors')}.")


def _matches(one: Identifier, wanted: str) -> bool:
    return wanted in one.id or wanted in {one.wikidata.casefold(), one.opensanctions.casefold()}
