"""Lines beside a story or article: listed names in it, and official figures beside its own. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from alerts.indicators.lists import authority
from alerts.indicators.section import IndicatorLine, Wording
from alerts.indicators.trade import amount, period, released
from indicators.lists import ListedLine, listed_lines
from indicators.trade import ComparedClaim, Known, TradeClaim, TradeVerdict
from storage import FoundListed

#: Lines of each kind; of more listed only the names are given.
MAX_LISTED: Final = 3
MAX_CLAIMS: Final = 3
_MAX_NAMES: Final = 12
# What a reader should see first.
_ORDER: Final = (
    TradeVerdict.DIFFERS,
    TradeVerdict.TOO_EARLY,
    TradeVerdict.OTHER_SERIES,
    TradeVerdict.ROUNDS,
    TradeVerdict.AGREES,
)
# A smaller difference than this is given with more digits.
_CLOSE: Final = 0.001


def beside(listed: Iterable[FoundListed], claims: Iterable[ComparedClaim]) -> tuple[IndicatorLine, ...]:
    """The lines of one story or article; what the official figures say nothing about is left out."""
    found = listed_lines(listed)
    lines = [_listed(line) for line in found[:MAX_LISTED]]
    if rest := found[MAX_LISTED:]:
        names = [_name(line) for line in rest[:_MAX_NAMES]] + ["…"] * (len(rest) > _MAX_NAMES)
        lines.append(IndicatorLine(phrase="also_listed", names={"names": ", ".join(names)}))
    return (*lines, *list(_claims(claims))[:MAX_CLAIMS])


def _name(line: ListedLine) -> str:
    return f"{line.name} (IMO {line.imo})" if line.imo else line.name


def _listed(line: ListedLine) -> IndicatorLine:
    by = tuple(
        Wording(phrase="authority_since", names={"day": day}, parts={"authority": (authority(name),)})
        if day
        else authority(name)
        for name, day in line.since.items()
    )
    names = {"name": _name(line)}
    parts = {"by": by or (Wording(phrase="authority_unknown"),)}
    if line.until:
        return IndicatorLine(phrase="was_listed", names=names | {"day": line.until}, parts=parts)
    return IndicatorLine(phrase="is_listed", names=names, parts=parts)


def _claims(claims: Iterable[ComparedClaim]) -> Iterator[IndicatorLine]:
    """Each claim once, however many articles repeat it; those that differ first."""
    same: dict[tuple[object, ...], ComparedClaim] = {}
    for one in claims:
        claim = one.claim
        key = (claim.value, claim.currency, claim.first, claim.last, claim.direction, one.comparison.verdict)
        if one.comparison.verdict is not TradeVerdict.UNKNOWN:
            same.setdefault(key, one)
    for one in sorted(same.values(), key=lambda each: _ORDER.index(each.comparison.verdict)):
        if line := _claim(one):
            yield line


def _claim(one: ComparedClaim) -> IndicatorLine | None:
    """The claim beside the figure nearest to it; None if there is none, unless its period was not over."""
    claim, compared = one.claim, one.comparison
    names = {"claim": " ".join(claim.text.split())}
    article, language = one.found.article_id, one.found.language
    known = compared.known
    if known is None or compared.value is None:
        if compared.verdict is not TradeVerdict.TOO_EARLY:
            return None
        names["period"] = period(claim.first, claim.last)
        return IndicatorLine(phrase="claim_not_over", names=names, article_id=article, language=language)
    parts = {"figure": (_figure(claim, known, compared.value),)}
    if compared.verdict is TradeVerdict.DIFFERS:
        parts["by"] = (_difference(compared.difference or 0.0, is_points=claim.is_growth),)
    return IndicatorLine(
        phrase=_PHRASES[compared.verdict],
        names=names,
        terms={"series": _series(claim, known)} if compared.verdict is TradeVerdict.OTHER_SERIES else {},
        parts=parts,
        article_id=article,
        language=language,
    )


def _figure(claim: TradeClaim, known: Known, value: float) -> Wording:
    """The official figure, or the change computed from two."""
    months = period(known.first, known.last)
    if claim.is_growth:
        months = f"{period(*claim.base)} → {months}"
        shown = Wording(phrase="percent", names={"value": f"{value:+.1f}"})
    else:
        shown = amount(value, known.currency)
    return Wording(
        phrase="figure", names={"period": months}, parts={"value": (shown,), "source": (released(known),)}
    )


def _series(claim: TradeClaim, known: Known) -> str:
    """What a figure counts that the claim does not speak of: key of a phrase."""
    if known.direction != claim.direction:
        return f"flow_{known.direction or 'total'}"
    return f"series_{known.count if known.currency == claim.currency else known.currency}"


_PHRASES: Final = {
    TradeVerdict.AGREES: "claim_agrees",
    TradeVerdict.ROUNDS: "claim_rounds",
    TradeVerdict.DIFFERS: "claim_differs",
    TradeVerdict.OTHER_SERIES: "claim_other_series",
    TradeVerdict.TOO_EARLY: "claim_too_early",
}


def _difference(value: float, *, is_points: bool) -> Wording:
    if is_points:
        return Wording(phrase="points", names={"value": f"{value:+.1f}"})
    digits = 1 if abs(value) > _CLOSE else 3
    return Wording(phrase="percent", names={"value": f"{100 * value:+.{digits}f}"})
