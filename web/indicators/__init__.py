"""Pages of what is built on facts: prices in North Korean markets, official trade and claims beside it."""

from web.indicators import beside, prices, review, trade
from web.indicators.names import FLOWS, good_name, source_name
from web.indicators.newest import NewestFigures, newest_figures

#: The routers; that of the review comes before pages with a name in the same place.
PAGES = (review.router, prices.router, trade.router)

__all__ = ["FLOWS", "PAGES", "NewestFigures", "beside", "good_name", "newest_figures", "source_name"]
