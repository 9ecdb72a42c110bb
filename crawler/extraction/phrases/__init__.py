"""The phrases by which notices, bot walls and boilerplate are recognised, in four languages."""

from crawler.extraction.phrases.patterns import is_phrase, phrase_in

__all__ = ["is_phrase", "phrase_in"]
