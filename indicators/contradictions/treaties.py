"""One treaty with two years of signing, such as in the text and in its notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from indicators.contradictions.values import Contradiction, ReadArticle
from yaluwatch.model import Fact
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

# What a treaty is about, in four languages: two of these make it one treaty.
_SUBJECTS: Final = tuple(
    (name, lazy_regex(pattern, re.IGNORECASE))
    for name, pattern in (
        ("friendship", r"friendship|友好|우호"),
        ("cooperation", r"co-?operation|合作|协作|協力|협력|협조"),
        ("mutual", r"mutual|互助|相互|상호"),
        ("aid", r"\baid\b|assistance|援助|互助|원조"),
        ("defence", r"\bdefen[cs]e\b|防衛|防卫|防御|방위"),
        ("border", r"border|boundary|边界|邊界|国境|國境|국경"),
        ("trade", r"\btrade\b|commerce|贸易|貿易|무역|교역"),
        ("investment", r"investment|投资|投資|투자"),
        ("navigation", r"navigation|航运|航運|航行|항행|운항"),
        ("customs", r"customs|海关|海關|税関|세관"),
        ("armistice", r"armistice|停战|停戰|休戦|정전"),
    )
)
_TREATY: Final = lazy_regex(
    r"\b(?:treaty|agreement|accord|pact|protocol)\b|条约|條約|条約|协定|協定|议定书|議定書|조약|협정|의정서",
    re.IGNORECASE,
)
_SIGNED: Final = lazy_regex(
    r"\b(?:sign(?:ed|ing)?|conclud\w+|entered\sinto)\b|签署|簽署|签订|簽訂|缔结|締結|締約|签定|調印|署名|結ば|结成"
    r"|체결|서명|조인|맺",
    re.IGNORECASE,
)
# Later acts have years of their own.
_LATER: Final = lazy_regex(
    r"prolong|extend|renew|anniversar|expir|amend|revis|ratif|replac|terminat|abrogat|since|until|valid|follow-?up"
    r"|延长|延長|续|續|周年|週年|到期|修订|修訂|批准|生效|有效|連長|更新|改定|発効|연장|갱신|주년|만료|개정|비준|발효",
    re.IGNORECASE,
)
_PARTIES: Final = (
    ("china", lazy_regex(r"\bchin|\bsino|\bprc\b|中国|中國|中朝|朝中|중국|북중|조중", re.IGNORECASE)),
    (
        "russia",
        lazy_regex(
            r"russia|soviet|\bussr\b|苏联|蘇聯|ソ連|俄|ロシア|朝苏|소련|러시아|북러|조소", re.IGNORECASE
        ),
    ),
    ("south", lazy_regex(r"south\skorea|\brok\b|韩国|韓国|한국|남북", re.IGNORECASE)),
    ("us", lazy_regex(r"united\sstates|\bu\.?s\.?\b|美国|美國|米国|미국|한미", re.IGNORECASE)),
    ("japan", lazy_regex(r"japan|日本|일본", re.IGNORECASE)),
)  # fmt: skip
_MIN_SUBJECTS: Final = 2
_NEAR: Final = 100
# Nothing but names between a treaty and its day: "…, July 11, 1967".
_APPOSED: Final = lazy_regex(r"[^.;:。；\n]{0,200}[,，(（]\s?$")


@dataclass(frozen=True, slots=True)
class _Signing:
    """A sentence that dates the signing of a treaty."""

    year: int
    subjects: frozenset[str]
    parties: frozenset[str]
    fact: Fact


def treaties(read: ReadArticle) -> Iterator[Contradiction]:
    """Pairs of signings of one treaty in different years; each pair of years once."""
    told: set[frozenset[int]] = set()
    for one, other in combinations(_signings(read), 2):
        years = frozenset((one.year, other.year))
        if len(years) > 1 and years not in told and _is_same(one, other):
            told.add(years)
            reason = Sentence(
                "one treaty, signed in %(first)s or in %(second)s", first=one.year, second=other.year
            )
            yield Contradiction("treaty", reason, read.passage(one.fact), read.passage(other.fact))


def _is_same(one: _Signing, other: _Signing) -> bool:
    shared = one.subjects & other.subjects
    smaller = min(len(one.subjects), len(other.subjects))
    # In one sentence two years are of two acts, or of two treaties.
    is_elsewhere = one.fact.sentence_start != other.fact.sentence_start
    is_one_name = len(shared) >= max(_MIN_SUBJECTS, (smaller + 1) // 2 + 1)
    return is_elsewhere and is_one_name and one.parties == other.parties


def _signings(read: ReadArticle) -> Iterator[_Signing]:
    for fact in read.facts:
        if fact.kind != "date" or fact.inferred != "printed" or not fact.date[:4].isdigit():
            continue
        sentence = read.sentence(fact)
        if treaty := _treaty_of(sentence, fact.start - fact.sentence_start, fact.end - fact.sentence_start):
            named = sentence[max(0, treaty.start() - _NEAR) : treaty.end() + _NEAR]
            subjects = frozenset(name for name, pattern in _SUBJECTS if pattern.search(named))
            parties = frozenset(name for name, pattern in _PARTIES if pattern.search(sentence))
            if len(subjects) >= _MIN_SUBJECTS:
                yield _Signing(int(fact.date[:4]), subjects, parties, fact)


def _treaty_of(sentence: str, start: int, end: int) -> re.Match[str] | None:
    """The treaty that is signed on a date of its sentence; None if something else is dated."""
    if _LATER.search(sentence[:start]) or _LATER.match(sentence[end:].lstrip()):
        return None
    found = list(_TREATY.finditer(sentence))
    if not found:
        return None
    nearest = min(found, key=lambda each: min(abs(each.start() - end), abs(start - each.end())))
    is_apposed = nearest.end() <= start and _APPOSED.fullmatch(sentence, nearest.end(), start) is not None
    return nearest if is_apposed or _SIGNED.search(sentence) else None
