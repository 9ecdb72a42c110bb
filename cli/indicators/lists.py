"""The group `yalu lists`: import sanctions lists, see what is in them, what changed, and who is named."""

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.progress import Progress

from cli.app import AsJson, console, data_folder, print_json, say
from cli.indicators.files import content_of, shown_origin
from cli.tables import Row, print_rows
from indicators.lists import LIST_RULES, MAX_LIST, change_lines, read_list
from scheduler import matcher_of, rebuild_listed
from storage import Archive, FoundListed, ListChange, ListImport, StoredEntry, StoredList
from yaluwatch import times
from yaluwatch.errors import ListError
from yaluwatch.text import counted

lists_app = typer.Typer()

_LONGEST = 300
# Entries shown in full when a name fits several.
_SHOWN = 3


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(lists_app, name="lists")


@lists_app.callback(invoke_without_command=True)
def stored_lists(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sanctions lists in the archive; import them, show entries and what changed.

    Example: [bold]yalu lists[/bold]
    """
    if context.invoked_subcommand:
        return
    with data_folder(context).archive() as archive:
        found = archive.lists.all()
    if as_json:
        print_json([asdict(one) for one in found])
    elif found:
        print_rows(("list", "of", "entries", "gone", "read", "changed", "format"), map(_list_row, found))
    else:
        say("No sanctions list yet; `yalu lists import FILE` reads one.")


def _list_row(one: StoredList) -> Row:
    read, changed = one.checked_at.date().isoformat(), one.changed_at.date().isoformat()
    return Row((one.name, one.version or "-", str(one.entries), str(one.gone), read, changed, one.format))


@lists_app.command("import")
def import_list(
    context: typer.Context,
    origin: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL",
            help="The EU's annexes as CSV; the list of the UN, OFAC (SDN.XML) or the UK as XML; "
            "OpenSanctions' entities as JSON lines.",
        ),
    ],
    allow_gone: Annotated[
        bool,
        typer.Option("--allow-gone", help="Take over an older file, or one that lacks many entries."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read a sanctions list into the archive and say what changed; the same file again changes nothing.

    Example: [bold]yalu lists import eu-prk-list.csv[/bold]
    """
    here = data_folder(context)
    content, shown = content_of(here, origin, MAX_LIST), shown_origin(origin)
    file = read_list(content, shown)
    with here.archive(read_only=False) as archive:
        done = archive.lists.add(
            file,
            origin=shown,
            sha256=hashlib.sha256(content).hexdigest(),
            at=times.clock(),
            allow_gone=allow_gone,
        )
        waiting = archive.listed.count_outdated(archive.lists.state(), LIST_RULES)
    if as_json:
        print_json({**asdict(done), "left_out": file.left_out, "articles_to_match": waiting})
        return
    _say_import(done, file.left_out)
    if waiting:
        say(f"`yalu lists rebuild` looks for the entries in {counted(waiting, 'article')}.")


def _say_import(done: ListImport, left_out: int) -> None:
    verb = "is" if left_out == 1 else "are"
    out = f"{counted(left_out, 'entry', 'entries')} that {verb} not about North Korea"
    others = f" Left out {out}." if left_out else ""
    if done.is_first:
        say(f"Read the list {done.name}: {counted(done.entries, 'entry', 'entries')}.{others}")
        return
    counts = {"new": done.new, "changed": done.changed, "gone": done.gone, "listed again": done.again}
    what = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    entries = counted(done.entries, "entry", "entries")
    say(f"Read the list {done.name}: {entries}, {what or 'nothing changed'}.{others}")


@lists_app.command("show")
def show_entry(
    context: typer.Context,
    name: Annotated[
        list[str], typer.Argument(metavar="NAME|ID", help="Part of a name, an IMO number, or an entry's id.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show entries of sanctions lists: names, facts, history, and the articles that name them.

    Example: [bold]yalu lists show Chon Myong 1[/bold]
    """
    wanted = " ".join(name)
    with data_folder(context).archive() as archive:
        found = _entries(archive, wanted)
        if not found:
            raise ListError(f"no sanctions list in the archive has {wanted!r}; `yalu lists` shows the lists")
        if as_json:
            print_json([_entry_json(archive, one) for one in found])
        elif len(found) > _SHOWN:
            print_rows(("id", "list", "kind", "name", "listed", "until"), map(_entry_row, found))
            say(f"{counted(len(found), 'entry', 'entries')}; `yalu lists show ID` shows one.")
        else:
            for one in found:
                _say_entry(archive, one)


def _entries(archive: Archive, wanted: str) -> list[StoredEntry]:
    one = archive.lists.get(int(wanted)) if wanted.isdecimal() and len(wanted) < 7 else None
    return [one] if one else archive.lists.named(wanted)


def _entry_row(stored: StoredEntry) -> Row:
    entry = stored.entry
    until = stored.gone_at.date().isoformat() if stored.gone_at else ""
    return Row((str(stored.id), stored.list, entry.kind, entry.name, entry.listed_on or "-", until))


def _entry_json(archive: Archive, stored: StoredEntry) -> dict[str, Any]:
    return {
        "id": stored.id,
        "list": stored.list,
        "gone_at": stored.gone_at,
        **asdict(stored.entry),
        "changes": [_change_json(one) for one in archive.lists.history(stored.id)],
        "articles": [
            {
                "id": one.article_id,
                "title": one.title,
                "url": one.url,
                "text": one.text,
                "how": one.mention.how,
            }
            for one in archive.listed.by_entry(stored.id)
        ],
    }


def _say_entry(archive: Archive, stored: StoredEntry) -> None:
    entry = stored.entry
    number = f" (IMO {entry.imo})" if entry.imo else ""
    say(f"{entry.name}{number}, {entry.kind}, entry {stored.id} of the list {stored.list}")
    until = f" until {stored.gone_at.date()}" if stored.gone_at else ""
    for title, value in (
        ("listed by", ", ".join(entry.authorities)),
        ("since", f"{entry.listed_on or 'unknown'}{until}"),
        ("where", entry.program),
        ("also", "; ".join((*entry.aliases, *entry.weak_aliases))),
        ("formerly", "; ".join(entry.former_names)),
        ("born", "; ".join(entry.births)),
        ("documents", "; ".join(entry.documents)),
        ("ids", "; ".join(entry.ids)),
        ("reasons", _shortened(entry.reasons)),
    ):
        if value:
            say(f"  {title}: {value}")
    for change in archive.lists.history(stored.id):
        fields = f": {', '.join(change.fields)}" if change.fields else ""
        say(f"  {change.at.date()} {change.kind.value}{fields}")
    for one in archive.listed.by_entry(stored.id):
        say(f"  named in {_article_text(one)}")
    say()


def _article_text(one: FoundListed) -> str:
    day = one.published_at.date().isoformat() if one.published_at else "undated"
    return f"{one.article_id} {day} {one.publisher}: {one.title} (“{one.text}”, {one.mention.how})"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


@lists_app.command("changes")
def changes(
    context: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only changes imported since this day (UTC)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed in the sanctions lists: new, changed and gone entries, newest first.

    Example: [bold]yalu lists changes --since 2026-11-01[/bold]
    """
    with data_folder(context).archive() as archive:
        found = archive.lists.changes(since.replace(tzinfo=UTC) if since else None)
    if as_json:
        print_json([_change_json(one) for one in found])
        return
    rows = [
        Row(
            (
                one.at.date().isoformat(),
                one.entry.list,
                one.kind.value,
                one.entry.entry.kind,
                one.entry.entry.name,
                ", ".join(one.fields),
            )
        )
        for one in found
    ]
    if rows:
        print_rows(("day", "list", "what", "kind", "name", "fields"), rows)
    for line in change_lines(found):
        say(f"{line.day}: {line.text()}.")
    if not rows:
        say("No changes; the first import of a list is none.")


def _change_json(one: ListChange) -> dict[str, Any]:
    return {
        "at": one.at,
        "version": one.version,
        "kind": one.kind.value,
        "list": one.entry.list,
        "entry": one.entry.id,
        "name": one.entry.entry.name,
        "fields": list(one.fields),
    }


@lists_app.command("rebuild")
def rebuild(context: typer.Context) -> None:
    """Look for the listed in older articles, by the lists as they are now; readers are not notified.

    Example: [bold]yalu lists rebuild[/bold]
    """
    here = data_folder(context)
    with here.archive(read_only=False) as archive:
        matcher = matcher_of(archive)
        if matcher is None:
            raise ListError("there is no sanctions list in the archive; `yalu lists import FILE` reads one")
        with Progress(console=console(), transient=True) as progress:
            total = archive.listed.count_outdated(matcher.state, LIST_RULES)
            task = progress.add_task("matching articles", total=total)
            done = rebuild_listed(archive, on_batch=lambda count: progress.update(task, completed=count))
    say(f"Looked for the listed in {counted(done, 'article')}; all relevant articles are up to date now.")
