"""Prices in North Korean markets: rice, corn, gasoline, diesel, won per dollar and yuan, by place and day."""

from classifier.facts.market.prices import market_prices

__all__ = ["market_prices"]
