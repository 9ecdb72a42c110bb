"""Commands for trade figures: the official series, and what articles claim beside them."""

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, Force, data_folder, print_json, say
from cli.indicators.pictures import trade_picture
from cli.pictures import save_picture
from cli.query import typed_query
from cli.tables import Row, print_rows
from indicators.trade import (
    SOURCE_NAMES,
    TRADE_KINDS,
    ComparedClaim,
    Known,
    TradeVerdict,
    claim_row,
    compared_claims,
    country,
    figure_row,
    is_month,
    is_year,
    newest_vintages,
    period,
    read_book,
)
from storage import FactQuery
from yaluwatch.errors import ArchiveError
from yaluwatch.text import counted

trade_app = typer.Typer()

AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
_FLOWS = {"": "total", "to-north": "China's exports", "from-north": "China's imports"}
_LONGEST = 160


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(trade_app, name="trade")


@trade_app.callback(invoke_without_command=True)
def trade(
    context: typer.Context,
    monthly: Annotated[bool, typer.Option("--monthly", help="Months instead of years.")] = False,
    reporter: Annotated[str, typer.Option(help="Only what this country counts: CN, KP.")] = "",
    vintages: Annotated[
        bool, typer.Option("--vintages", help="Every revision of every source, not only the newest.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw a chart into this file (.svg or .png).")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show official China–North Korea trade by year or month, and claims of articles beside it.

    Example: [bold]yalu trade --monthly --picture trade.svg[/bold]
    """
    if context.invoked_subcommand:
        return
    code = country(reporter)
    if reporter and not code:
        raise ArchiveError(f"there is no reporter {reporter}; use CN or KP")
    with data_folder(context).archive() as archive:
        everything = read_book(archive).everything()
    chosen = [
        each for each in everything
        if (is_month(each) if monthly else is_year(each))
        and code in {"", each.reporter}
    ]  # fmt: skip
    figures = chosen if vintages else newest_vintages(chosen)
    if picture:
        title = f"China–North Korea trade by {'month' if monthly else 'year'}"
        save_picture(picture, trade_picture(figures, title), data=data_folder(context).data, force=force)
    if as_json or as_csv:
        _print([figure_row(each) for each in figures], as_csv=as_csv)
        return
    if figures:
        headings = ("period", "USD million", "exports", "imports", "source", "published")
        print_rows(headings, _figure_rows(figures))
    say(f"{counted(len(figures), 'figure')}; exports and imports are China's." if figures else
        "No figures; `yalu statistics import FILE` adds some.")  # fmt: skip


@trade_app.command()
def claims(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="Query, as for search (default: all articles).")
    ] = None,
    verdict: Annotated[TradeVerdict | None, typer.Option(help="Only claims with this verdict.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Maximum number of claims read.")] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List trade figures that articles claim, newest first, beside the official ones.

    Example: [bold]yalu trade claims 'after:2026-01' --verdict differs[/bold]
    """
    _, query = typed_query(data_folder(context), words)
    with data_folder(context).archive() as archive:
        found = archive.facts.find(FactQuery(kinds=TRADE_KINDS, articles=query), limit=limit)
        compared = compared_claims(archive, found)
    listed = [each for each in compared if verdict in {None, each.comparison.verdict}]
    if as_json or as_csv:
        _print([claim_row(each) for each in listed], as_csv=as_csv)
        return
    if listed:
        print_rows(("claim", "period", "flow", "verdict"), map(_claim_line, listed))
    say(f"{counted(len(listed), 'claim')}.")


def _figure_rows(figures: Sequence[Known]) -> list[Row]:
    """One row for each period, source and vintage, with its three flows."""
    rows: dict[tuple[object, ...], dict[str, Known]] = {}
    for each in figures:
        rows.setdefault((each.first, each.source, each.released, each.vintage, each.currency), {})[
            each.direction
        ] = each
    return [_figure_line(row) for row in rows.values()]


def _figure_line(row: Mapping[str, Known]) -> Row:
    one = next(iter(row.values()))
    name = SOURCE_NAMES.get(one.source, one.source) + ("" if one.currency == "USD" else f", {one.currency}")
    values = [f"{row[flow].value / 1e6:,.1f}" if flow in row else "" for flow in _FLOWS]
    day = one.released.isoformat() if one.released else ""
    return Row((period(one.first, one.last), *values, name, day))


def _claim_line(compared: ComparedClaim) -> Row:
    claim, beside = compared.claim, compared.comparison
    months = period(claim.first, claim.last)
    sentence = " ".join(compared.found.sentence.split())
    quoted = sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1] + "…"
    notes = [beside.reason, f"{compared.found.article_id}  “{quoted}”"]
    return Row((claim.text, months or "not said", _FLOWS[claim.direction], beside.verdict), notes)


def _print(rows: Sequence[Mapping[str, object]], *, as_csv: bool) -> None:
    if not as_csv:
        print_json(rows)
        return
    if rows:
        writer = csv.DictWriter(sys.stdout, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
