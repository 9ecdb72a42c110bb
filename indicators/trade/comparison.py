"""Sets a claimed figure beside the official ones: it agrees, rounds to one, differs, and so on."""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from indicators.trade.book import Known, TradeBook
from indicators.trade.claims import TradeClaim
from storage import ALL_GOODS
from yaluwatch.sentence import Sentence

# From this many equal digits on, a figure agrees; with fewer it is a rounding.
_FIGURE_DIGITS: Final = 4
_GROWTH_DIGITS: Final = 3
# A figure of another series is recognised by this many digits.
_OTHER_DIGITS: Final = 3
_LEAST_DIGITS: Final = 2
_LAST_DIGIT_COUNTS_FROM: Final = 5
_SAME: Final = 1e-9
_HEDGED: Final = 0.1
_ABOUT: Final = 0.05
_CLOSE: Final = 0.001


class TradeVerdict(StrEnum):
    """How a claim stands beside the official figures."""

    AGREES = "agrees"
    ROUNDS = "rounds to"
    DIFFERS = "differs"
    OTHER_SERIES = "another series"
    TOO_EARLY = "too early"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TradeComparison:
    """A claim beside the official figure nearest to it."""

    verdict: TradeVerdict
    #: Why, in one sentence with the figure, its source and day of publication.
    reason: Sentence
    #: The official figure, or the change computed from two; None if there is none.
    value: float | None = None
    #: "gacc", "comtrade", "kita", "kotra"…; empty without a figure.
    source: str = ""
    #: Day on which that was published; None if unknown.
    released: date | None = None
    #: Claim less figure: relative for amounts (0.05 is five per cent more), in points for changes.
    difference: float | None = None
    #: The figure; of a change the one it leads to.
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An official value: a figure, or a change from one figure to another."""

    value: float
    #: Half the range that the rounding of the official figures leaves.
    slack: float
    known: Known
    base: Known | None


def compare(claim: TradeClaim, book: TradeBook) -> TradeComparison:
    """Set a claim beside the figures. Pure; what the article could not know yet does not agree."""
    if not claim.first:
        return TradeComparison(TradeVerdict.UNKNOWN, Sentence("the article does not say for which period"))
    if claim.is_growth and not claim.base[0]:
        return TradeComparison(
            TradeVerdict.UNKNOWN, Sentence("the article does not say what the change is measured against")
        )
    candidates = _candidates(claim, book)
    expected = [each for each in candidates if _is_expected(each.known, claim)]
    if early := _too_early(claim, expected):
        return early
    if found := _best(claim, expected):
        return _matched(claim, found[0], found[1], expected)
    if other := _other_series(claim, [each for each in candidates if each not in expected]):
        return other
    expected = [each for each in expected if each.base is None or each.base.source == each.known.source]
    if expected:
        return _differs(claim, min(reversed(expected), key=lambda each: abs(each.value - claim.value)))
    return _without_series(claim, candidates)


def _candidates(claim: TradeClaim, book: TradeBook) -> list[_Candidate]:
    """What a claim may be about: figures, or changes between figures of one source.

    Where no source has both periods, those of others that count the same are compared: UN Comtrade repeats
    what Chinese customs count.
    """
    figures = [each for each in book.figures(claim.first, claim.last) if each.commodity == claim.commodity]
    if not claim.is_growth:
        return [_Candidate(each.value, each.step / 2, each, None) for each in figures]
    bases = book.figures(*claim.base)
    pairs = [
        (each, base) for each in figures for base in bases
        if base.value and _what(base) == _what(each)
    ]  # fmt: skip
    of_one = [pair for pair in pairs if pair[0].source == pair[1].source]
    have = {_what(each) for each, _ in of_one}
    return [_change(*pair) for pair in pairs if pair in of_one or _what(pair[0]) not in have]


def _what(known: Known) -> tuple[str, str, str, str]:
    return known.count, known.direction, known.commodity, known.currency


def _change(known: Known, base: Known) -> _Candidate:
    change = (known.value / base.value - 1) * 100
    slack = (known.step / 2 / base.value + known.value * base.step / 2 / base.value**2) * 100
    return _Candidate(change, slack, known, base)


def _is_expected(known: Known, claim: TradeClaim) -> bool:
    count = "korea" if claim.counted_by == "kotra" else "china"
    return known.direction == claim.direction and known.currency == claim.currency and known.count == count


def _too_early(claim: TradeClaim, expected: Sequence[_Candidate]) -> TradeComparison | None:
    day = claim.published
    if day is None:
        return None
    year, month = map(int, claim.last.split("-"))
    end = date(year, month, calendar.monthrange(year, month)[1])
    if day <= end:
        return TradeComparison(
            TradeVerdict.TOO_EARLY,
            Sentence(
                "%(period)s was not over on %(day)s, the day of the article",
                period=_span(claim.first, claim.last),
                day=day,
            ),
        )
    days = [each.known.released for each in expected]
    if not days or None in days or min(each for each in days if each) <= day:
        return None
    first = min(expected, key=lambda each: each.known.released or date.max)
    told = first.known
    return TradeComparison(
        TradeVerdict.TOO_EARLY,
        Sentence(
            "%(source)s published %(figure)s only on %(released)s; the article is of %(day)s",
            source=Sentence(told.name), figure=_shown(first), released=told.released, day=day,
        ),
        first.value, told.source, told.released, _difference(claim, first), told,
    )  # fmt: skip


def _best(claim: TradeClaim, candidates: Sequence[_Candidate]) -> tuple[TradeVerdict, _Candidate] | None:
    """The best match: an agreement before a rounding, then the newest that the article could know."""
    for verdict, fits in ((TradeVerdict.AGREES, _agrees), (TradeVerdict.ROUNDS, _rounds)):
        found = [each for each in candidates if fits(claim, each)]
        if found:
            in_time = [each for each in found if _was_known(claim, each.known)]
            named = [each for each in in_time or found if each.known.source == claim.counted_by]
            return verdict, (named or in_time or found)[-1]
    return None


def _was_known(claim: TradeClaim, known: Known) -> bool:
    return claim.published is None or known.released is None or known.released <= claim.published


def _agrees(claim: TradeClaim, candidate: _Candidate) -> bool:
    difference = abs(claim.value - candidate.value)
    if claim.high is not None:
        return False
    if claim.is_growth:
        return claim.digits >= _GROWTH_DIGITS and difference <= claim.step / 2 + _SAME
    if difference <= abs(candidate.value) * _SAME:
        return True
    if claim.hedge in {"over", "under"}:
        return False
    for step, digits in ((claim.step, claim.digits), (claim.coarse, claim.coarse_digits)):
        if digits >= _FIGURE_DIGITS and difference <= step / 2 + _SAME:
            return True
    # Printed with more digits than the series has.
    known_digits = len(str(round(abs(candidate.value) / (2 * candidate.slack)))) if candidate.slack else 0
    return (
        known_digits >= _FIGURE_DIGITS and claim.step < 2 * candidate.slack and difference < candidate.slack
    )


def _rounds(claim: TradeClaim, candidate: _Candidate) -> bool:
    value, difference = candidate.value, abs(claim.value - candidate.value)
    if claim.high is not None and claim.value <= value <= claim.high:
        return True
    if (value < 0) != (claim.value < 0):
        return False
    more = abs(value) - abs(claim.value)
    size = abs(claim.value)
    rules: tuple[Callable[[], bool], ...] = (
        lambda: difference <= claim.step / 2 + _SAME and (
            claim.digits >= _LEAST_DIGITS or difference <= size * _HEDGED or claim.is_growth
        ),
        # Cut instead of rounded.
        lambda: 0 <= more < claim.step and claim.digits >= _LEAST_DIGITS,
        lambda: difference <= claim.coarse / 2 and claim.coarse_digits >= _LEAST_DIGITS,
        lambda: difference <= candidate.slack + (claim.step / 2 if claim.is_growth else 0) + _SAME,
        lambda: claim.digits >= _LAST_DIGIT_COUNTS_FROM and difference <= 1.5 * claim.step,
        lambda: claim.hedge == "over" and 0 <= more <= size * _HEDGED,
        lambda: claim.hedge == "under" and 0 <= -more <= size * _HEDGED,
        lambda: claim.hedge == "about" and difference <= size * _ABOUT,
    )  # fmt: skip
    return any(rule() for rule in rules)


def _matched(
    claim: TradeClaim, verdict: TradeVerdict, found: _Candidate, expected: Sequence[_Candidate]
) -> TradeComparison:
    reason = _published(
        Sentence("%(source)s: %(figure)s", source=Sentence(found.known.name), figure=_shown(found)),
        found.known,
    )
    if not _was_known(claim, found.known):
        reason = Sentence("%(reason)s, after the article", reason=reason)
    newest = expected[-1]
    if newest.value != found.value:
        reason = Sentence(
            "%(reason)s; %(source)s, another vintage: %(figure)s",
            reason=reason,
            source=Sentence(newest.known.name),
            figure=_shown(newest, is_brief=True),
        )
    known = found.known
    return TradeComparison(
        verdict, reason, found.value, known.source, known.released, _difference(claim, found), known
    )


def _other_series(claim: TradeClaim, others: Sequence[_Candidate]) -> TradeComparison | None:
    """A figure of another flow, count or currency that the claim fits."""
    least = _OTHER_DIGITS if claim.is_growth else _LEAST_DIGITS
    if max(claim.digits, claim.coarse_digits) < least:
        return None
    found = _best(claim, others)
    if found is None:
        return None
    candidate = found[1]
    known = candidate.known
    return TradeComparison(
        TradeVerdict.OTHER_SERIES,
        _published(
            Sentence(
                "it is %(what)s: %(source)s, %(figure)s",
                what=_counted(known, claim), source=Sentence(known.name), figure=_shown(candidate),
            ),
            known,
        ),
        candidate.value, known.source, known.released, _difference(claim, candidate), known,
    )  # fmt: skip


def _counted(known: Known, claim: TradeClaim) -> Sentence:
    """What a figure counts that the claim does not speak of."""
    flows = {
        "": Sentence("exports and imports together"),
        "to-north": Sentence("China's exports"),
        "from-north": Sentence("China's imports"),
    }
    if known.direction != claim.direction:
        return flows[known.direction]
    if known.currency != claim.currency:
        return Sentence("the amount in %(this)s, not %(that)s", this=known.currency, that=claim.currency)
    if known.count == "korea":
        return Sentence("Korea's count, with an estimate of crude oil")
    return Sentence("China's count, not Korea's")


def _differs(claim: TradeClaim, nearest: _Candidate) -> TradeComparison:
    difference = _difference(claim, nearest)
    by = (
        Sentence("%(n)s points", n=f"{difference:+.1f}")
        if claim.is_growth
        else f"{difference:{'+.1%' if abs(difference) > _CLOSE else '+.3%'}}"
    )
    return TradeComparison(
        TradeVerdict.DIFFERS,
        _published(
            Sentence(
                "differs by %(by)s from %(source)s: %(figure)s",
                by=by, source=Sentence(nearest.known.name), figure=_shown(nearest),
            ),
            nearest.known,
        ),
        nearest.value, nearest.known.source, nearest.known.released, difference, nearest.known,
    )  # fmt: skip


def _without_series(claim: TradeClaim, candidates: Sequence[_Candidate]) -> TradeComparison:
    same = [
        each.known for each in candidates
        if each.known.direction == claim.direction
        and each.known.count == "china"
        and each.known.currency != claim.currency
    ]  # fmt: skip
    if same and claim.counted_by != "kotra":
        return TradeComparison(
            TradeVerdict.OTHER_SERIES,
            Sentence(
                "it is in %(this)s; the series here are in %(that)s",
                this=claim.currency,
                that=same[-1].currency,
            ),
            source=same[-1].source,
        )
    what = {
        "": Sentence("total trade"),
        "to-north": Sentence("China's exports"),
        "from-north": Sentence("China's imports"),
    }[claim.direction]
    if claim.commodity != ALL_GOODS:
        what = Sentence("%(what)s of goods %(code)s", what=what, code=claim.commodity)
    spans = _span(claim.first, claim.last)
    if claim.is_growth:
        spans = Sentence("%(one)s and %(other)s", one=spans, other=_span(*claim.base))
    return TradeComparison(
        TradeVerdict.UNKNOWN,
        Sentence(
            "no figure of %(what)s in %(currency)s for %(period)s",
            what=what,
            currency=claim.currency,
            period=spans,
        ),
    )


def _difference(claim: TradeClaim, candidate: _Candidate) -> float:
    if claim.is_growth:
        return claim.value - candidate.value
    return claim.value / candidate.value - 1 if candidate.value else 0.0


def _shown(candidate: _Candidate, *, is_brief: bool = False) -> Sentence:
    known = candidate.known
    if candidate.base is not None:
        change = f"{candidate.value:+.1f} %"
        base = _span(candidate.base.first, candidate.base.last)
        return (
            Sentence(change) if is_brief else Sentence("%(change)s from %(base)s", change=change, base=base)
        )
    amount = Sentence("%(n)s million %(currency)s", n=f"{known.value / 1e6:,.2f}", currency=known.currency)
    if is_brief:
        return amount
    return Sentence("%(amount)s in %(period)s", amount=amount, period=_span(known.first, known.last))


def _published(reason: Sentence, known: Known) -> Sentence:
    if not known.released:
        return reason
    return Sentence("%(reason)s, published %(day)s", reason=reason, day=known.released)


def _span(first: str, last: str) -> Sentence:
    if first[:4] == last[:4] and (first[5:], last[5:]) == ("01", "12"):
        return Sentence(first[:4])
    return Sentence(first) if first == last else Sentence("%(first)s to %(last)s", first=first, last=last)


def in_short(claim: TradeClaim, comparison: TradeComparison) -> str:
    """One line: "says $2.2 bn; China Customs: 2,180.39 million USD in 2024: rounds to"."""
    if comparison.verdict is TradeVerdict.DIFFERS:
        return f"says {claim.text}; {comparison.reason}"
    return f"says {claim.text}; {comparison.reason}: {comparison.verdict}"
