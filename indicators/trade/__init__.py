"""Official trade statistics: reads files of figures, and sets what articles claim beside them. Pure."""

from indicators.trade.reading import StatisticsFormat, read_statistics

__all__ = ["StatisticsFormat", "read_statistics"]
