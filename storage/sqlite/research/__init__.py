"""Counts, time series and exports of matching articles, in SQLite."""
