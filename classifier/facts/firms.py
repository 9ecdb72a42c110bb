"""Firms, banks and offices by the form of their names; found before places, which are often part of them."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from classifier.facts.scanning import Words, is_east_asian
from yaluwatch.patterns import lazy_regex

_ENGLISH_ENDS: Final = Words((
    "Co.", "Co ", "Co,", "Corp", "Inc", "Ltd", "LLC", "GmbH", "Company", "Limited", "Group", "Bank",
    "Industries", "Industry",
    "Holdings", "Enterprise", "Trading", "Logistics", "Shipping", "Travel", "Tours", "Airlines",
))  # fmt: skip
_ENGLISH_END = lazy_regex(
    r"(?:(?:Co|Corp|Inc|Ltd|LLC|GmbH)\b\.?,?(?:\s(?:Ltd|Limited|Inc)\b\.?)?|Company(?:\sLimited)?"
    r"|Corporation|Limited|Group|Bank"
    r"|Industry|Industries|Holdings|Enterprises?|Trading|Logistics|Shipping|Travel|Tours|Airlines)(?![\w])"
)
_ENGLISH_BEFORE = lazy_regex(
    r"(?:(?!(?:The|A|An|In|On|At|Of|By|And|Its|His|Their|This|That|These|Two|Three|Some|Many|Several"
    r"|Chinese|North|South|State|Foreign|But|When|If|For|From|With)\s)[A-Z][\w'’&-]*,?\s(?:of\s|and\s"
    r"|&\s)?){1,6}$"
)
_CHINESE_ENDS: Final = ("公司", "集团", "集團", "旅行社", "国旅", "银行", "銀行")
_CHINESE_BEFORE = lazy_regex(
    r"(?:(?![与與和及的对對向从從由在是为為被把将將家办辦裁说說称稱让讓这這该該各两兩過过透並并同查月日年其旗下些子多布控])[\u4e00-\u9fff]){2,16}$"
)
_KOREAN_ENDS: Final = ("무역회사", "총회사", "총국", "유한공사", "무역공사")
_KOREAN_SUFFIXES: Final = ("그룹", "은행", "여행사", "물산")
_KOREAN_BEFORE = lazy_regex(
    r"(?<![가-힣])(?:조선\s)?(?:[가-힣]{2,8}(?:실업|무역|해운)\s)?[가-힣A-Za-z0-9]{2,12}(?:(?<![의은는한된인간])\s)?$"
)
_KOREAN_STEM = lazy_regex(r"(?<![가-힣])[가-힣A-Za-z0-9]{2,12}$")
_JAPANESE_ENDS: Final = ("集団", "貿易会社", "株式会社", "旅行社", "総会社", "グループ")
_JAPANESE_BEFORE = lazy_regex(r"[\u4e00-\u9fffァ-ヶーA-Za-z]{2,14}$")
_GENERIC_CHINESE = lazy_regex(
    r"^(?:.{0,2}(?:贸易|貿易|旅游|船務|船务|国有|國有|民营|外国|外國|中国|中國|朝鲜|朝鮮|自来水|自來水|船运|船運|航运|航運|内地|內地|一些|多家|许多|當地|当地|大型|有限|本))?(?:公司|集团|集團|银行|銀行|旅行社)$"
)
_NO_FIRMS: Final = (
    "Ethnic Group",
    "Working Group",
    "Support Group",
    "Advocacy Group",
    "Contact Group",
    "West Bank",
    "Food Bank",
)
_GENERIC: Final = frozenset(
    (
        "中央银行",
        "中央銀行",
        "The Bank",
        "World Bank",
        "各银行",
        "旅行社",
        "这家旅行社",
        "一家旅行社",
        "中国银行业",
        *(
            f"{word} 무역회사"
            for word in ("여러", "각", "일부", "다른", "모든", "해당", "북한", "중국", "현지", "국영")
        ),
    )
)


class Firm(NamedTuple):
    """A firm and its position in the text."""

    start: int
    end: int
    name: str


def find_firms(text: str) -> Iterator[Firm]:
    """Firms in order of appearance: names that end in a word such as Co., 公司, 무역회사."""
    found = [*_english(text)]
    if is_east_asian(text):
        found += _ending(text, _CHINESE_ENDS, _CHINESE_BEFORE)
        found += _ending(text, _KOREAN_ENDS, _KOREAN_BEFORE)
        found += _ending(text, _KOREAN_SUFFIXES, _KOREAN_STEM)
        found += _ending(text, _JAPANESE_ENDS, _JAPANESE_BEFORE)
    last = -1
    for firm in sorted(found, key=lambda firm: (firm.start, -firm.end)):
        if firm.name.endswith(_NO_FIRMS):
            continue
        if firm.start >= last and firm.name not in _GENERIC and not _GENERIC_CHINESE.match(firm.name):
            last = firm.end
            yield firm


def _english(text: str) -> Iterator[Firm]:
    for at in _ENGLISH_ENDS.positions(text):
        end = _ENGLISH_END.match(text, at)
        before = _ENGLISH_BEFORE.search(text, max(0, at - 80), at) if end else None
        if end and before and (before.start() == 0 or not text[before.start() - 1].isalnum()):
            yield Firm(before.start(), end.end(), text[before.start() : end.end()])


def _ending(text: str, ends: tuple[str, ...], before: re.Pattern[str]) -> Iterator[Firm]:
    for word in ends:
        at = text.find(word)
        while at >= 0:
            opening = before.search(text, max(0, at - 20), at)
            if opening:
                start, end = opening.start(), at + len(word)
                yield Firm(start, end, text[start:end])
            at = text.find(word, at + len(word))
