"""Texts of ours modelled on market reports, with the prices a careful reader finds in them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from classifier import Classifier, find_article_facts
from indicators.prices import prices_of
from storage import StoredPrice
from yaluwatch.model import MarketPrice

FOLDER = Path(__file__).parent / "market_prices"


@dataclass(frozen=True, slots=True)
class PriceText:
    """A text and its prices as "rice hyesan 2025-05-25 9800 KPW/kg"."""

    language: str
    published: date
    title: str
    body: str
    prices: frozenset[str]


def read_texts(name: str) -> list[PriceText]:
    """The texts of a file with prices."""
    found = []
    for block in (FOLDER / name).read_text(encoding="utf-8").split("## ")[1:]:
        head, _, rest = block.partition("\n")
        first, _, title = head.partition(" | ")
        language, _, day = first.partition(" ")
        lines = rest.splitlines()
        body = "\n".join(line for line in lines if not line.startswith("= ")).strip()
        prices = frozenset(line[2:].strip() for line in lines if line.startswith("= "))
        found.append(PriceText(language, date.fromisoformat(day), title, body, prices))
    return found


def read_others(name: str) -> list[PriceText]:
    """The texts of a file without prices of these goods: one line each."""
    found = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        first, _, body = line.partition(" | ")
        language, _, day = first.partition(" ")
        found.append(PriceText(language, date.fromisoformat(day), "", body, frozenset()))
    return found


def prices_in(classifier: Classifier, text: PriceText) -> frozenset[str]:
    """The prices found, in comparable units, in the form of `PriceText.prices`."""
    mentions = classifier.classify(text.title, text.body, text.language).mentions
    facts = find_article_facts(text.title, text.body, text.language, text.published, mentions)
    return frozenset(_written(price) for price in facts.prices)


def _written(price: MarketPrice) -> str:
    stored = StoredPrice(
        article_id=1, number=1, price=price, url="", publisher="", published_at=None, story=None
    )
    (found,) = prices_of([stored])
    return f"{found.good} {found.place} {found.day} {found.value:g} {found.unit}/{found.per}"
