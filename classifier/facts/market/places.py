"""Places in sentences and tables about prices: North Korean towns and provinces, and places that are not there.

In such a sentence 茂山 is the county, so that the names are taken without the cues the lexicon asks for.
"""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

#: The place of a price whose text names none.
COUNTRY: Final = "north-korea"
#: Stands for every place outside North Korea.
ABROAD: Final = "abroad"

_KINDS: Final = frozenset(("capital", "city", "county", "province", "town", "port"))
_MORE: Final = {
    "pyongyang": ("the capital",),
    "hoeryong": ("會寧", "フェリョン"),
    "pyongsong": ("平城", "ピョンソン"),
    "musan": ("ムサン",),
    "chongjin": ("チョンジン",),
    "wonsan": ("ウォンサン",),
    "south-hamgyong": ("South Hamgyong Province", "South Hamgyong", "함경남도", "咸镜南道", "咸鏡南道"),
    "south-hwanghae": ("South Hwanghae Province", "South Hwanghae", "황해남도", "黄海南道"),
    "north-hwanghae": ("North Hwanghae Province", "North Hwanghae", "황해북도", "黄海北道"),
    "kangwon": ("Kangwon Province", "강원도", "江原道"),
    "hamhung": ("Hamhung", "함흥", "咸兴", "咸興"),
}
_FOREIGN: Final = (
    r"South\sKorean?\b(?!\swon)|\bSeoul|\bBusan|\bVladivostok|\bKhasan|\bRussian?\b|\bShanghai|\bTokyo|\bin\sChina\b"
    r"|\bNew\sYork|\bLondon|\bHong\sKong|\bSingapore|\bVietnam|\bYanbian"
    r"|서울|국내|남한|한국(?!\s?(?:돈|원|산))|부산|블라디보스토크|러시아|상하이|도쿄|중국에서|중국\s내|홍콩|베트남"
    r"|首[尔爾]|[韩韓][国國]|符拉迪沃斯托克|海参崴|俄[罗羅]斯|上海|[东東]京|中国国内|在中国|香港|国内"
    r"|ソウル|ウラジオストク|ロシア|中国では|中国国内|ベトナム|プサン|釜山"
)
# 무산됐다: it failed.
_NOT_AFTER: Final = {"무산": "(?!됐|되|될|된|시)", "원산": "(?!지)", "元山": "", "남양": "(?!주)"}
# Between places of one list: 평양과 신의주, 혜산 · Sinuiju and Hyesan · 平壌と新義州、恵山.
_LISTED = re.compile(
    r"(?:[시市]|[A-Z][a-z]+)?\s?(?:\([^)]{1,12}\)|（[^）]{1,12}）)?\s?"
    r"(?:,\sand|,|、|，|·|・|와|과|및|하고|와\s?함께|and|&|[和与與及跟]|と|や|/)\s?(?:also\s|in\s)?"
)
_IN_PROVINCE = re.compile(r"(?:\scity)?(?:,\s|\s?\(|（|\sin\s|市（|市\()")


class Place(NamedTuple):
    """A place and where it stands."""

    start: int
    end: int
    #: Place id, or ABROAD.
    id: str


def find_places(text: str) -> list[Place]:
    """Places in order of appearance; of a town and its province the town: Hyesan, Ryanggang Province."""
    pattern, ids = _names()
    found: list[Place] = []
    for match in pattern.finditer(text):
        place = Place(*match.span(), ids.get(match.group(), ABROAD))
        if found and _is_same(text, found[-1], place):
            found[-1] = found[-1]._replace(end=place.end)
        elif found and found[-1].id in _provinces() and not text[found[-1].end : place.start].strip():
            # 両江道恵山, 양강도 혜산: the town.
            found[-1] = place._replace(start=found[-1].start)
        else:
            found.append(place)
    return found


def lists_of(text: str, places: list[Place]) -> list[list[Place]]:
    """The places in lists: those joined by commas and words for "and" are one."""
    lists: list[list[Place]] = []
    for place in places:
        if lists and _LISTED.fullmatch(text, lists[-1][-1].end, place.start):
            lists[-1].append(place)
        else:
            lists.append([place])
    return lists


def _is_same(text: str, first: Place, second: Place) -> bool:
    """Whether the second says where the first is, or how it is read: Hyesan, Ryanggang Province; 恵山（ヘサン）."""
    is_joined = _IN_PROVINCE.fullmatch(text, first.end, second.start) is not None
    return is_joined and (
        first.id == second.id or (first.id not in _provinces() and second.id in _provinces())
    )


@cache
def _provinces() -> frozenset[str]:
    return frozenset(
        {row["id"] for row in _rows() if row["kind"] == "province"}
        | {
            "south-hamgyong",
            "south-hwanghae",
            "north-hwanghae",
            "kangwon",
        }
    )


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("classifier") / "data" / "places.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    ids: dict[str, str] = {}
    for row in _rows():
        if row["kind"] not in _KINDS or row["side"] not in {"KP", "CN"}:
            continue
        for language in ("en", "ko", "zh", "ja"):
            for form in filter(None, row[language].split("|")):
                name = re.split("[?!>]", form)[0]
                if name and (row["side"] == "KP" or len(name) > 1):
                    ids.setdefault(name, row["id"] if row["side"] == "KP" else ABROAD)
    for place, names in _MORE.items():
        ids.update(dict.fromkeys(names, place))
    forms = [_form(name) for name in sorted(ids, key=len, reverse=True)]
    return re.compile("|".join((*forms, _FOREIGN))), ids


def _form(name: str) -> str:
    if name.isascii() or name[0].isascii():
        return rf"\b{re.escape(name)}(?![A-Za-z])"
    before = "(?<![가-힣])" if "가" <= name[0] <= "힣" else ""
    return before + re.escape(name) + _NOT_AFTER.get(name, "")
