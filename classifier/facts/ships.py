"""Ships by name and IMO number, and Security Council resolutions by number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from classifier.facts.scanning import Words, is_east_asian, positions
from yaluwatch.patterns import lazy_regex

# IMO 8937675 · IMO#8937675 · IMO-8937675 · IMO No. 8937675 · IMO: 8937675 · 国际海事组织编号8937675
_IMO: Final = lazy_regex(
    r"(?:IMO|imo|国际海事组织|國際海事組織|국제해사기구|国際海事機関)\s?(?:(?:No\.?|Nos?\.?|no\.?|[Nn]umber|编号|編號|番号|번호|号|:)"
    r"\s?)?[:：#＃-]?\s?\(?(?P<imo>\d{7})(?!\d)"
)
_TYPES = (
    r"M/?V|M/?T|[Vv]essel|[Ss]hip|[Tt]anker|[Ff]reighter|[Bb]ulk\s[Cc]arrier|[Cc]argo\sship|[Tt]rawler"
    r"|[Ff]erry|[Cc]oaster"
)
_WORD = (
    r"(?!(?:The|A|An|In|On|At|It|Its|He|She|They|IMO|Inspection|Inspections|Captain|Code|Identification|Security"
    r"|And|Of|Was|Is|To|From)\b)[A-Z][\w-]*"
)
_NUMBERED = r"(?:\s(?:No\.\s?)?\d{1,4}(?![\d,.]*\s?(?:tons?|tonnes|people|miles|km|percent)))"
_NAME: Final = lazy_regex(
    rf"(?:{_TYPES})[,s]?\s(?:named\s|called\s)?[“\"‘']?(?P<en>{_WORD}"
    rf"(?:\s{_WORD}){{0,3}}{_NUMBERED}?)"
)
# The Jinbo, a ship of the 10,000-ton class · the Chon Myong 1, a North Korean tanker
_EXPLANATION: Final = lazy_regex(
    r",\s(?:an?|the|which\sis\sa)\s(?:[\w-]+\s){0,4}?"
    r"(?:ship|vessel|tanker|freighter|carrier|trawler|ferry|boat)\b"
)
_EXPLAINED: Final = lazy_regex(rf"[Tt]he\s(?P<en>{_WORD}(?:\s{_WORD}){{0,3}}{_NUMBERED}?)$")
_WITH_NUMBER: Final = lazy_regex(rf"(?P<en>{_WORD}(?:\s{_WORD}){{0,3}}{_NUMBERED}?)(?=\s?\(IMO)")
_TYPE_WORDS: Final = Words((
    "vessel", "Vessel", "ship", "Ship", "tanker", "Tanker", "freighter", "Freighter", "bulk carrier",
    "Bulk Carrier", "trawler", "Trawler", "ferry", "Ferry", "coaster", "Coaster", "MV", "M/V", "MT", "M/T",
))  # fmt: skip
# Each alternative begins with a word of the kind, or a quotation mark.
_QUOTED = "[‘'“\"「『《〈<]"
_CLOSED = "[’'”\"」』》〉>]"
_EAST: Final = lazy_regex(
    rf"(?:货轮|貨輪|油轮|油輪|货船|貨船|渔船|漁船|商船|货柜船|貨櫃船|船只|船隻|船舶|貨物船|タンカー|화물선|유조선|선박|벌크선|상선|어선|배)(?:인|名为|名叫|號"
    rf"|号)?\s?{_QUOTED}(?P<type>[^{_CLOSED[1:-1]}\n]{{1,20}}?)\s?(?:号|號|호)?{_CLOSED}"
    rf"|{_QUOTED}(?P<hao>[^{_CLOSED[1:-1]}\n]{{1,14}}?)\s?(?:(?:号|號|호){_CLOSED}|{_CLOSED}\s?(?:号|號|호))"
    rf"(?!\s?(?:로켓|위성|미사일|화성|기차|열차|卫星|火箭|导弹|飞船|飛船|ロケット|ミサイル))"
    rf"|{_QUOTED}(?P<before>[^{_CLOSED[1:-1]}\n]{{1,15}}?)호?{_CLOSED}호?(?=\s?(?:등|는|은|가|이|를|을|와|과|에|という"
    rf"|などの)?\s?(?:선박|화물선|유조선|货船|貨船|タンカー|貨物船))"
)
# Unquoted, before 호 or 号: what stands before, and what must follow.
_KOREAN_BEFORE = lazy_regex(
    r"(?<![가-힣\d])(?!(?:같은|이번|저번|각|매|지난|특|신|구|간|보|조|부|천만|수|단|상|번|제|등|우|방|기|칭|애|선|신정|국가|결의|결의안|품목|포|보안|은하)"
    r"\s?\d{0,3}$)"
    r"[가-힣]{2,6}(?P<number>\s?\d{1,3})?$"
)
_KOREAN_AFTER = lazy_regex(
    r"호(?=[는가를와의로은이에,\s]+(?:[가-힣\s]{0,16})?(?:선박|화물선|유조선|선적|선장|해상|바다|항구|[가-힣]{1,3}항|정박|입항|출항|환적|떠난|AIS|자동식별))"
)
_NO_SHIP_AFTER = lazy_regex(r"호(?:\s?(?:로켓|위성|발사|미사일|실|명|선|관|갱|고|기))")
_CHINESE_BEFORE = lazy_regex(r"[\u4e00-\u9fff]{2,4}\d{0,3}$")
_CHINESE_AFTER = lazy_regex(r"[号號](?=货轮|貨輪|油轮|油輪|货船|貨船|轮船|輪船|船)")
_EAST_HINT = lazy_regex("[号號호船輪轮タ선]")
_RESOLUTION: Final = lazy_regex(
    r"(?:UNSCR|UNSC|[Rr]esolutions?(?:\s[Nn]os?\.?)?|S/RES/)\s?(?P<en>(?:1[4-9]|2[0-9])\d\d)(?!\d)"
    r"|(?:UNSC|[Rr]esolutions?)\s(?:[Nn]os?\.?\s)?(?P<years>(?:1[4-9]|2[0-9])\d\d)(?=\s\()"
    r"|결의(?:안)?\s?(?:제\s?)?(?P<ko>(?:1[4-9]|2[0-9])\d\d)\s?호?"
    r"|(?P<east>(?:1[4-9]|2[0-9])\d\d)\s?[号號호]\s?(?:등\s?)?(?:决议|決議|결의)"
    r"|(?:决议|決議)(?:案)?第?(?P<ja>(?:1[4-9]|2[0-9])\d\d)[号號]?(?!\d|年)"
)
_IN_LIST = lazy_regex(
    r"\s?(?:[,、，·/和및と및與与]|and|or|\band\b)\s?(?:and\s|및\s|第|제\s?)?(?P<number>(?:1[4-9]|2[0-9])\d\d)(?!\d|年"
    r"|년)\s?[号號호]?"
)
_LIST_BEFORE = lazy_regex(
    r"(?P<number>(?:1[4-9]|2[0-9])\d\d)\s?[号號호]?\s?(?:[,、，·/和및と與与])\s?(?:第|제\s?)?$"
)


@dataclass(frozen=True, slots=True)
class Ship:
    """A ship's name or IMO number and its position in the text."""

    start: int
    end: int
    text: str
    #: As printed; empty for an IMO number.
    name: str
    #: Seven digits with a valid check digit; empty for a name.
    imo: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The number of a Security Council resolution and its position in the text."""

    start: int
    end: int
    text: str
    number: int


def find_ships(text: str) -> Iterator[Ship]:
    """Ships in order of appearance; IMO numbers with a wrong check digit are skipped."""
    ships = []
    if "IMO" in text or "海事" in text or "해사" in text or "imo" in text:
        ships += [
            Ship(*match.span(), match.group(), "", match["imo"])
            for match in _IMO.finditer(text)
            if is_imo_number(match["imo"])
        ]
    ships += [*_named(text)]
    if is_east_asian(text) and _EAST_HINT.search(text):
        ships += [_ship(text, match, match.start()) for match in _EAST.finditer(text)]
    if is_east_asian(text):
        ships += [*_unquoted(text)]
    last = -1
    for ship in sorted(ships, key=lambda ship: (ship.start, -ship.end)):
        if ship.start >= last and (ship.imo or ship.name not in _NO_NAMES):
            last = ship.end
            yield ship


def _named(text: str) -> Iterator[Ship]:
    """English names near a word of the kind, or before an IMO number."""
    for at in _TYPE_WORDS.positions(text):
        if not text[at - 1 : at].isalnum() and (match := _NAME.match(text, at)):
            yield _ship(text, match, at)
    for explanation in _EXPLANATION.finditer(text):
        at = explanation.start()
        if match := _EXPLAINED.search(text, max(0, at - 60), at):
            yield _ship(text, match, match.start("en"))
    for match in _WITH_NUMBER.finditer(text) if "(IMO" in text else ():
        yield _ship(text, match, match.start("en"))


def _ship(text: str, match: re.Match[str], start: int) -> Ship:
    name = next((name for name in match.groups() if name), "").strip()
    return Ship(start, match.end(), text[start : match.end()], name, "")


def _unquoted(text: str) -> Iterator[Ship]:
    for at in positions(text, ("호", "号", "號")):
        is_korean = text[at] == "호"
        before = (_KOREAN_BEFORE if is_korean else _CHINESE_BEFORE).search(text, max(0, at - 12), at)
        if before is None:
            continue
        is_ship = (_KOREAN_AFTER if is_korean else _CHINESE_AFTER).match(text, at) is not None
        if is_korean and before["number"] and not _NO_SHIP_AFTER.match(text, at):
            is_ship = True
        if is_ship:
            name = before.group()
            yield Ship(before.start(), at + 1, text[before.start() : at + 1], name, "")


_NO_NAMES: Final = frozenset(
    ("AIS", "Tracking", "North Korean", "Chinese", "Korea", "China", "North Korea", "State")
)


def is_imo_number(digits: str) -> bool:
    """Whether the last of seven digits is the correct check digit.

    >>> is_imo_number("9074729")
    True
    """
    return sum(int(digit) * (7 - index) for index, digit in enumerate(digits[:6])) % 10 == int(digits[6])


def find_resolutions(text: str) -> Iterator[Resolution]:
    """Resolutions in order of appearance, in lists too; numbers from 1400 to 2999: about those since 2002."""
    if not (
        "esolution" in text
        or "UNSC" in text
        or "S/RES" in text
        or "决议" in text
        or "決議" in text
        or "결의" in text
    ):
        return
    found: dict[int, Resolution] = {}
    for match in _RESOLUTION.finditer(text):
        number = next(number for number in match.groups() if number)
        at = match.start(match.lastgroup or 0)
        found[at] = Resolution(*match.span(), match.group(), int(number))
        end = match.end()
        while more := _IN_LIST.match(text, end):
            end = more.end()
            start = more.start("number")
            found.setdefault(start, Resolution(start, end, text[start:end], int(more["number"])))
        start = match.start()
        while more := _LIST_BEFORE.search(text, max(0, start - 14), start):
            start = more.start("number")
            end = more.end("number")
            found.setdefault(start, Resolution(start, end, text[start:end], int(more["number"])))
    yield from sorted(found.values(), key=lambda each: each.start)
