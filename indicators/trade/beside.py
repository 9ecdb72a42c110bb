"""Claims of stored articles beside the archive's figures, for commands, digests and pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indicators.trade.book import TradeBook, trade_book
from indicators.trade.claims import TradeClaim, trade_claim
from indicators.trade.comparison import TradeComparison, compare
from storage import ALL_GOODS, Archive, FoundFact

#: Kinds of facts that claim a figure of trade, or a change of one.
TRADE_KINDS = ("trade", "growth")


@dataclass(frozen=True, slots=True)
class ComparedClaim:
    """A claim with the fact it was read from, and how it stands beside the official figures."""

    found: FoundFact
    claim: TradeClaim
    comparison: TradeComparison


class ClaimReader:
    """Compares claims; the figures of each good are read once, when they are first asked for.

    `read` reads the figures of these goods, for callers that keep them.
    """

    def __init__(
        self, archive: Archive, read: Callable[[Archive, frozenset[str]], TradeBook] | None = None
    ) -> None:
        self._archive, self._read = archive, read or read_book
        self._goods: frozenset[str] = frozenset()
        self._book = trade_book([], [])

    def compared(self, facts: Iterable[FoundFact]) -> list[ComparedClaim]:
        """The claims among these facts, in their order; other facts are left out.

        Reads only the series of the goods that are claimed, so its cost does not grow with the archive.
        """
        claims = [(found, trade_claim(found)) for found in facts if found.fact.kind in TRADE_KINDS]
        goods = {claim.commodity for _, claim in claims}
        if not goods <= self._goods:
            self._goods |= goods | {ALL_GOODS}
            self._book = self._read(self._archive, self._goods)
        return [ComparedClaim(found, claim, compare(claim, self._book)) for found, claim in claims]


def compared_claims(archive: Archive, facts: Iterable[FoundFact]) -> list[ComparedClaim]:
    """The claims among these facts beside the figures of an archive, as `ClaimReader` reads them."""
    return ClaimReader(archive).compared(facts)


def read_book(archive: Archive, commodities: Iterable[str] = (ALL_GOODS,)) -> TradeBook:
    """The figures of these goods, imported and shipped."""
    return trade_book(
        archive.trade_statistics.vintages(sorted(commodities)), archive.research.trade(every_series=True)
    )
