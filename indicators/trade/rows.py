"""Trade figures and claims as rows of plain values: what commands print and the API answers. Pure."""

from collections.abc import Iterable
from typing import Any

from indicators.trade.beside import ComparedClaim
from indicators.trade.book import Known
from indicators.trade.comparison import in_short
from yaluwatch.times import optional_time_text


def is_month(known: Known) -> bool:
    """Whether a figure is of one month."""
    return known.first == known.last


def is_year(known: Known) -> bool:
    """Whether a figure is of a whole year."""
    return (known.first[5:], known.last[5:]) == ("01", "12") and known.first[:4] == known.last[:4]


def newest_vintages(figures: Iterable[Known]) -> list[Known]:
    """The last vintage of each source's figures, in their order; of those shipped, the preferred one."""
    newest = {
        (each.first, each.last, each.source, each.commodity, each.direction, each.currency): each
        for each in figures
    }
    return list(newest.values())


def period(first: str, last: str) -> str:
    """A span of months as people write it: "2024", "2024-12", "2024-01 to 2024-07", "" for none."""
    if (first[5:], last[5:]) == ("01", "12") and first[:4] == last[:4]:
        return first[:4]
    return first if first == last else f"{first} to {last}"


def figure_row(known: Known) -> dict[str, Any]:
    """A figure."""
    return {
        "period": period(known.first, known.last),
        "reporter": known.reporter,
        "direction": known.direction,
        "value": known.value,
        "currency": known.currency,
        "source": known.source,
        "vintage": known.vintage,
        "released": known.released.isoformat() if known.released else None,
    }


def claim_row(compared: ComparedClaim) -> dict[str, Any]:
    """A claim with its comparison."""
    found, claim, beside = compared.found, compared.claim, compared.comparison
    return {
        "article": found.article_id,
        "version": found.version,
        "claim": claim.text,
        "value": claim.value,
        "unit": "percent" if claim.is_growth else claim.currency,
        "first": claim.first,
        "last": claim.last,
        "direction": claim.direction,
        "goods": claim.commodity,
        "counted_by": claim.counted_by,
        "base": "/".join(dict.fromkeys(month for month in claim.base if month)),
        "verdict": beside.verdict.value,
        "reason": str(beside.reason),
        "figure": beside.value,
        "difference": beside.difference,
        "source": beside.source,
        "released": beside.released.isoformat() if beside.released else None,
        "in_short": in_short(claim, beside),
        "sentence": found.sentence,
        "publisher": found.publisher,
        "published_at": optional_time_text(found.published_at),
        "title": found.title,
        "url": found.url,
    }
