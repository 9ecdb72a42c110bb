"""Indicators built on facts: prices, the state of the border."""
