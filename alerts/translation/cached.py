"""Translations from the archive, and from a service for those that are missing."""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from alerts.translation.client import MAX_TEXT, MAX_TEXTS, Translator
from yaluwatch.errors import TranslationError

log = logging.getLogger(__name__)


#: After this long in one digest run, texts without a stored translation go without, seconds. Those that were
#: translated are kept, so the next digests have more of them.
MAX_SECONDS = 60.0


class Cache(Protocol):
    """Where translations are kept."""

    def get(self, texts: Sequence[str], source: str, target: str, engine: str) -> dict[str, str]:
        """Text → translation, for those of the texts that are known."""

    def put(self, translations: Mapping[str, str], source: str, target: str, engine: str) -> None:
        """Keep translations, by text."""


class Cached:
    """Translates for one digest run. After a failure the service is not asked again in that run."""

    def __init__(self, translator: Translator, cache: Cache, seconds: float = MAX_SECONDS) -> None:
        self._translator = translator
        self._end = time.monotonic() + seconds
        self._cache = cache
        self._has_failed = False

    def translate(self, texts: Sequence[str], source: str, target: str) -> dict[str, str]:
        """Text → translation, for as many of the texts as possible. Never raises TranslationError.

        Without those that are too long, empty or already in the target language.
        """
        wanted = [text for text in dict.fromkeys(texts) if text.strip() and len(text) <= MAX_TEXT]
        if source == target or not wanted:
            return {}
        known = dict(self._cache.get(wanted, source, target, self._translator.engine))
        missing = [text for text in wanted if text not in known]
        for at in range(0, len(missing), MAX_TEXTS):
            known |= self._ask(missing[at : at + MAX_TEXTS], source, target)
        return known

    def _ask(self, texts: Sequence[str], source: str, target: str) -> dict[str, str]:
        if self._has_failed or time.monotonic() > self._end:
            return {}
        try:
            translations = self._translator.translate(texts, source, target)
        except TranslationError as error:
            self._has_failed = True
            log.warning("no translations in this run engine=%s: %s", self._translator.engine, error)
            return {}
        found = {text: each for text, each in zip(texts, translations, strict=True) if each}
        if len(found) < len(texts):
            log.info("unusable translations=%d of=%d", len(texts) - len(found), len(texts))
        self._cache.put(found, source, target, self._translator.engine)
        return found
