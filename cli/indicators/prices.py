"""The command for prices in North Korean markets."""

import csv
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, DataFolder, Force, data_folder, print_json, say
from cli.indicators.price_shown import good_of, newest_row, prices_picture, shown_price
from cli.pictures import save_picture
from cli.query import typed_query
from cli.tables import Row, print_rows
from indicators import (
    POINT_FIELDS,
    RECENT,
    REVIEWED,
    PriceSeries,
    point_rows,
    price_lines,
    read_series,
    review_row,
    shown_value,
)
from storage import Change, PriceDecision, PriceQuery
from storage.query import Choice
from yaluwatch.errors import ArchiveError
from yaluwatch.text import counted

_DECISIONS = {"accept": True, "reject": False}
_MOST_ROWS = 60


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(prices)


def prices(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="GOOD | review | accept ID | reject ID",
            help="rice, corn, gasoline, diesel, usd or cny (won per dollar or yuan); or review: list "
            "outliers held back; accept or reject one (default: the newest price of each good and place).",
        ),
    ] = None,
    place: Annotated[str, typer.Option(help="Only this place, in any spelling.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw a chart into this file (.svg or .png).")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why a price is accepted or rejected.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV: one row per survey.")] = False,
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Show prices and exchange rates in North Korean markets over time, each with its quotation.

    Example: [bold]yalu prices rice --place hyesan --since 2024-01-01 --picture rice.svg[/bold]
    """
    here = data_folder(context)
    match words or []:
        case [verb, identity] if verb in _DECISIONS:
            _decide(here, identity, reason, is_accepted=_DECISIONS[verb])
            return
        case ["review"]:
            good = ""
        case [good]:
            good = good_of(good)
        case []:
            good = ""
        case _:
            raise ArchiveError("give one good, or review, accept ID or reject ID; see `yalu prices --help`")
    query = PriceQuery(
        goods=(good,) if good else (),
        places=_places(here, place),
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    is_review = words == ["review"]
    with here.archive() as archive:
        found = read_series(archive, query, None if good else REVIEWED if is_review else RECENT)
    if is_review:
        _review(found, as_json=as_json)
        return
    if picture:
        title = f"Market prices: {good or 'all goods'}{f' in {place}' if place else ''}"
        save_picture(picture, prices_picture(found, title), data=here.data, force=force)
    if as_csv:
        _write_csv(found)
    elif good:
        _show_series(found, as_json=as_json)
    else:
        _show_newest(found, as_json=as_json)


def _places(here: DataFolder, typed: str) -> tuple[str, ...]:
    """The ids of a place as typed. Raises QueryError if there is none of this name."""
    if not typed:
        return ()
    _, query = typed_query(here, [f'place:"{typed}"'])
    return tuple(value for part in query.tree.parts if isinstance(part, Choice) for value in part.values)


def _decide(here: DataFolder, identity: str, reason: str, *, is_accepted: bool) -> None:
    article, _, number = identity.partition("-")
    if not (article.isdecimal() and number.isdecimal()):
        raise ArchiveError(f"{identity} is no id of a price; `yalu prices review` lists them")
    if not reason.strip():
        raise ArchiveError('give a reason: --reason "twice as high as all others that week"')
    with here.archive(read_only=False) as archive:
        price = archive.prices.get(int(article), int(number))
        now = datetime.now(UTC)
        verb = "Accepted" if is_accepted else "Rejected"
        change = Change(at=now, by="yalu", what=f"price {verb.lower()}", subject=price.id, after=reason)
        with archive.together():
            archive.prices.decide(price, PriceDecision(is_accepted=is_accepted, reason=reason, at=now))
            archive.accounts.record(change)
    say(f"{verb} {shown_price(price.price)} of {price.price.day} ({price.publisher}).")


def _review(found: Sequence[PriceSeries], *, as_json: bool) -> None:
    held = [(each, series) for series in found for each in series.held]
    if as_json:
        print_json([review_row(each, series) for each, series in held])
        return
    rows = []
    for each, series in held:
        row = review_row(each, series)
        value = f"{shown_value(each.value)} {each.unit}/{each.per}"
        cells = (each.first.id, each.good, each.place, each.day.isoformat(), value, shown_value(row["usual"]))
        rows.append(Row(cells, [f"{each.first.publisher}: “{each.first.price.quote}”"]))
    if rows:
        print_rows(("id", "good", "place", "day", "price", "usual"), rows)
        say("Decide with: yalu prices accept ID --reason … or yalu prices reject ID --reason …")
    say(f"{counted(len(rows), 'price')} held back.")


def _write_csv(found: Sequence[PriceSeries]) -> None:
    writer = csv.DictWriter(sys.stdout, POINT_FIELDS, lineterminator="\n")
    writer.writeheader()
    for series in found:
        writer.writerows(point_rows(series))


def _show_series(found: Sequence[PriceSeries], *, as_json: bool) -> None:
    rows = [row for series in found for row in point_rows(series)]
    if as_json:
        print_json(rows)
        return
    shown = []
    for row in rows[-_MOST_ROWS:]:
        value = f"{shown_value(row['value'])} {row['unit']}/{row['per']}"
        cells = (row["day"], row["place"], value, row["publishers"])
        shown.append(Row(cells, [f"{row['article']}  “{row['quote']}”"]))
    if shown:
        print_rows(("day", "place", "price", "publishers"), shown)
    if len(rows) > len(shown):
        say(f"The last {len(shown)} of {len(rows)}; --since or --place shows others, --csv all.")
    held = sum(len(series.held) for series in found)
    say(f"{counted(len(rows), 'price')}." + (f" {held} held back: yalu prices review." if held else ""))


def _show_newest(found: Sequence[PriceSeries], *, as_json: bool) -> None:
    lines = [newest_row(line) for line in price_lines(found)]
    if as_json:
        print_json(lines)
        return
    rows = [
        Row(
            (
                line["good"],
                line["place"],
                line["price"],
                line["change_in_words"],
                line["day"],
                line["publisher"],
            )
        )
        for line in lines
    ]
    if rows:
        print_rows(("good", "place", "price", "change", "day", "publisher"), rows)
    held = sum(len(series.held) for series in found)
    say(f"{counted(len(rows), 'price')}." + (f" {held} held back: yalu prices review." if held else ""))
