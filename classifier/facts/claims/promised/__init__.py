"""What is promised, by the words of each language."""

from collections.abc import Mapping
from typing import Final

from classifier.facts.claims.promised.chinese import CHINESE
from classifier.facts.claims.promised.english import ENGLISH
from classifier.facts.claims.promised.japanese import JAPANESE
from classifier.facts.claims.promised.korean import KOREAN
from classifier.facts.claims.promised.signs import PromiseSigns

#: By ISO 639-1.
SIGNS: Final[Mapping[str, PromiseSigns]] = {"en": ENGLISH, "ko": KOREAN, "zh": CHINESE, "ja": JAPANESE}

__all__ = ["SIGNS", "PromiseSigns"]
