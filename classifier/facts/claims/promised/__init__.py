"""What is promised, by the words of each language."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from classifier.facts.claims.promised.chinese import CHINESE
from classifier.facts.claims.promised.english import ENGLISH
from classifier.facts.claims.promised.japanese import JAPANESE
from classifier.facts.claims.promised.korean import KOREAN
from classifier.facts.claims.promised.signs import PromiseSigns
from classifier.facts.prefilter import with_prefilter

_SIGNS: Final[Mapping[str, PromiseSigns]] = {"en": ENGLISH, "ko": KOREAN, "zh": CHINESE, "ja": JAPANESE}

__all__ = ["PromiseSigns", "signs_of"]


@cache
def signs_of(language: str) -> PromiseSigns | None:
    """The signs of a language (ISO 639-1), each tried only where it can match; None if there are none."""
    return with_prefilter(_SIGNS[language]) if language in _SIGNS else None
