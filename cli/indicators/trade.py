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
    compared_claims,
    country,
    in_short,
    read_book,
)
from storage import FactQuery
from yaluwatch.errors import ArchiveError
from yaluwatch.text import counted
from yaluwatch.times import optional_time_text

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
        if (each.first == each.last if monthly else (each.first[5:], each.last[5:]) == ("01", "12"))
        and code in {"", each.reporter}
    ]  # fmt: skip
    figures = chosen if vintages else _newest(chosen)
    if picture:
        title = f"China–North Korea trade by {'month' if monthly else 'year'}"
        save_picture(picture, trade_picture(figures, title), data=data_folder(context).data, force=force)
    if as_json or as_csv:
        _print([_figure_row(each) for each in figures], as_csv=as_csv)
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


def claim_row(compared: ComparedClaim) -> dict[str, object]:
    """A claim with its comparison, by field."""
    found, claim, beside = compared.found, compared.claim, compared.comparison
    return {
        "article": found.article_id,
        "version": found.version,
        "claim": claim.text,
        "value": claim.value,
        "unit": "percent" if claim.is_growth else claim.currency,
        "first": claim.first,
        "last": claim.last,
        "direction": claim.direction,
        "goods": claim.commodity,
        "counted_by": claim.counted_by,
        "base": "/".join(dict.fromkeys(month for month in claim.base if month)),
        "verdict": beside.verdict.value,
        "reason": beside.reason,
        "figure": beside.value,
        "difference": beside.difference,
        "source": beside.source,
        "released": beside.released.isoformat() if beside.released else None,
        "in_short": in_short(claim, beside),
        "sentence": found.sentence,
        "publisher": found.publisher,
        "published_at": optional_time_text(found.published_at),
        "title": found.title,
        "url": found.url,
    }


def _newest(figures: Sequence[Known]) -> list[Known]:
    """The last vintage of each source's figures; of those that ship with the program, the preferred."""
    newest = {(each.first, each.source, each.direction, each.currency): each for each in figures}
    return list(newest.values())


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
    return Row((_period(one), *values, name, day))


def _period(known: Known) -> str:
    return known.first if known.first == known.last else known.first[:4]


def _figure_row(known: Known) -> dict[str, object]:
    return {
        "period": _period(known),
        "reporter": known.reporter,
        "direction": known.direction,
        "value": known.value,
        "currency": known.currency,
        "source": known.source,
        "vintage": known.vintage,
        "released": known.released.isoformat() if known.released else None,
    }


def _claim_line(compared: ComparedClaim) -> Row:
    claim, beside = compared.claim, compared.comparison
    period = claim.first if claim.first == claim.last else f"{claim.first} to {claim.last}"
    if (claim.first[5:], claim.last[5:]) == ("01", "12"):
        period = claim.first[:4]
    sentence = " ".join(compared.found.sentence.split())
    quoted = sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1] + "…"
    notes = [beside.reason, f"{compared.found.article_id}  “{quoted}”"]
    return Row((claim.text, period or "not said", _FLOWS[claim.direction], beside.verdict), notes)


def _print(rows: Sequence[Mapping[str, object]], *, as_csv: bool) -> None:
    if not as_csv:
        print_json(rows)
        return
    if rows:
        writer = csv.DictWriter(sys.stdout, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
