"""How many crossings or ports the border has: two different totals in one article."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from indicators.contradictions.values import Contradiction, ReadArticle
from yaluwatch.model import Fact
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

# The sentence counts places to cross or trade at the border.
_BORDER: Final = lazy_regex(
    r"border\s(?:crossing|port|gate|checkpoint|trade|post)|(?:crossing|port|gate)s?\s(?:on|along|at)\s(?:the|their)\sborder"
    r"|边境口岸|邊境口岸|边境通道|对朝口岸|口岸|国境(?:の)?(?:通商口|税関|検問|橋)|국경\s?(?:통상구|통로|세관|관문|교역|다리)|통상구",
    re.IGNORECASE,
)
# The count is of all of them: a verb of having, or what they were expanded to.
_TOTAL_BEFORE: Final = lazy_regex(
    r"(?:\b(?:have|has|had|there\s(?:are|were)|total(?:s|led)?(?:\sof)?|altogether|in\sall|numbers?)\s"
    r"(?:a\stotal\sof\s|only\s|some\s)?"
    r"|\b(?:expand|increas|grew|rais)\w*\s[^.;]{0,60}\sto\s"
    r"|(?:共有?|总共有?|總共有?|合计|一共有?|设有|設有|拥有|增至|增加到|扩大到|全部で|合わせて|計)"
    r"|(?:모두|총|전부|합쳐)\s?)(?:about\s|around\s|약\s?|约|約)?$",
    re.IGNORECASE,
)
_COUNTED: Final = lazy_regex(r".{0,4}(?:口岸|通道|关口|關口|税関|통상구|세관)")
_CURRENTLY: Final = lazy_regex(
    r"\b(?:former|previous|old|originally|only\s\w+\sof)\b|原来|以前|かつて|예전|기존", re.IGNORECASE
)
_OWNER: Final = lazy_regex(r"\b(?:China|PRC|Chinese|DPRK|North\sKorean?)\b|中国|中國|중국|朝鲜|朝鮮|북한")
_CHINA: Final = lazy_regex(r"Chin|PRC|中|중")
_BOTH: Final = lazy_regex(
    r"\b(?:between|countries|both|two\ssides)\b|两国|兩國|両国|양국|사이|之间", re.IGNORECASE
)


def counts(read: ReadArticle) -> Iterator[Contradiction]:
    """Pairs of totals that differ and are of one side, or one of which is of both; each pair once."""
    totals = [(fact, _owner(read, fact)) for fact in read.facts if _is_total(read, fact)]
    told: set[tuple[float, float]] = set()
    for (one, its), (other, others) in combinations(totals, 2):
        values = (one.value or 0.0, other.value or 0.0)
        is_other_time = bool(one.date and other.date and one.date[:4] != other.date[:4])
        if values[0] == values[1] or values in told or is_other_time or (its and others and its != others):
            continue
        told.add(values)
        reason = Sentence(
            "the border has %(first)s places to cross or trade, or %(second)s",
            first=f"{values[0]:g}", second=f"{values[1]:g}",
        )  # fmt: skip
        yield Contradiction("count", reason, read.passage(one), read.passage(other))


def _is_total(read: ReadArticle, fact: Fact) -> bool:
    is_place = fact.unit == "places" or (
        fact.unit == "items" and _COUNTED.match(read.text, fact.end) is not None
    )
    if fact.kind != "count" or not is_place or fact.high is not None:
        return False
    before = read.text[fact.sentence_start : fact.start]
    return (
        _BORDER.search(read.sentence(fact)) is not None
        and _TOTAL_BEFORE.search(before) is not None
        and _CURRENTLY.search(read.text, fact.start, fact.end) is None
    )


def _owner(read: ReadArticle, fact: Fact) -> str:
    """Whose side is counted: "china", "north", or "" for both."""
    sentence = read.sentence(fact)
    if _BOTH.search(sentence):
        return ""
    owners = _OWNER.findall(sentence[: fact.start - fact.sentence_start])
    return ("china" if _CHINA.search(owners[-1]) else "north") if owners else ""
