"""What, beside a name, shows that a text means the entry on the list: the guards against namesakes.

Each function looks at a window of the text around a name and returns whether it identifies the entry.
"""

import re
from functools import cache, lru_cache
from typing import Final

from indicators.lists.names import squash
from indicators.lists.words import Concept, concepts
from storage import ListEntry
from yaluwatch.patterns import lazy_regex

#: Characters of the text before and after a name in which a second fact counts.
AROUND: Final = 260

_BIRTH: Final = lazy_regex(
    r"\bborn\b[^.]{0,40}?(?P<en>1[89]\d\d|20\d\d)|\bborn\b.{0,6}\d{1,2}\.\d{1,2}\.(?P<dot>\d{4})"
    r"|date of birth[^.]{0,20}?(?P<dob>1[89]\d\d|20\d\d)|\bdob\b[^a-z]{0,12}(?P<short>1[89]\d\d|20\d\d)"
    r"|(?P<ko>1[89]\d\d|20\d\d)\s?년\s?(?:\d+월\s?(?:\d+일\s?)?)?(?:생|출생|태어)"
    r"|(?P<zh>1[89]\d\d|20\d\d)\s?年\s?(?:\d+月\s?(?:\d+日\s?)?)?(?:出生|生まれ|生(?!产|産|活))",
)
# What is done to a person; "sanctions" alone may be what they study.
_SANCTIONS: Final = lazy_regex(
    r"sanctioned|blacklist|designat|asset freeze|frozen|froze |travel ban|sanctions? list"
    r"|sanctions (?:on|against)"
    r"|under [\w. ]{0,20}sanctions|제재 ?대상|제재 ?명단|제재를 (?:부과|가)|제재했|독자 ?제재|자산 ?동결"
    r"|블랙리스트|制裁名单|制裁名單|列入制裁|被制裁|实施制裁|制裁対象|制裁リスト|制裁を科|资产冻结|資産凍結"
    r"|資產凍結|黑名单|黑名單"
)
_NO_SANCTIONS: Final = lazy_regex(
    r"not (?:on|under|subject|listed|sanction|been sanction|designat)|no relation|unrelated"
    r"|namesake|same name|not to be confused"
    r"|동명이인|同名|제재 대상이 아니|未被制裁|制裁対象ではない"
)
_OF_AUTHORITY: Final = {
    "un": lazy_regex(r"\bu\.?n\.?\b|united nations|security council|유엔|안보리|联合国|安理会|国連|聯合國"),
    "eu": lazy_regex(r"\be\.?u\.?\b|european union|council of the eu|유럽연합|\beu|欧盟|欧州連合"),
    "us": lazy_regex(
        r"\bofac\b|treasury|\bu\.s\.|\bunited states\b|washington|미국|재무부|美国|财政部|米国|財務省"
    ),
    "uk": lazy_regex(r"\bu\.?k\.?\b|\bbritain\b|british|london|영국|英国"),
}
_NORTH: Final = lazy_regex(
    r"north korea|\bdprk\b|\bd\.p\.r\.k|pyongyang|\bn\. korea|democratic people.s republic of korea"
    r"|workers?.? party of korea|workers[’'] party"
    r"|kim jong.?(?:un|il)\b|북한|조선민주주의|북측|평양|조선로동당|노동당|김정은|탈북|脱北"
    r"|朝[鲜鮮](?!族|半[岛島]|[战戦]争|王朝|総連|学校|日報|人参)|北韩|北韓|北朝鮮|平壤|平壌|劳动党|労働党|金正恩"
)
_OTHER_COUNTRY: Final = lazy_regex(
    r"south korea\w*|seoul|\brok\b|chin(?:a|ese)|japan\w*|russia\w*|ukrain\w*|iran\w*|israel\w*"
    r"|britain|british|\bu\.s\."
    r"|america\w*|united states|vietnam\w*|india\w*|german\w*|french|france|taiwan\w*|singapore\w*"
    r"|syria\w*|cambodia\w*|laos|uzbek\w*"
    r"|belarus\w*|turk\w+|mongolia\w*|poland|polish"
    r"|한국|남한|우리 ?군|미국|미 |일본|중국|러시아|이란|우크라이나|韩国|韓国|南韓|中国|美国|日本"
    r"|俄罗斯|伊朗|米国|ロシア"
)
_SHIP: Final = lazy_regex(
    r"\b(?:m/?v|m/?t|vessels?|ships?|tankers?|freighters?|cargo ships?|bulk carriers?|carriers?"
    r"|boats?|coasters?|trawlers?|ferry|imo)\b"
    r"|선박|화물선|유조선|벌크선|상선|선적|환적|입항|출항|정박|항해|해상|배(?=[가는를이 ])|货轮"
    r"|貨輪|油轮|油輪|货船|船舶|船只|船舶|タンカー|貨物船|船|積み替え|瀬取り|过驳|過駁|\btransponders?\b"
    r"|\b(?:barred|banned)\sfrom\s(?:all\s|any\s|the\s)?ports?\b|\bport\s(?:calls?|bans?)\b"
)
# Where ships with 호 after their names call, and what they bring.
_CALLS: Final = lazy_regex(r"항구|정제유|유류|기항|석탄|석유|공해")
# What follows the name of a ship that has an article: what it does, no noun.
_DOES: Final = lazy_regex(
    r"[”\"’']?(?:[,.;]|\s(?:had|has|have|was|were|is|are|and|which|that|in|at|off|on|to|from|left|met|[a-z]+ed)\b)"
)
_ADJACENT_BEFORE: Final = lazy_regex(
    r"(?:\bm/?v\.?|\bm/?t\.?|\bvessels?,?|\bships?,?|\btankers?,?|\bfreighters?,?|\bcarriers?,?"
    r"|\bcoasters?,?|(?<!fishing\s)(?<!tour\s)(?<!patrol\s)\bboats?,?|-flagged)"
    r"\s(?:named\s|called\s|known\sas\s|the\s)?[“\"‘'«*]?$|(?:货轮|貨輪|油轮|油輪|货船|船舶"
    r"|タンカー|貨物船|선박|화물선|유조선)\s?(?:[‘'“\"「『]?$|[‘'“\"「『]?[^\s‘'“\"「『（(，。、]{1,14}[’'”\"」』]?\s?[（(]$)"
)
_ADJACENT_AFTER: Final = lazy_regex(
    r"^[”\"’'»*]?(?:\s\((?:imo|formerly|ex-|flag)|\s(?:tanker|vessel|freighter|cargo ship|bulk carrier)\b"
    r"|,\s(?:an?|the|which is a)\s(?:[\w-]+\s){0,4}?(?:ship|vessel|tanker|freighter|carrier|boat)\b"
    r"|[号號号]?(?:货轮|貨輪|油轮|油輪|货船|タンカー|貨物船)|’?호)"
)
_OTHER_IMO: Final = lazy_regex(r"^[^.\n]{0,12}?imo[^\d\n]{0,12}(\d{7})")
# "Dong Feng 6 missile", "Chon Ma San Hotel": what no ship is followed by.
_NO_SHIP: Final = lazy_regex(
    r"^[”\"’']?\s(?:missiles?|rockets?|trucks?|hotel|factory|mine|school|street|district)\b"
)
_LONGER: Final = lazy_regex(
    r"\s(?:Bank|Group|Holdings?|Hotel|University|Cent(?:er|re)|Insurance|Airlines|Securities|Hospital|Street|Logistics|Lines|Foods?|Tours?|Construction|Engineering|School)\b"
    r"|\s(?:bank)?notes?\b"
)
_LONG_WORD: Final = lazy_regex(r"[^\W\d_]{4,}")
_NEXT_WORD: Final = lazy_regex(
    r"\s(?!(?:Ho|No|Co|Ltd|Corp|Inc|LLC|Company|Corporation|Limited|Bank|Trading|General|Group|IMO|MV|MT|Captain)\b)"
    r"[A-Z][a-z]+|\s?\d{1,3}(?![\d,.]|\s?(?:miles|km|kilomet|days|percent|tons|tonnes|crew))(?:호|号|號)?\b"
)
# What no firm of the North is of.
_OF_PLACE: Final = lazy_regex(
    r"\sof\s(?:Seoul|Busan|Incheon|Suwon|Daegu|South\sKorea|Asia|India|Japan|Iran|Viet\s?[Nn]am|Russia|Mongolia"
    r"|America|Europe|Africa|Taiwan|Thailand|Canada|Australia)\b"
)
# "in Vietnam" after an office is where somebody works, "of Vietnam" whose it is.
_OF: Final = lazy_regex(r"\sof\s(.{0,30})")
_AND: Final = lazy_regex(
    r"[\s호号號’'”]*(?:,|、|·|;|/|\band\b|및|와|과|和|与|與|と)[\s‘'“]*(?:and\s|the\s)*[‘'“]?"
)
_BOILERPLATE: Final = lazy_regex(r"was designated by the|is the dprk.s primary arms dealer")
# Words with a capital before the name of a firm that are no part of it.
_NO_PART: Final = frozenset(
    (
        "the", "a", "an", "of", "and", "by", "for", "in", "from", "at", "with", "korea", "korean", "korea's",
        "dprk", "dprk's", "pyongyang", "pyongyang's", "north", "n.", "its", "when", "while", "after",
        "before", "but", "if", "as", "said", "says", "firm", "company", "bank", "sanctions", "sanctioned",
    )
)  # fmt: skip
# A name of fewer letters stands in reasons by chance.
_SHORTEST: Final = 7
_ABBREVIATED: Final = lazy_regex(r"\b(?:mr|mrs|co|ltd|corp|inc|no|u\.s|u\.n|lt|gen|col|dr|st|vs|m/v|[a-z])$")
_STOP: Final = lazy_regex(r"[.!?。！？]\s|\n|。|！|？")


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a name in its sentence."""
    before = text[max(0, start - 400) : start]
    cut = 0
    for match in _STOP.finditer(before):
        if not _ABBREVIATED.search(before[: match.start()]):
            cut = match.end()
    after = text[end : end + 400]
    stop = next((m for m in _STOP.finditer(after) if not _ABBREVIATED.search(after[: m.start()])), None)
    return before[cut:], after[: stop.start()] if stop else after


def is_ship(text: str, start: int, end: int, *, is_numbered: bool) -> bool:
    """Whether a word for ships stands beside a name; in the sentence, if the name has a number."""
    before, after = sentence(text, start, end)
    if _ADJACENT_BEFORE.search(before) or _ADJACENT_AFTER.match(after):
        return True
    if text[end - 1 : end] == "호":
        return (_SHIP.search(before + " | " + after) or _CALLS.search(before + after)) is not None
    if before.endswith("the ") and " " in text[start:end]:
        # Ships of several words have an article, mountains and firms have none.
        return _SHIP.search(before + " | " + after) is not None and _DOES.match(after) is not None
    return is_numbered and _SHIP.search(before + " | " + after) is not None and not _NO_SHIP.match(after)


def is_enumerated(text: str, end: int, start: int) -> bool:
    """Whether only commas and words for "and" stand between the end of one ship's name and the next."""
    return 0 <= start - end <= 24 and _AND.fullmatch(text[end:start]) is not None


