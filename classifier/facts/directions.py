"""In which direction goods go: to the North or from it, by whose exports or imports a sentence speaks of."""

from functools import lru_cache
from typing import Final

from classifier.facts.scanning import has_any
from yaluwatch.patterns import lazy_regex

_WORD = lazy_regex(
    # Phrases that say whose trade it is: 대북 수출 is China's, 从朝鲜进口 too.
    r"(?P<china>대북|[对對]朝[鲜鮮]?|[对對]北[韩韓朝]?|対北(?:朝鮮)?|[从從自][北朝][鲜鮮韩韓]?|북한에(?:\s|서)|북한으로부터|北朝鮮から|to\s"
    r"(?:the\s)?(?:North|DPRK)|from\s(?:the\s)?(?:North|DPRK)|(?<!with\s)China(?:['’]s)?|Chinese|Beijing"
    r"|중국[이의은]|中[国國](?!との)|北朝鮮(?:への|向け))"
    # What comes from the North goes out of it, whoever's trade it is: 북한산 석탄 수입.
    r"|(?P<of_north>북한산|조선산|북한에서\s(?:생산|채굴)|北[韩韓朝][鲜鮮]?[产產]|朝[鲜鮮][产產]|北朝鮮産)"
    r"|(?P<of_china>중국산|中[国國][产產]|中国産)"
    r"|(?P<north>대중|向中[国國]|[对對][华華]|[对對]中[国國]?|対中|[从從自]中[国國]|중국에서|중국에|중국으로|中国から|from\sChina|to\sChina"
    r"|North\sKorea(?:['’]s)?|[Tt]he\sNorth(?:['’]s)?|DPRK(?:['’]s)?|북한[이의은]?|조선[이의은]?|朝[鲜鮮]|北[韩韓]|北朝鮮)"
    r"|(?P<total>\btrade\b(?!\swith)|교역|무역액|[贸貿]易[总總额額])"
    r"|(?P<out>수출|(?<![가-힣])판\s|팔(?:았|린|아)|[Ee]xport(?:s|ed)?\b|\bsold\b|\bsells?\b|\bsales\b|\bshipped\b|出口|輸出|売っ)"
    r"|(?P<into>수입|사들|들여|[Ii]mport(?:s|ed)?\b|\bbought\b|\bpurchases?d?\b|\btook\sin\b|[进進]口|輸入|買っ)"
)
_AFTERWARDS = lazy_regex(r"\s(?:of\s\w+\s)?(?:to|from)\s(?:the\s)?(?:(?P<north>North|DPRK)|(?P<china>China))")


_FLOWS: Final = (
    "수출", "수입", "판 ", "팔", "사들", "들여", "xport", "mport", "sold", "sell", "sales", "shipped",
    "bought",
    "purchase",     "took in", "出口", "进口", "進口", "輸出", "輸入", "売っ", "買っ",
)  # fmt: skip


# A sentence is asked about for each of its amounts.
@lru_cache(maxsize=8)
def _has_flow(sentence: str) -> bool:
    return has_any(sentence, _FLOWS)


def direction_at(sentence: str, at: int) -> str:
    """Where the goods at a position of a sentence go: "to-north", "from-north", or "" if it is not said."""
    if not _has_flow(sentence):
        return ""
    owner = direction = origin = ""
    is_new = False
    for match in _WORD.finditer(sentence, 0, min(len(sentence), at + 40)):
        kind = match.lastgroup or ""
        if kind in {"of_north", "of_china"}:
            origin = ("from-north" if kind == "of_north" else "to-north") if match.start() < at else origin
            continue
        if kind in {"china", "north"}:
            # After the amount only phrases that end in the flow count.
            if match.start() < at:
                owner, origin, is_new = kind, "", True
            continue
        if kind == "total":
            direction = "" if match.start() < at else direction
            continue
        if match.start() > at and direction:
            break
        if direction and not is_new and match.group() in {"shipped", "sold", "sales"}:
            # Imports of coal, of which so much was shipped: no new flow.
            continue
        is_new = False
        if origin and match.start() < at + 8:
            direction = origin
            continue
        seller = owner
        if after := _AFTERWARDS.match(sentence, match.end()):
            is_out = kind == "out"
            other = "north" if after["north"] else "china"
            seller = (
                ({"north": "china", "china": "north"}[other])
                if is_out
                else seller or ({"north": "china", "china": "north"}[other])
            )
        if seller:
            direction = "from-north" if (seller == "north") == (kind == "out") else "to-north"
    return direction
