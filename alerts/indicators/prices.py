"""The section on prices: the newest of each series, and how it changed. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from alerts.indicators.section import IndicatorLine, IndicatorSection
from indicators import PriceSeries, price_lines
from storage import StoredPrice

#: More lines than this are only counted.
MAX_LINES: Final = 8
# Currencies, whose price is a rate of exchange.
_CURRENCIES: Final = frozenset({"usd", "cny"})


def price_section(
    series: Sequence[PriceSeries], names: Mapping[str, str], since: datetime
) -> IndicatorSection | None:
    """The newest price of each series if it was published after `since` (aware UTC); None if none was.

    `names` are of the places by id.
    """
    lines = list(_lines(series, names, since))
    if not lines:
        return None
    return IndicatorSection(
        id="prices",
        lines=tuple(lines[:MAX_LINES]),
        left_out=max(0, len(lines) - MAX_LINES),
        command="yalu prices",
    )


def _lines(
    series: Sequence[PriceSeries], names: Mapping[str, str], since: datetime
) -> Iterator[IndicatorLine]:
    for each, line in zip(series, price_lines(series), strict=True):
        report = each.points[-1].prices[0].first
        if not _is_new(report, since):
            continue
        kind = "rate" if line.good in _CURRENCIES else "price"
        told = {
            "place": names.get(line.place, line.place),
            "value": f"{line.value:,.0f}",
            "per": line.per,
            "day": line.day.isoformat(),
        }
        # What is said of two days in a row is often one survey with a day misread.
        if line.change is not None and line.change_days and line.change_days > 1:
            told |= {"change": f"{line.change:+.0%}", "days": str(line.change_days)}
        yield IndicatorLine(
            phrase=f"{kind}_changed" if "change" in told else kind,
            names=told,
            terms={"good": f"good_{line.good}"},
            quote=line.quote,
            language=report.language,
            publisher=line.publisher,
            url=report.url,
            article_id=line.article_id,
        )


def _is_new(report: StoredPrice, since: datetime) -> bool:
    return report.published_at is not None and report.published_at > since
