"""Commands for researchers: count, series, pairs, export, versions, tables, events."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from cli.app import AsJson, Force, console, data_folder, print_json, print_table, say
from cli.pictures import counts_picture, save_picture, series_picture
from cli.query import listed_sources, typed_query
from storage import Archive, ChangeKind, Facet, Format, Query, Step, TextChange
from yaluwatch.errors import ArchiveError
from yaluwatch.files import output_file
from yaluwatch.text import counted

Words = Annotated[list[str] | None, typer.Argument(help="Query, as for search (default: all articles).")]
Picture = Annotated[Path | None, typer.Option(help="Also draw a chart into this file (.svg or .png).")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Article number, as printed by search.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (count, series, pairs, export, versions, tables, events):
        app.command()(command)


def count(
    context: typer.Context,
    words: Words = None,
    by: Annotated[Facet, typer.Option(help="What to count by.")] = Facet.TOPIC,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Maximum number of lines.")] = 50,
    picture: Picture = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Count matching articles by topic, place, source, month and more.

    Example: [bold]yalu count 밀수 --by place --picture places.png[/bold]
    """
    typed, query = typed_query(data_folder(context), words)
    with data_folder(context).archive() as archive:
        counts = archive.research.facet(query, by, limit=limit)
        total = archive.search.count(query)
    if picture:
        bars = [(item.value, item.articles) for item in counts]
        title = f"{typed or 'all articles'}, by {by}"
        save_picture(
            picture,
            counts_picture(bars, title, f"{counted(total, 'article')} in total"),
            data=data_folder(context).data,
            force=force,
        )
    if as_json:
        print_json({"query": typed, "by": by, "total": total, "counts": [asdict(item) for item in counts]})
        return
    most = max((item.articles for item in counts), default=0)
    print_table(
        (by.value, "articles", ""),
        ((item.value, str(item.articles), _bar(item.articles, most)) for item in counts),
    )
    say(f"{counted(total, 'article')} in total")


def series(
    context: typer.Context,
    words: Words = None,
    by: Annotated[Step, typer.Option(help="Length of each period.")] = Step.MONTH,
    picture: Picture = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Count matching articles over time, next to the number of sources that could be read.

    If few sources could be read in a period, a low count says little.

    Example: [bold]yalu series place:dandong --by week --picture dandong.svg[/bold]
    """
    typed, query = typed_query(data_folder(context), words)
    with data_folder(context).archive() as archive:
        points = archive.research.series(query, by)
    if picture:
        save_picture(
            picture,
            series_picture(points, f"{typed or 'all articles'}, by {by}"),
            data=data_folder(context).data,
            force=force,
        )
    if as_json:
        print_json([asdict(point) for point in points])
        return
    most = max((point.articles for point in points), default=0)
    print_table(
        (by.value, "articles", "", "sources read"),
        (
            (
                point.start.isoformat(),
                str(point.articles),
                _bar(point.articles, most),
                f"{point.sources_healthy} of {point.sources_tried}",
            )
            for point in points
        ),
    )


def pairs(
    context: typer.Context,
    words: Words = None,
    kinds: Annotated[
        str, typer.Option(help="Kinds of names, separated by commas: place, actor, goods, rule.")
    ] = "place",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Maximum number of lines.")] = 30,
    picture: Picture = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Count places, actors, goods or rules that are named in the same articles.

    Example: [bold]yalu pairs topic:smuggling --kinds place,goods[/bold]
    """
    typed, query = typed_query(data_folder(context), words)
    with data_folder(context).archive() as archive:
        found = archive.research.pairs(query, mention_kinds(kinds), limit=limit)
    if picture:
        bars = [(f"{pair.first} – {pair.second}", pair.articles) for pair in found]
        title = f"{typed or 'all articles'}: named together"
        save_picture(
            picture,
            counts_picture(bars, title, "articles that name both"),
            data=data_folder(context).data,
            force=force,
        )
    if as_json:
        print_json([asdict(pair) for pair in found])
    else:
        print_table(("", "", "articles"), ((pair.first, pair.second, str(pair.articles)) for pair in found))


def mention_kinds(names: str) -> list[str]:
    """The kinds of mentions in a list such as "place,goods"."""
    return [name.strip() for name in names.split(",")]


def export(
    context: typer.Context,
    words: Words = None,
    kind: Annotated[Format, typer.Option("--format", help="File format.")] = Format.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Output file (default: standard output).")
    ] = None,
    force: Force = False,
) -> None:
    """Export every matching article with its permanent number, for citation and analysis.

    Example: [bold]yalu export topic:border after:2026-01 --format ris -o border.ris[/bold]
    """
    here = data_folder(context)
    _, query = typed_query(here, words)
    site, sources = here.settings().web.public_url, listed_sources(here)
    with here.archive() as archive:
        if output is None:
            archive.research.export(query, kind, sys.stdout.buffer, site=site, sources=sources)
            return
        with output_file(output, data=here.data, force=force) as stream, _progress(archive, query):
            total = archive.research.export(query, kind, stream, site=site, sources=sources)
    say(f"Wrote {counted(total, 'article')} to {output}.")