def other_imo(text: str, end: int) -> str:
    """The IMO number printed right after a name; "" without one."""
    found = _OTHER_IMO.match(text[end : end + 40])
    return found[1] if found else ""


def is_headline(text: str, start: int, end: int) -> bool:
    """Whether most words around a name begin with capitals, so that one after it means nothing."""
    before, after = sentence(text, start, end)
    words = _LONG_WORD.findall(f"{before} {after}")
    return len(words) > 1 and sum(word[0].isupper() for word in words) > len(words) / 2


def goes_on(text: str, start: int, end: int) -> bool:
    """Whether a capital or a number after a name makes it a longer one: "Jin Hye Star", "Paek Ma 33"."""
    return _NEXT_WORD.match(text, end) is not None and not is_headline(text, start, end)


def is_part_of_name(text: str, start: int) -> bool:
    """Whether the word right before a name begins with a capital, so that both are one longer name."""
    before = re.search(r"([^\W\d_][\w'’.-]*)\s$", text[max(0, start - 40) : start])
    return before is not None and before[1][0].isupper() and before[1].lower() not in _NO_PART


def is_longer_name(text: str, end: int) -> bool:
    """Whether the name of a firm goes on: "Koti Corporation Bank"."""
    return _LONGER.match(text, end, end + 24) is not None


