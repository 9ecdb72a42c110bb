"""What the front page shows of prices and trade: the newest of each, kept for some minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from indicators import RECENT, PriceLine, PriceSeries, price_lines, read_series, series_points
from indicators.trade import (
    TRADE_KINDS,
    ComparedClaim,
    Known,
    TradeVerdict,
    compared_claims,
    is_month,
    is_year,
    newest_vintages,
    period,
    read_book,
)
from storage import Archive, FactQuery, PriceQuery
from web.context import WebContext
from web.indicators.drawing import sparkline
from web.indicators.names import change_text, price_change
from yaluwatch.model import PRICE_GOODS

_KEY, _SECONDS = "newest figures", 600.0
# Older prices and claims are no news; those pages have them.
_NEWS = timedelta(days=90)
_MOST_CLAIMS = 3
# Facts that are looked through for claims.
_MOST_FACTS = 100
# Sources of trade figures, the one that others repeat first.
_PREFERRED = ("gacc", "comtrade", "kita", "kotra")


@dataclass(frozen=True, slots=True)
class NewestPrice:
    """The newest price of a good."""

    line: PriceLine
    #: "+5 %", or "".
    change: str
    #: As in `sparkline`.
    spark: str


@dataclass(frozen=True, slots=True)
class NewestTrade:
    """The newest official figures of one source and period."""

    source: str
    #: "2025-12" or "2025".
    period: str
    #: Flow → millions of US dollars.
    amounts: dict[str, float]
    #: Flow → relative change against a year before; without those not known.
    changes: dict[str, str]


@dataclass(frozen=True, slots=True)
class NewestFigures:
    """The newest of everything there is."""

    prices: tuple[NewestPrice, ...] = ()
    #: None without official figures.
    trade: NewestTrade | None = None
    claims: tuple[ComparedClaim, ...] = ()


def newest_figures(site: WebContext, archive: Archive, now: datetime) -> NewestFigures:
    """The newest prices and trade figures, as of the last ten minutes."""
    return site.recent.get(_KEY, _SECONDS, lambda: _found(archive, now))


def forget_newest(site: WebContext) -> None:
    """Look again when next asked, because something was decided."""
    site.recent.put(_KEY, 0.0, None)


def newest_prices(found: Sequence[PriceSeries], now: datetime) -> list[NewestPrice]:
    """One price for each good, in their order: the newest; of several of that day the longest series'."""
    since = (now - _NEWS).date()
    newest = []
    for good in PRICE_GOODS:
        series = [one for one in found if one.good == good and one.points and one.points[-1].day >= since]
        if series:
            best = max(series, key=lambda one: (one.points[-1].day, len(one.points)))
            (line,) = price_lines([best])
            newest.append(NewestPrice(line, price_change(line), sparkline(series_points(best))))
    return newest


def newest_trade(figures: Sequence[Known]) -> NewestTrade | None:
    """The newest month of China's count in dollars, or the newest year if it is later than every month."""
    counted = [
        one for one in newest_vintages(figures)
        if one.currency == "USD" and one.count == "china" and (is_month(one) or is_year(one))
    ]  # fmt: skip
    if not counted:
        return None
    last = max(one.last for one in counted)
    # Of a year and its December, the month is the news.
    ending = [one for one in counted if one.last == last]
    first = max(one.first for one in ending)
    source = min((one.source for one in ending if one.first == first), key=_preference)
    same = {one.direction: one for one in ending if (one.first, one.source) == (first, source)}
    before = {
        one.direction: one for one in counted
        if (one.first, one.last, one.source) == (_a_year_before(first), _a_year_before(last), source)
    }  # fmt: skip
    changes = {
        flow: change_text(one.value / before[flow].value - 1)
        for flow, one in same.items()
        if flow in before and before[flow].value
    }
    amounts = {flow: one.value / 1e6 for flow, one in same.items()}
    return NewestTrade(source, period(first, last), amounts, changes)


def telling_claims(compared: Sequence[ComparedClaim]) -> list[ComparedClaim]:
    """The newest claims that an official figure says something about, one of each article."""
    known = [one for one in compared if one.comparison.verdict is not TradeVerdict.UNKNOWN]
    first = {one.found.article_id: one for one in reversed(known)}
    return list(reversed(first.values()))[:_MOST_CLAIMS]


def _found(archive: Archive, now: datetime) -> NewestFigures:
    facts = archive.facts.find(FactQuery(kinds=TRADE_KINDS), limit=_MOST_FACTS)
    recent = [one for one in facts if one.published_at and one.published_at >= now - _NEWS]
    return NewestFigures(
        tuple(newest_prices(read_series(archive, PriceQuery(), RECENT), now)),
        newest_trade(read_book(archive).everything()),
        tuple(telling_claims(compared_claims(archive, recent))),
    )


def _preference(source: str) -> tuple[int, str]:
    return (_PREFERRED.index(source) if source in _PREFERRED else len(_PREFERRED)), source


def _a_year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"
