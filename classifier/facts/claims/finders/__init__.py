"""Who speaks in a sentence, by language."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from classifier.facts.claims.finders.chinese import chinese_speakers
from classifier.facts.claims.finders.english import STEMS, english_speakers
from classifier.facts.claims.finders.japanese import japanese_speakers
from classifier.facts.claims.finders.korean import korean_speakers
from classifier.facts.claims.finders.quoted import Found

#: By ISO 639-1: finds those who speak in a sentence, most likely first.
FINDERS: Final[Mapping[str, Callable[[str], Iterator[Found]]]] = {
    "en": english_speakers,
    "ko": korean_speakers,
    "zh": chinese_speakers,
    "ja": japanese_speakers,
}

__all__ = ["FINDERS", "STEMS", "Found", "english_speakers"]