def is_of_another_place(text: str, end: int) -> bool:
    """Whether the name of a firm says that it is of another country: "Koryo Bank of Seoul"."""
    return _OF_PLACE.match(text, end, end + 24) is not None


def may_be_of_north(text: str, start: int, end: int) -> bool:
    """Whether no word for another country stands beside a name."""
    before, after = sentence(text, start, end)
    owner = _OF.match(after)
    parts = (before[-40:], owner[1] if owner else "")
    return not any(_OTHER_COUNTRY.search(_NORTH.sub(_blank, part)) for part in parts)


def is_about_north(text: str) -> bool:
    """Whether a text has a word for North Korea."""
    return _NORTH.search(text) is not None


def is_of_north(text: str, start: int, end: int) -> bool:
    """Whether a body with a name that other countries have, too, is North Korea's."""
    before, after = sentence(text, start, end)
    near = before[-60:]
    last_north = max((match.end() for match in _NORTH.finditer(near)), default=-1)
    last_other = max((match.end() for match in _OTHER_COUNTRY.finditer(_NORTH.sub(_blank, near))), default=-1)
    if max(last_north, last_other) >= 0:
        return last_north > last_other
    following = after[:60]
    first_north = _NORTH.search(following)
    first_other = _OTHER_COUNTRY.search(_NORTH.sub(_blank, following))
    if first_north is None:
        return first_other is None and _NORTH.search(before) is not None
    return first_other is None or first_north.start() < first_other.start()


