"""Claims of trade figures in sentences, beside known figures: what several tests of them share."""

from datetime import UTC, date, datetime
from pathlib import Path

from classifier import find_article_facts
from indicators.trade import TRADE_KINDS, TradeBook, TradeClaim, read_statistics, trade_book, trade_claim
from storage import FoundFact, TradeVintage, TradeYear
from storage.reference import rows
from yaluwatch.model import full_text

FIGURES = Path(__file__).parent / "unit" / "trade_figures.csv"
_AMOUNTS = ("total_musd", "china_exports_musd", "china_imports_musd")


def book() -> TradeBook:
    """The annual figures that ship with the program, and the months of trade_figures.csv."""
    imported = read_statistics(FIGURES.name, FIGURES.read_bytes()).figures
    at = datetime(2026, 11, 29, tzinfo=UTC)
    return trade_book([TradeVintage(figure, 1, at) for figure in imported], years())


def years() -> list[TradeYear]:
    """The rows of trade.csv."""
    return [
        TradeYear(
            year=int(row["year"] or 0),
            series=row["series"] or "",
            **{name: float(row[name] or 0) if row[name] else None for name in _AMOUNTS},  # type: ignore[arg-type]
            is_preferred=row["is_preferred"] == "1",
            confidence=row["confidence"] or "",
            source=row["source"] or "",
            released=row["released"] or "",
        )
        for row in rows("reference_trade")
    ]


def claims(text: str, language: str, day: date | None, title: str = "") -> list[tuple[FoundFact, TradeClaim]]:
    """The claims of an article with this text, by position."""
    whole = full_text(title, text)
    facts = find_article_facts(title, text, language, day, ()).facts
    found = [
        FoundFact(
            article_id=1,
            version=1,
            number=number,
            rules=1,
            fact=fact,
            text=whole[fact.start : fact.end],
            sentence=whole[fact.sentence_start : fact.sentence_end],
            speaker="",
            url="",
            title=title,
            language=language,
            publisher="",
            published_at=datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None,
        )
        for number, fact in enumerate(facts, 1)
        if fact.kind in TRADE_KINDS
    ]
    return [(each, trade_claim(each)) for each in found]
