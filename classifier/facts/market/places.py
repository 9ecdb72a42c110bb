"""Places in sentences and tables about prices: North Korean towns and provinces, and places abroad.

In such a sentence 茂山 is the county, so that the names are taken without the cues the lexicon asks for.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from yaluwatch.patterns import lazy_regex

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
    "rason": ("나선에서", "나선시", "나선 시장"),
    "sariwon": ("Sariwon", "사리원", "沙里院"),
    "kaesong": ("Kaesong", "개성시", "개성시장", "개성에서", "개성의", "开城", "開城"),
    "sunchon": ("Sunchon", "Suncheon", "순천시", "顺川", "順川"),
    "anju": ("Anju", "안주시", "安州"),
    "kimchaek": ("Kimchaek", "김책시", "金策市"),
    "kusong": ("Kusong", "구성시", "龟城市", "亀城市"),
    "sinpo": ("Sinpo", "신포", "新浦"),
    "puryong": ("Puryong", "부령군", "富宁郡", "富寧郡"),
    "yonsa": ("Yonsa County", "연사군", "延社郡"),
    "kapsan": ("Kapsan", "갑산", "甲山"),
    "unhung": ("Unhung County", "운흥군", "云兴郡", "雲興郡"),
}
_FOREIGN: Final = (
    "South Korea", "Seoul", "Busan", "Vladivostok", "Khasan", "Russia", "Shanghai", "Tokyo", "in China",
    "New York", "London", "Hong Kong", "Singapore", "Vietnam", "Yanbian", "서울", "국내", "남한", "한국",
    "부산",
    "블라디보스토크", "러시아", "상하이", "도쿄", "중국에서", "중국 내", "홍콩", "베트남", "首尔", "首爾",
    "韩国", "韓國", "韓国",
    "符拉迪沃斯托克", "海参崴", "俄罗斯", "俄羅斯", "上海", "东京", "東京", "中国国内", "在中国", "香港",
    "国内", "ソウル",
    "ウラジオストク", "ロシア", "中国では", "ベトナム", "プサン", "釜山",
)  # fmt: skip
# 무산됐다: it failed. 한국 돈, South Korean won: a currency.
_NOT_AFTER: Final = {
    "무산": lazy_regex("됐|되|될|된|시"),
    "원산": lazy_regex("지"),
    "Kaesong": lazy_regex(r"\s[Ii]ndustrial"),
    "开城": lazy_regex("工"),
    "開城": lazy_regex("工"),
    "남양": lazy_regex("주"),
    "한국": lazy_regex(r"\s?(?:돈|원|산)"),
    "韓国": lazy_regex("ウォン"),
    "韩国": lazy_regex("[元圆币]"),
    "South Korea": lazy_regex(r"n\swon"),
}
# Between places of one list: 평양과 신의주, 혜산 · Sinuiju and Hyesan · 平壌と新義州、恵山.
_LISTED = lazy_regex(
    r"(?:[시市]|[A-Z][a-z]+)?\s?(?:\([^)]{1,12}\)|（[^）]{1,12}）)?\s?"
    r"(?:,\sand|,|、|，|·|・|와|과|및|하고|와\s?함께|and|&|[和与與及跟]|と|や|/)\s?(?:also\s|in\s)?"
)
_IN_PROVINCE = lazy_regex(r"(?:\s(?:[Cc]ity|[Cc]ounty))?(?:,\s|\s?\(|（|\sin\s|市（|市\()")


class Place(NamedTuple):
    """A place and where it stands."""

    start: int
    end: int
    #: Place id, or ABROAD.
    id: str


def find_places(text: str) -> list[Place]:
    """Places in order of appearance; of a town and its province the town: Hyesan, Ryanggang Province."""
    found: list[Place] = []
    for place in _named(text):
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
    """Whether the second says where the first is, or how it is read: 恵山（ヘサン）."""
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


def _named(text: str) -> Iterator[Place]:
    """The longest name at each position, without overlaps."""
    beginnings = _names()
    last = 0
    for at in range(len(text) - 1):
        if text[at : at + 2] not in beginnings or at < last:
            continue
        for name, place in beginnings[text[at : at + 2]]:
            if text.startswith(name, at) and _is_whole(text, name, at):
                last = at + len(name)
                yield Place(at, last, place)
                break


def _is_whole(text: str, name: str, at: int) -> bool:
    """Whether it is no part of a longer word."""
    end = at + len(name)
    before = text[at - 1 : at]
    if name[0].isascii():
        follows = text[end : end + 1]
        is_adjective = name in {"South Korea", "Russia"} and follows == "n"
        if before.isalnum() or (follows.isascii() and follows.isalpha() and not is_adjective):
            return False
    elif "가" <= name[0] <= "힣" and "가" <= before <= "힣":
        return False
    exception = _NOT_AFTER.get(name)
    return exception is None or exception.match(text, end) is None


@cache
def _names() -> dict[str, list[tuple[str, str]]]:
    """First two characters → names and their places, longest first."""
    ids = dict.fromkeys(_FOREIGN, ABROAD)
    for row in _rows():
        if row["kind"] not in _KINDS or row["side"] not in {"KP", "CN"}:
            continue
        for language in ("en", "ko", "zh", "ja"):
            for form in filter(None, row[language].split("|")):
                name = re.split("[?!>]", form)[0]
                if len(name) > 1:
                    ids.setdefault(name, row["id"] if row["side"] == "KP" else ABROAD)
    for place, names in _MORE.items():
        ids.update(dict.fromkeys(names, place))
    beginnings: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(ids, key=len, reverse=True):
        beginnings.setdefault(name[:2], []).append((name, ids[name]))
    return beginnings
