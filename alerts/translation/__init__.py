"""Translates headlines and quotes by machine, for readers of digests only; never used for tagging."""

from alerts.translation.cached import Cache, Cached
from alerts.translation.client import MAX_TEXT, Translator, engine_of, translator

__all__ = ["MAX_TEXT", "Cache", "Cached", "Translator", "engine_of", "translator"]
