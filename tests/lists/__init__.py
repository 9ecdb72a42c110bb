"""Labelled sentences about who is listed."""
