"""Counts, series and records over matching articles."""
