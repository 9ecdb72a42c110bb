"""Extracts comparable facts from a text: dates, amounts, attributions, ships and resolutions.

Pure functions of the text, with exact spans. The verdict does not depend on them.
"""

from dataclasses import dataclass
from datetime import date

from classifier.facts.amounts import Amount, find_amounts
from classifier.facts.claims import Attribution, find_attributions
from classifier.facts.dates import DateMention, find_dates
from classifier.facts.numbers import ARABIC, EAST_ASIAN, SCALE, find_numbers, parse_number, scale
from classifier.facts.prefilter import Prefilter, with_prefilter
from classifier.facts.rows import RULES, article_facts
from classifier.facts.ships import Resolution, Ship, find_resolutions, find_ships
from classifier.facts.units import COUNTS

__all__ = [
    "ARABIC",
    "COUNTS",
    "EAST_ASIAN",
    "RULES",
    "SCALE",
    "Amount",
    "Attribution",
    "DateMention",
    "Facts",
    "Prefilter",
    "Resolution",
    "Ship",
    "article_facts",
    "find_amounts",
    "find_facts",
    "find_numbers",
    "parse_number",
    "scale",
    "with_prefilter",
]


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one text, each kind in order of appearance."""

    dates: tuple[DateMention, ...]
    amounts: tuple[Amount, ...]
    attributions: tuple[Attribution, ...]
    ships: tuple[Ship, ...]
    resolutions: tuple[Resolution, ...]


def find_facts(text: str, published: date | None) -> Facts:
    """Facts of a text in any of the four languages; `published` resolves dates without a year."""
    return Facts(
        dates=tuple(find_dates(text, published)),
        amounts=tuple(find_amounts(text)),
        attributions=tuple(find_attributions(text)),
        ships=tuple(find_ships(text)),
        resolutions=tuple(find_resolutions(text)),
    )
