"""How sure a claim is, and how many people and media it has passed through."""

import re
from collections.abc import Mapping
from typing import Final

from classifier.facts.claims.media import is_medium_name, media_in
from classifier.facts.scanning import has_any
from yaluwatch.patterns import lazy_regex

#: confirmed: the speaker confirms it · said: the speaker says it · reportedly: it comes from a medium, or is
#: passed on as heard · rumoured: as a rumour · denied: the speaker denies it.
HEDGES: Final = ("confirmed", "said", "reportedly", "rumoured", "denied")

# By language: the first of denied, rumoured, confirmed and reportedly that applies.
_SIGNS: Final[Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]] = {
    "en": (
        (
            "denied",
            lazy_regex(
                r"(?<!nor )(?<!not )\b(?:denie[sd]|denying)\b(?!\s(?:entry|access|boarding"
                r"|them\sentry|him\b|her\b|them\b))"
                r"|\b(?:dismiss(?:ed|es|ing)|reject(?:ed|s|ing)|refut(?:ed|es|ing)|brushed\soff)\s"
                r"(?:\w+\s){0,4}?(?:reports?|claims?|rumou?rs?|allegations?|accusations?"
                r"|suggestions?|speculation|story)"
                r"|\b(?:called|described|branded)\b[^.;]{0,60}\b(?:groundless|baseless|untrue|false"
                r"|fabricated|fake)\b"
                r"|\b(?:is|are|was|were)\s(?:not\strue|untrue|groundless|baseless)\b"
            ),
        ),
        ("rumoured", lazy_regex(
            r"\b(?:rumou?r(?:s|ed)?|hearsay|gossip|word\s(?:is|has\sit)|unconfirmed)\b", re.IGNORECASE)),
        (
            "confirmed",
            lazy_regex(
                r"(?<!not )(?<!n't )(?<!n’t )(?<!nor )(?<!neither )\bconfirm(?:ed|s|ing)\b(?!\scases?"
                r"|\sinfection)"),
        ),
        (
            "reportedly",
            lazy_regex(
                r"\b(?:reportedly|allegedly|is\ssaid\sto|are\ssaid\sto|was\ssaid\sto|were\ssaid\sto"
                r"|apparently|heard\sthat|hearsay)\b"),
        ),
    ),
    "ko": (
        ("denied", lazy_regex(
            r"부인(?:했|하|한|해)(?!지\s?않)|일축(?:했|하)|사실(?:이\s)?(?:무근|아니|과\s다르)|반박(?:했"
            r"|하)|근거\s?없는\s(?:말|보도|주장|소문)이?라")),
        ("rumoured", lazy_regex(r"소문|풍문|뜬소문|헛소문|카더라")),
        ("confirmed", lazy_regex(r"확인(?:했|하였|해\s주|해줬)|공식\s?확인|사실이라고")),
        ("reportedly", lazy_regex(
            r"전해졌|전해진다|알려졌|알려진다|들었다|전해\s들|(?:라|다)는\s보도|했다는\s")),
    ),
    "zh": (
        ("denied", lazy_regex(
            r"(?<!不)否[认認](?!了?其?有罪)|[辟闢][谣謠]|[驳駁]斥|反[驳駁]|不[属屬][实實]"
            r"|子[虚虛][乌烏]有|[无無]稽之[谈談]|[并並][无無]此事")),
        ("rumoured", lazy_regex(r"[传傳][闻聞言](?!道)|坊[间間]|[谣謠]言|小道消息|据[传傳]|據傳|盛[传傳]")),
        ("confirmed", lazy_regex(
            r"(?<!未)(?<!未经)(?<!未經)(?<!无法)(?<!無法)(?<!待)(?:[证證][实實]|[确確][认認])(?!病例"
            r"|感染|者)")),
        ("reportedly", lazy_regex(r"据[报悉称]|據[報悉稱]|据说|據說|[听聽][说說]")),
    ),
    "ja": (
        ("denied", lazy_regex(
            r"否定し(?!て(?:い)?な)|否定する|打ち消し|反論し|事実ではない|事実無根|根拠がないと")),
        ("rumoured", lazy_regex(r"うわさ|噂|ウワサ|風評|風聞|流言")),
        ("confirmed", lazy_regex(r"確認し(?!てい?な)|確認を|事実だと認め")),
        ("reportedly", lazy_regex(
            r"という(?:話|情報)だ|とされる|伝えられ|報じられ|聞いたという|らしい|との報道")),
    ),
}  # fmt: skip
# One of these stands in every sentence that is more or less than said.
_STEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "denie", "denying", "dismiss", "reject", "refut", "brush", "groundless", "baseless", "untrue",
        "false", "true", "fabricat", "fake", "umo", "earsay", "gossip", "word ", "nconfirmed", "onfirm",
        "eportedly",        "llegedly", "said to", "pparently", "heard that",
    ),
    "ko": (
        "부인", "일축", "사실", "반박", "근거", "소문", "풍문", "카더라", "확인", "전해", "알려",
        "들었", "보도", "했다는",
    ),
    "zh": (
        "否", "谣", "謠", "驳", "駁", "属", "屬", "烏有", "乌有", "无稽", "無稽", "此事", "传", "傳", "坊",
        "小道",        "实", "實", "确", "確", "据", "據", "听", "聽",
    ),
    "ja": (
        "否定", "打ち消し", "反論", "事実", "根拠", "うわさ", "噂", "ウワサ", "風評", "風聞", "流言",
        "確認", "という",
        "とされ", "られ", "聞いた", "らしい", "との報道",
    ),
}  # fmt: skip
# Words of somebody who passes on what another says.
_RELAYING: Final = lazy_regex(
    r"\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing)|report(?:ed|s)?|reporting|wrote|writes|according\sto"
    r"|ccording\sto|say|says|said)\b"
    r"|인용|보도|에\s(?:따르|의하)|전했|전한다|밝혔|[报報][道导導]|援引|引述|引用|[称稱][，,]|[据據]"
    r"|報じ|伝え|によ[るれ]"
)


def hedge_of(sentence: str, language: str, removed: int = 1) -> str:
    """One of HEDGES, for a sentence with a speaker; what comes through a medium is at least "reportedly".

    >>> hedge_of("The ministry denied that the bridge had reopened.", "en")
    'denied'
    """
    has_sign = has_any(sentence, _STEMS.get(language, ()))
    signs = _SIGNS[language] if has_sign else ()
    found = next((hedge for hedge, sign in signs if sign.search(sentence)), "said")
    return "reportedly" if found == "said" and removed > 1 else found


def removed_of(sentence: str, language: str, first: int, last: int) -> int:
    """How many people and media a claim has passed through, the speaker included.

    1: the speaker said it to the publisher; 2: another medium has it from the speaker, or does not say from
    whom; 3: a medium cites a medium that has it from the speaker. `first`–`last` is where the speaker stands.
    """
    if not _RELAYING.search(sentence):
        return 1
    media = media_in(sentence, language)
    names = {name for start, end, name in media if not (first < end and last > start)}
    is_medium = is_medium_name(sentence[first:last], language)
    return 1 + len(names) + (1 if is_medium else 0)
