"""Two simple baselines to compare the classifier with."""

import re
from collections.abc import Callable
from typing import Final

from classifier.features import read
from classifier.lexicon import FRONTIER, Matcher

#: Decides from (title, body, language) whether an article is relevant.
Decide = Callable[[str, str, str], bool]

# A typical keyword alert: "North Korea" AND China AND (trade OR border OR smuggl*).
_ALERTS: Final = {
    "en": (r"north korea|dprk|n\. korea", r"\bchin(?:a|ese)\b", r"\btrade|\bborder|\bsmuggl"),
    "ko": (r"북한|北", r"중국|中", r"무역|국경|밀수"),
    "ja": (r"北朝鮮", r"中国|中朝", r"貿易|国境|密輸"),
    "zh": (r"朝鲜|朝鮮|北韩|北韓", r"中国|中國|中共", r"贸易|貿易|边境|邊境|走私"),
}


def keyword_alert(title: str, body: str, language: str) -> bool:
    """Whether the keyword alert of the language matches."""
    text = f"{title}\n{body}".lower()
    return all(re.search(pattern, text) for pattern in _ALERTS[language])


def gazetteer_alone(matcher: Matcher) -> Decide:
    """Matches if a border place is mentioned, whatever the text is about."""

    def decide(title: str, body: str, language: str) -> bool:
        return any(
            finding.word.kind == "place" and finding.word.bits & FRONTIER
            for sentence in read(title, body, language, matcher).sentences
            for finding in sentence.findings
        )

    return decide