def versions(
    context: typer.Context,
    article_id: Number,
    compare: Annotated[
        tuple[int, int] | None,
        typer.Option(metavar="OLD NEW", help="Show what changed between two versions."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the versions of an article, or show what changed between two of them.

    Example: [bold]yalu versions 1834500000000 --compare 1 2[/bold]
    """
    with data_folder(context).archive() as archive:
        listed = archive.research.versions(article_id)
        if not listed:
            raise ArchiveError(f"there is no article {article_id}; `yalu search` prints the numbers")
        changes = archive.research.changes(article_id, *compare) if compare else None
    if as_json:
        print_json(asdict(changes) if changes else [asdict(version) for version in listed])
    elif changes:
        say("".join(_marked(piece) for piece in changes.pieces))
        say(f"numbers removed: {', '.join(changes.numbers_removed) or 'none'}; "
            f"numbers added: {', '.join(changes.numbers_added) or 'none'}")  # fmt: skip
        if changes.is_negation_changed:
            say("A negation was added or removed: the meaning may be reversed.")
    else:
        print_table(
            ("version", "fetched", "title"),
            ((str(v.number), f"{v.fetched_at:%Y-%m-%d %H:%M}", v.title) for v in listed),
        )


def tables(
    context: typer.Context,
    article_id: Number,
    as_json: AsJson = False,
) -> None:
    """Show the tables printed in an article.

    Example: [bold]yalu tables 1834500000000[/bold]
    """
    with data_folder(context).archive() as archive:
        stored = archive.articles.get(article_id)
        if stored is None:
            raise ArchiveError(f"there is no article {article_id}; `yalu search` prints the numbers")
        cells = archive.research.cells(article_id, stored.version)
    if as_json:
        print_json([asdict(cell) for cell in cells])
        return
    for table in stored.article.tables:
        print_table([""] * max((len(row) for row in table), default=0), table)
    if not cells:
        say("This article has no tables.")


def events(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLACE|TOPIC]...", help="Only events with all of these (default: all events)."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List dated events at the border and in its trade since 1949, to compare with counts.

    Example: [bold]yalu events dandong logistics[/bold]
    """
    with data_folder(context).archive() as archive:
        listed = archive.research.events()
    found = [event for event in listed if set(names or ()) <= {*event.places, *event.topics}]
    if as_json:
        print_json([asdict(event) for event in found])
    else:
        rows = ((event.date, event.event, event.confidence, event.source) for event in found)
        print_table(("date", "event", "confidence", "source"), rows)


def _bar(value: float, most: float) -> str:
    return "█" * round(40 * value / most) if most else ""


@contextmanager
def _progress(archive: Archive, query: Query) -> Iterator[None]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console(), transient=True) as progress:
        count = f"{archive.search.count(query)} " if query.as_of is None else ""
        progress.add_task(f"writing {count}articles")
        yield


def _marked(piece: TextChange) -> str:
    if piece.kind is ChangeKind.ADDED:
        return typer.style("{+" + piece.text + "+}", fg="green")
    if piece.kind is ChangeKind.REMOVED:
        return typer.style("[-" + piece.text + "-]", fg="red")
    return piece.text
