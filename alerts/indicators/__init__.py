"""Sections of digests about indicators, such as the state of the border: what changed, and who says so."""

from alerts.indicators.border import border_section
from alerts.indicators.prices import price_section
from alerts.indicators.reading import indicator_sections
from alerts.indicators.section import IndicatorLine, IndicatorSection

__all__ = ["IndicatorLine", "IndicatorSection", "border_section", "indicator_sections", "price_section"]
