"""The section on trade statistics: newly released and newly revised figures. Pure."""

from collections.abc import Sequence
from typing import Final

from alerts.indicators.section import IndicatorLine, IndicatorSection, Wording
from indicators.trade import SOURCE_NAMES, Known, Release

#: More lines than this are only counted.
MAX_LINES: Final = 9


def trade_section(found: Sequence[Release]) -> IndicatorSection | None:
    """The figures, in their order; None if there are none."""
    if not found:
        return None
    return IndicatorSection(
        id="trade",
        lines=tuple(_line(release) for release in found[:MAX_LINES]),
        left_out=max(0, len(found) - MAX_LINES),
        command="yalu trade --monthly",
    )


def amount(value: float, currency: str) -> Wording:
    """A sum of money, in whole units of the currency (ISO 4217)."""
    return Wording(phrase="amount", terms={"currency": f"currency_{currency}"}, value=value)


def period(first: str, last: str) -> str:
    """Months as printed in every language: 2024, 2024-12, 2024-01/2024-07."""
    if first[:4] == last[:4] and (first[5:], last[5:]) == ("01", "12"):
        return first[:4]
    return first if first == last else f"{first}/{last}"


def released(known: Known) -> Wording:
    """Who published a figure, and when if that is known."""
    has_name = known.source in SOURCE_NAMES
    names = {} if has_name else {"source": known.name}
    terms = {"source": f"source_{known.source}"} if has_name else {}
    if known.released is None:
        return Wording(phrase="figure_source", names=names, terms=terms)
    return Wording(phrase="figure_released", names=names | {"day": known.released.isoformat()}, terms=terms)


def _line(release: Release) -> IndicatorLine:
    known = release.known
    details = [released(known)]
    if release.change is not None:
        details.insert(0, Wording(phrase="on_a_year_before", names={"change": f"{release.change:+.1%}"}))
    parts = {"amount": (amount(known.value, known.currency),)}
    if release.before is not None:
        parts["before"] = (amount(release.before, known.currency),)
    return IndicatorLine(
        phrase="figure_new" if release.before is None else "figure_revised",
        names={"period": period(known.first, known.last)},
        terms={"flow": f"flow_{known.direction or 'total'}"},
        parts=parts,
        details=tuple(details),
    )
