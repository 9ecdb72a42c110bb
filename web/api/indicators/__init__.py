"""Indicators as the models of the API: prices, trade and what is claimed of it, claims and promises."""

from web.api.indicators.claims import claims_page
from web.api.indicators.figures import prices_model, trade_claims_page, trade_model

__all__ = ["claims_page", "prices_model", "trade_claims_page", "trade_model"]