@lru_cache(maxsize=1024)
def belong_together(person: ListEntry, firm: ListEntry) -> bool:
    """Whether the list names a firm in the reasons for a person, or the person in those for the firm."""
    own, others = squash(person.reasons), squash(firm.reasons)
    return any(
        len(name) > _SHORTEST and name in own for name in map(squash, (firm.name, *firm.aliases))
    ) or any(squash(name) in others for name in (person.name, *person.aliases) if len(name) > _SHORTEST)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


class Identity:
    """The second facts that identify a person, made ready once."""

    def __init__(self, entry: ListEntry) -> None:
        self._years = {birth[:4] for birth in entry.births}
        self._documents = [number.lower() for number in entry.documents]
        self._authorities = entry.authorities
        own = _without_boilerplate(entry.reasons)
        self._concepts = [concept for concept in concepts() if _english(concept).search(own)]

    def second_fact(self, text: str, start: int, end: int, *, is_shared: bool, is_rare: bool = False) -> str:
        """Which fact says that a name is this person's: birth, document, role, sanctions; "" for none.

        `is_shared`: whether several entries have the name; `is_rare`: whether it is no Korean name, so that
        sanctions nearby are enough, if the article says who imposed them.
        """
        around = text[max(0, start - AROUND) : start] + " ¦ " + text[end : end + AROUND]
        if any(number in text for number in self._documents):
            return "document"
        before, after = sentence(text, start, end)
        own = f"{before} ¦ {after}"
        years = _births(own)
        if years and self._years:
            return "birth" if years & self._years else ""
        if _NO_SANCTIONS.search(own):
            return ""
        if self._has_role(around):
            return "role"
        if not is_shared and self._is_said_to_be_listed(own, own):
            return "sanctions"
        if is_rare and not is_shared and self._is_said_to_be_listed(around, text):
            return "sanctions"
        return ""

    def is_another(self, sentence: str) -> bool:
        """Whether a sentence says that it is not this person; another year of birth does."""
        years = _births(sentence)
        return bool(years and self._years and not years & self._years) or bool(_NO_SANCTIONS.search(sentence))

    def _has_role(self, around: str) -> bool:
        parts = set()
        for concept in self._concepts:
            if _english(concept).search(around) or any(word in around for word in concept.others):
                if not concept.part:
                    return True
                parts.add(concept.part)
        return len(parts) == 2

    def _is_said_to_be_listed(self, near: str, context: str) -> bool:
        return _SANCTIONS.search(near) is not None and any(
            _OF_AUTHORITY[name].search(context) for name in self._authorities if name in _OF_AUTHORITY
        )


def _births(text: str) -> set[str]:
    return {year for match in _BIRTH.finditer(text) for year in match.groups() if year}


@cache
def _english(concept: Concept) -> re.Pattern[str]:
    return re.compile(concept.english)


def _without_boilerplate(reasons: str) -> str:
    """The reasons in small letters, without the sentences that say what a body was listed for."""
    sentences = re.split(r"(?<=[.;])\s", reasons.lower())
    return " ".join(one for one in sentences if not _BOILERPLATE.search(one))
