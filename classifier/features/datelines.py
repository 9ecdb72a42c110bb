"""Datelines: where a report was filed from says nothing about its subject."""

from typing import Final

from yaluwatch.patterns import lazy_regex

_HAN: Final = "\u4e00-\u9fff"
_HANGUL: Final = "\uac00-\ud7a3"
_KANA: Final = "\u3041-\u30ff"
_NAME: Final = rf"[{_HAN}{_HANGUL}{_KANA}A-Za-z0-9·・/ ]"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"

# At the beginning of a body, each with or without the agency:
_DATELINES: Final = lazy_regex(
    r"\s*(?:"
    # BEIJING, June 5 (Yonhap) -- · SHENYANG, China (AP) — · Beijing (Reuters) -
    r"[A-Z][A-Za-z.'’/]*(?: [A-Z][A-Za-z.'’]*)?(?:, ?[A-Z][A-Za-z]+(?![a-z ]*\d))?"
    rf"(?:,? {_MONTH} \d{{1,2}}(?:, \d{{4}})?)?,?\s*(?:\([A-Z][^()\n]{{1,30}}\)\s*(?:--?|[—–:])|--|—)\s"
    # (베이징=연합뉴스) · [선양=뉴시스] · 【北京共同】 · 【ソウル＝佐藤】 · （北京綜合訊）
    rf"|[(（\[［【〔]{_NAME}{{1,12}}(?:[=＝]{_NAME}{{1,16}}|共同|時事|[综綜]合?[讯訊电電][{_HAN}]{{0,2}})[)）\]］】〕]"
    # 베이징 = · 北京＝山田
    rf"|[{_HANGUL}]{{2,8}} ?[=＝] "
    rf"|[{_HAN}]{{2,4}}[=＝][{_HAN}]{{2,4}}(?=[\s　])"
    # 新华社北京1月2日电 · 中新社瀋陽9月1日電 · 本报北京讯
    rf"|(?:[{_HAN}]{{1,6}}[社网網報报])?[{_HAN}]{{2,6}}(?:\d{{1,2}}月)?\d{{1,2}}日[电電讯訊]"
    rf"|本[报報][{_HAN}]{{2,4}}[讯訊]"
    r")"
)


def dateline_end(body: str) -> int:
    """Where the dateline at the beginning of a body ends; 0 if it has none.

    >>> dateline_end("(베이징=연합뉴스) 홍길동 특파원 = 중국 정부가 밝혔다.")
    10
    >>> dateline_end("Beijing has closed the border.")
    0
    """
    found = _DATELINES.match(body[:120])
    return found.end() if found else 0
