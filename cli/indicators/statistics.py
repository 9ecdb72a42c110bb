"""Commands for official trade statistics: import a file or address, list the series."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from cli.app import AsJson, data_folder, print_json, say
from cli.indicators.files import content_of, is_url
from cli.tables import Row, print_rows
from indicators.trade import SOURCE_NAMES, StatisticsFormat, read_statistics
from storage import ALL_GOODS, Flow, TradeFigure, TradeSeriesLine
from yaluwatch.shown import shown_url
from yaluwatch.text import counted

statistics_app = typer.Typer()

# Files by country and month have some kilobytes; one of all goods has some megabytes.
_LARGEST = 200_000_000


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(statistics_app, name="statistics")


@statistics_app.callback(invoke_without_command=True)
def statistics(context: typer.Context, as_json: AsJson = False) -> None:
    """List the series of official trade statistics, each with its newest period and vintage.

    Example: [bold]yalu statistics[/bold]
    """
    if context.invoked_subcommand:
        return
    with data_folder(context).archive() as archive:
        lines = archive.trade_statistics.series()
    if as_json:
        print_json([_json(line) for line in lines])
        return
    if lines:
        headings = ("source", "reporter", "goods", "flow", "newest", "million", "published")
        print_rows(headings, map(_row, lines))
    say(
        f"{counted(len(lines), 'series', 'series')}."
        + ("" if lines else " `yalu statistics import FILE` adds some.")
    )


@statistics_app.command("import")
def import_(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="File, or address beginning with https://.")
    ],
    kind: Annotated[
        StatisticsFormat | None,
        typer.Option("--format", help="comtrade, customs, korea or plain (default: found out)."),
    ] = None,
    flow: Annotated[
        Flow | None, typer.Option(help="Of a file of China Customs' online query, which does not say it.")
    ] = None,
    released: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of publication, if the file does not say it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import official trade statistics; a figure that was revised is kept beside the old one.

    Example: [bold]yalu statistics import comtrade-2025.json --released 2026-01-20[/bold]
    """
    content = content_of(data_folder(context), name, _LARGEST)
    day = released.date() if released else None
    found = read_statistics(
        shown_url(name) if is_url(name) else name, content, kind=kind, flow=flow, released=day
    )
    with data_folder(context).archive(read_only=False) as archive:
        done = archive.trade_statistics.add(found, datetime.now(UTC))
    if as_json:
        print_json(
            {"name": found.name, "format": found.format, "figures": len(found.figures), **asdict(done)}
        )
        return
    say(
        f"Read {counted(len(found.figures), 'figure')} ({found.format}): "
        f"{done.new} new, {done.revised} revised, {done.known} known."
    )


def _row(line: TradeSeriesLine) -> Row:
    series, newest = line.series, line.newest.figure
    vintage = f", vintage {line.newest.number}" if line.newest.number > 1 else ""
    return Row(
        (
            SOURCE_NAMES.get(series.source, series.source),
            f"{series.reporter}–{series.partner}",
            "all" if series.commodity == ALL_GOODS else series.commodity,
            series.flow,
            _period(newest),
            f"{newest.value / 1e6:,.2f} {series.currency}",
            (newest.released.isoformat() if newest.released else "unknown") + vintage,
        )
    )


def _period(figure: TradeFigure) -> str:
    if (figure.first[5:], figure.last[5:]) == ("01", "12"):
        return figure.last[:4]
    return figure.last if figure.first == figure.last else f"{figure.first} to {figure.last[5:]}"


def _json(line: TradeSeriesLine) -> dict[str, object]:
    newest = line.newest.figure
    released: date | None = newest.released
    return {
        **asdict(line.series),
        "periods": line.periods,
        "figures": line.figures,
        "newest": {
            "first": newest.first,
            "last": newest.last,
            "value": newest.value,
            "released": released.isoformat() if released else None,
            "vintage": line.newest.number,
            "imported_at": line.newest.imported_at.isoformat(),
        },
    }
