"""Firms, banks and offices by the form of their names; found before places, which are often part of them."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_ENGLISH = re.compile(
    r"(?P<name>(?:(?!(?:The|A|An|In|On|At|Of|By|And|Its|His|Their|This|That|These|Two|Three|Some|Many|Several|Chinese|North|South|State|Foreign)\s)[A-Z][\w'’&-]*\s(?:of\s|and\s|&\s)?){1,6}"
    r"(?:(?:Co|Corp|Inc|Ltd|LLC|GmbH)\b\.?,?(?:\s(?:Ltd|Limited|Inc)\b\.?)?|Company(?:\sLimited)?|Corporation|Limited|Group|Bank|Industries|Holdings|Enterprises?"
    r"|Trading|Logistics|Shipping|Travel|Tours|Airlines))(?![\w])"
)
_ENGLISH_HINT = re.compile(r"C(?:o[\s.,]|orp|ompany)|Inc|Ltd|L(?:imited|LC|ogistics)|Group|Bank|Industr|Holdings|Enterprise|T(?:rad|rav|ours)|Shipping|Airlines|GmbH")
_CHINESE = re.compile(
    r"(?P<name>(?:(?![与與和及的对對向从從由在是為为被把将將家办辦裁说說称稱让讓这這])[\u4e00-\u9fff]){2,14}?(?:有限责任公司|有限責任公司|有限公司|股份公司|集[团團]|[总總]公司|贸易公司|貿易公司|旅行社|国旅|航空公司|銀行|银行))(?![\u4e00-\u9fff]?[总總]裁)"
)
_KOREAN = re.compile(
    r"(?P<name>(?:조선\s|중국\s)?[가-힣A-Za-z0-9]{2,12}(?:\s)?(?:무역회사|무역총회사|총회사|총국|유한공사|무역공사|그룹|은행|여행사|물산|실업))(?=[은는이가을를의와과도에,.\s)]|$)"
)
_JAPANESE = re.compile(r"(?P<name>[\u4e00-\u9fffァ-ヶーA-Za-z]{2,14}?(?:有限公司|集団|貿易会社|株式会社|旅行社|銀行|総会社|グループ))")
_GENERIC: Final = frozenset(
    ("中央银行", "中央銀行", "The Bank", "World Bank", "各银行", "旅行社", "这家旅行社", "一家旅行社", "中国银行业")
)


class Firm(NamedTuple):
    """A firm and its position in the text."""

    start: int
    end: int
    name: str


def find_firms(text: str) -> Iterator[Firm]:
    """Firms in order of appearance: names that end in a word such as Co., 公司, 무역회사."""
    found = []
    if _ENGLISH_HINT.search(text):
        found += [_firm(match) for match in _ENGLISH.finditer(text)]
    if not text.isascii():
        if "公司" in text or "集" in text or "行" in text or "国旅" in text:
            found += [_firm(match) for match in _CHINESE.finditer(text)]
        if "사" in text or "국" in text or "그룹" in text or "은행" in text:
            found += [_firm(match) for match in _KOREAN.finditer(text)]
        if "会社" in text or "集団" in text or "グループ" in text:
            found += [_firm(match) for match in _JAPANESE.finditer(text)]
    last = -1
    for firm in sorted(found, key=lambda firm: (firm.start, -firm.end)):
        if firm.start >= last and firm.name not in _GENERIC:
            last = firm.end
            yield firm


def _firm(match: re.Match[str]) -> Firm:
    return Firm(*match.span("name"), match["name"])
