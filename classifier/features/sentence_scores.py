"""Scores how quotable each sentence of the body is: whether it reports the article's news, with its facts.

A weighted sum of the features below, in log-odds between the sentences of one article. The weights were
fitted by `python -m classifier.training.measure_evidence FOLDER --fit`: a conditional logistic regression
(softmax over the sentences of an article, L2 strength 4) on 307 articles in four languages whose best
sentence was marked. Length, attribution, figures and the words of the headline say most, position little.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed, dot
from classifier.lexicon import BIT

#: Feature name → weight.
WEIGHTS: Final[Mapping[str, float]] = {
    # The first sentence often introduces the subject; the news with its figures follows.
    "first": -1.09,
    # Position, 0 for the first to 1 for the last sentence.
    "late": -0.89,
    # Length relative to the mean of the article, capped; 0.5 is the mean.
    "length": 1.23,
    # Repeats as many words of the headline as any other sentence.
    "headline": 0.57,
    # A figure of the headline.
    "headline:figure": 0.71,
    # At least three figures, the first figure of the body, an amount with a unit.
    "figures": 0.72,
    "figure:first": 0.49,
    "amount": 0.69,
    # Said by a source, counted by an office.
    "attributed": 0.75,
    # What was before the news, without a figure but years: "since January 2020", "used to".
    "background": -0.52,
    # What a resolution allows or forbids, in an article that is not about the resolution. Set by hand: it
    # is quoted only if there is nothing else.
    "rule": -60.0,
    # A question, which reports nothing. Set by hand.
    "question": -2.0,
    # Exchange; both sides (1) or one of them (0.5); a customs post or bridge; number of lexicon words, 0–1.
    "exchange": 0.42,
    "close": 0.58,
    "crossing": 0.59,
    "words": 0.9,
    # Another country or something negated.
    "others": -0.62,
    "negated": -0.57,
}

_OTHERS: Final = BIT["south"] | BIT["america"] | BIT["russia"] | BIT["elsewhere"]
_NEGATION: Final = BIT["negation"]
_CROSSING: Final = BIT["crossing"]
#: Lengths count up to this, characters; each character of a text that is not ASCII counts as two.
_LONG: Final = 300
_MANY_WORDS: Final = 6
_MANY_FIGURES: Final = 3

_EAST_ASIAN: Final = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


class _Signs(NamedTuple):
    """Patterns for a sentence in Latin script and for one in Korean, Chinese or Japanese."""

    latin: re.Pattern[str]
    east_asian: re.Pattern[str]

    def are_in(self, text: str, *, is_latin: bool) -> bool:
        return bool((self.latin if is_latin else self.east_asian).search(text))


_FIGURE: Final = re.compile(r"\d[\d,.]*")
# Years, months and periods: not the figures that make a sentence about the past worth quoting.
_PERIOD: Final = re.compile(
    r"(?:19|20)\d\d(?![\d,.]\d)|\d[\d,.]*\s?(?:[年년月월]|months?\b|years?\b)",
)
_AMOUNT: Final = _Signs(
    re.compile(
        r"[$¥€%％]"
        r"|\b(?:percent|per cent|won|yuan|dollars?|tons?|tonnes?|kilograms?|kg|barrels?|[mb]illion)\b"
    ),
    re.compile(
        r"[$¥€%％]|달러|위안|톤|㎏|배럴|퍼센트|\d원"
        r"|美元|人民币|人民幣|[万萬亿億]元|吨|噸"
        r"|ドル|人民元|トン|ウォン|キロ"
    ),
)
_ATTRIBUTED: Final = _Signs(
    re.compile(
        r"\b(?:said|told|says|report(?:ed|s|edly)|according to|announced|show(?:ed|s)|data|disclosed|found"
        r"|confirmed|revealed)\b"
    ),
    re.compile(
        r"[전밝]했다|밝혔|보도[했한]|알려졌|전해졌|따르면|나타났|말했다|확인됐|집계|조사|했습니다"
        r"|据|據|报道|報道|报导|報導|透露|表示|显示|顯示|公布|消息|宣布|获悉"
        r"|によると|によれば|伝えた|報じた|発表|明らかに|分かった|という。"
    ),
)
_BACKGROUND: Final = _Signs(
    re.compile(
        r"\b(?:last year|years? (?:ago|earlier|before)|months? (?:ago|earlier)|previously|formerly"
        r"|in the past|earlier (?:this|that|in)|before the|used to|once|until|at the time"
        r"|[Ss]ince (?:the|early|late|mid|then|[A-Z][a-z]+|\d{4})"
        r"|[Ii]n (?:19|20)\d\d|had (?:been|[a-z]+ed))\b"
    ),
    re.compile(
        r"지난해|작년|재작년|당시|이전|과거|한때|그동안|이제까지|지금까지|이래|종전|예전|앞서|\d{4}년"
        r"|此前|去年|前年|曾|以来|以往|过去|過去|当时|當時|原来|之前|早在|\d{4}年"
        r"|昨年|一昨年|これまで|かつて|以前|従来|もともと|長く|毎年|すでに"
    ),
)
_QUESTION: Final = _Signs(
    re.compile(r"\?[\"'”’]?\s*$|\basked (?:if|whether|about)\b"),
    re.compile(
        r"[?？][\"”」』]?\s*$|질문에|(?:는지|냐고) 물었"
        r"|记者(?:提?问|询问)|記者(?:提?問|詢問)"
        r"|と(?:質問|尋ね)"
    ),
)
_RULE: Final = _Signs(
    re.compile(
        r"\b(?:[Rr]esolutions?|Security Council|UN sanctions|U\.N\. sanctions|[Ss]anctions)\b.{0,120}"
        r"\b(?:prohibits?|prohibited|bans?|bars?|barred|forbids?|forbidden|requires?|restrict(?:s|ed)?"
        r"|limit(?:s|ed)?|cap(?:s|ped)?|outlaw(?:s|ed)?)\b"
        r"|\b(?:may not|must not|(?:is|are|was|were|been) (?:banned|barred|prohibited|forbidden|not allowed)"
        r"|in violation of|violat(?:es?|ing|ion of))\b.{0,120}"
        r"\b(?:[Rr]esolutions?|Security Council|UN sanctions|U\.N\. sanctions)\b"
        r"|\bMember States shall\b"
    ),
    re.compile(
        r"결의.{0,60}(?:금지|제한|불허|위반)|(?:금지|제한|위반).{0,40}결의"
        r"|(?:决议|決議).{0,50}(?:禁止|不得|限制|规定|規定|禁じ|違反|禁输|禁輸)"
        r"|(?:禁止|违反|違反|禁じ).{0,40}(?:决议|決議)"
    ),
)
# Every match of `_RULE` contains one of these; to look for them is far faster.
_WORDS_OF_RULES: Final = ("anction", "esolution", "Security Council", "Member States", "결의", "决议", "決議")
_ABOUT_RULES: Final = re.compile(r"[Rr]esolution|Security Council|결의|안보리|决议|決議|安理会|安理會|安保理")
_OTHER_COUNTRY: Final = _Signs(
    re.compile(
        r"\b(?:Trump|Washington|United States|U\.?S\.?|American|Seoul|South Korea|Japan|Russia|Moscow|Tokyo)"
    ),
    re.compile(
        r"한국|미국|일본|러시아|서울"
        r"|韩国|韓國|美国|美國|日本|俄罗斯|俄羅斯"
        r"|韓国|米国|ロシア"
    ),
)
_WORD: Final = re.compile(
    r"[A-Za-z][A-Za-z'’-]{2,}|[\uac00-\ud7a3]{2,}|[\u4e00-\u9fff\u30a0-\u30ff]{2,}"  # Hangul; Han, katakana
)
_ENGLISH_WORD: Final = re.compile(r"[a-z][a-z'-]{2,}")
# English words in a headline that nearly every sentence repeats.
_COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        "the and for with from that this are was were has have had its into over after more than says said"
        " new north korea korean china chinese",
    )
)
#: Word stems of English (characters) and Korean (syllables) are compared by their beginning.
_ENGLISH_STEM: Final = 5
_KOREAN_STEM: Final = 2


def score_sentences(parsed: DisambiguatedText, weighed: Sequence[Weighed]) -> list[float]:
    """For each sentence of the body, in order, how quotable it is; any real number, higher is better."""
    return [dot(WEIGHTS, found) for found in sentence_features(parsed, weighed)]


def sentence_features(parsed: DisambiguatedText, weighed: Sequence[Weighed]) -> list[dict[str, float]]:
    """For each sentence of the body its features; names as in `WEIGHTS`, only those that are not zero."""
    body = weighed[1:] if parsed.has_title else weighed
    texts = [parsed.body[each.sentence.start : each.sentence.end] for each in body]
    figures = [_FIGURE.findall(text) for text in texts]
    may_repeat_rule = not _ABOUT_RULES.search(parsed.title)
    rows = [
        _own_features(*each, may_repeat_rule=may_repeat_rule)
        for each in zip(body, texts, figures, strict=True)
    ]
    _compare_lengths(rows, texts)
    _compare_with_headline(rows, parsed.title, texts, figures)
    if rows:
        rows[0]["first"] = 1.0
    with_figure = next((index for index, found in enumerate(figures) if found), None)
    if with_figure is not None:
        rows[with_figure]["figure:first"] = 1.0
    for index, row in enumerate(rows[1:], start=1):
        row["late"] = index / (len(rows) - 1)
    return rows


def _own_features(
    each: Weighed, text: str, figures: Sequence[str], *, may_repeat_rule: bool
) -> dict[str, float]:
    """What a sentence says, whatever is around it."""
    sentence = each.sentence
    is_latin = not _EAST_ASIAN.search(text)
    found = {
        "figures": len(figures) >= _MANY_FIGURES,
        "amount": bool(figures) and _AMOUNT.are_in(text, is_latin=is_latin),
        "attributed": _ATTRIBUTED.are_in(text, is_latin=is_latin),
        "background": _BACKGROUND.are_in(text, is_latin=is_latin)
        and not (figures and _FIGURE.search(_PERIOD.sub("", text))),
        "rule": may_repeat_rule
        and any(word in text for word in _WORDS_OF_RULES)
        and _RULE.are_in(text, is_latin=is_latin),
        "question": _QUESTION.are_in(text, is_latin=is_latin),
        "exchange": each.is_about_exchange,
        "close": each.closeness / 2,
        "crossing": bool(sentence.bits & _CROSSING),
        "words": min(len(sentence.findings), _MANY_WORDS) / _MANY_WORDS,
        "others": bool(sentence.bits & _OTHERS) or _OTHER_COUNTRY.are_in(text, is_latin=is_latin),
        "negated": bool(sentence.bits & _NEGATION),
    }
    return {name: float(value) for name, value in found.items() if value}


def _compare_lengths(rows: Sequence[dict[str, float]], texts: Sequence[str]) -> None:
    lengths = [min(len(text) if text.isascii() else 2 * len(text), _LONG) for text in texts]
    total = sum(lengths)
    for row, length in zip(rows, lengths, strict=True):
        row["length"] = length * len(lengths) / total / 2


def _compare_with_headline(
    rows: Sequence[dict[str, float]], title: str, texts: Sequence[str], figures: Sequence[Sequence[str]]
) -> None:
    wanted = _stems(title)
    wanted_figures = set(_FIGURE.findall(title))
    shared = [len(wanted & _stems(text)) for text in texts] if wanted else []
    most = max(shared, default=0)
    for row, count in zip(rows, shared, strict=False):
        if count and count == most:
            row["headline"] = 1.0
    if wanted_figures:
        for row, found in zip(rows, figures, strict=True):
            if not wanted_figures.isdisjoint(found):
                row["headline:figure"] = 1.0


def _stems(text: str) -> set[str]:
    """Beginnings of English and Korean words; pairs of adjacent Chinese or Japanese characters."""
    if text.isascii():
        return {word[:_ENGLISH_STEM] for word in _ENGLISH_WORD.findall(text.lower()) if word not in _COMMON}
    stems = set()
    for word in _WORD.findall(text):
        if word[0].isascii():
            stem = word.lower()
            if stem not in _COMMON:
                stems.add(stem[:_ENGLISH_STEM])
        elif "\uac00" <= word[0] <= "\ud7a3":
            stems.add(word[:_KOREAN_STEM])
        else:
            stems.update([word[at : at + 2] for at in range(len(word) - 1)])
    return stems
