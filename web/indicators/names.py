"""How goods, flows, sources and changes are called, in a reader's language."""

from collections.abc import Mapping

from alerts.rendering import labels_in
from indicators import PriceLine
from indicators.trade import SOURCE_NAMES
from web.languages import said_in
from yaluwatch.sentence import Sentence

#: Flow → what it is, in English; translated where it is shown.
FLOWS: Mapping[str, str] = {
    "": Sentence("Total"),
    "to-north": Sentence("China's exports"),
    "from-north": Sentence("China's imports"),
}


def good_name(good: str, language: str) -> str:
    """A good or currency whose price is kept: "Rice", "US dollar"."""
    return labels_in(language).label(f"good_{good}")


def source_name(source: str, language: str) -> str:
    """Who publishes a series of trade figures; its id if it has no name."""
    return said_in(language, SOURCE_NAMES.get(source, source))


def price_change(line: PriceLine) -> str:
    """How a price changed: "+5 %"; "" for none, and from one day to the next.

    What is said of two days in a row is often one survey with a day misread.
    """
    return change_text(line.change) if line.change_days and line.change_days > 1 else ""


def change_text(change: float | None) -> str:
    """A relative change: "+5 %"; "" for none.

    >>> change_text(0.051)
    '+5 %'
    """
    return "" if change is None else f"{change:+.0%}".replace("%", " %").replace("-", "\u2212")
