"""Sections of digests about indicators, such as the border or sanctions lists, and lines beside stories."""

from alerts.indicators.beside import beside
from alerts.indicators.border import border_section
from alerts.indicators.lists import list_section
from alerts.indicators.prices import price_section
from alerts.indicators.reading import import_marks, indicator_sections, lines_beside
from alerts.indicators.section import CitedArticle, IndicatorLine, IndicatorSection, Wording
from alerts.indicators.trade import trade_section

__all__ = [
    "CitedArticle",
    "IndicatorLine",
    "IndicatorSection",
    "Wording",
    "beside",
    "border_section",
    "import_marks",
    "indicator_sections",
    "lines_beside",
    "list_section",
    "price_section",
    "trade_section",
]
