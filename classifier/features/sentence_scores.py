"""Scores how quotable each sentence of the body is: whether it reports the article's news, with its facts.

A weighted sum of the features below, in log-odds between the sentences of one article. The weights were
fitted by `python -m classifier.training.measure_evidence FOLDER --fit`: a conditional logistic regression
(softmax over the sentences of an article, L2 strength 4) on 307 articles in four languages whose best
sentence was marked. Length, attribution, figures and the words of the headline say most, position little.
"""

import re
from collections.abc import Mapping, Sequence, Set
from typing import Final, NamedTuple

from classifier.features.disambiguation import DisambiguatedText
from classifier.features.features import Weighed, dot
from classifier.features.sentence_signs import (
    A_YEAR,
    ABOUT_RULES,
    EAST_ASIAN,
    FIGURE,
    PERIOD,
    signs_of_quotes,
)
from classifier.lexicon import BIT
from yaluwatch.patterns import lazy_regex

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
    # What was before the news, without a figure but years: "since January 2020", "used to". This and the next
    # are set by hand, about twice as strong as fitted: texts of two sentences quote the news then.
    "background": -0.9,
    # What is so in general: what a place is, how much depends on a trade.
    "static": -0.9,
    # What a resolution allows or forbids, in an article that is not about the resolution. Set by hand: it
    # is quoted only if there is nothing else.
    "rule": -60.0,
    # A picture's caption or credit left in the text. Set by hand, too.
    "caption": -60.0,
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

# Signs that are features themselves.
_OWN_SIGNS: Final = ("attributed", "question", "static", "caption")
_OTHERS: Final = BIT["south"] | BIT["america"] | BIT["russia"] | BIT["elsewhere"]
_NEGATION: Final = BIT["negation"]
_CROSSING: Final = BIT["crossing"]
#: Lengths count up to this, characters; each character of a text that is not ASCII counts as two.
_LONG: Final = 300
_MANY_WORDS: Final = 6
_MANY_FIGURES: Final = 3
#: A credit that stands alone has at most so many characters.
_LONGEST_CREDIT: Final = 40

_WORD: Final = lazy_regex(
    r"[A-Za-z][A-Za-z'’-]{2,}|[\uac00-\ud7a3]{2,}|[\u4e00-\u9fff\u30a0-\u30ff]{2,}"  # Hangul; Han, katakana
)
_ENGLISH_WORD: Final = lazy_regex(r"[a-z][a-z'-]{2,}")
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


class Quotable(NamedTuple):
    """How quotable a sentence is."""

    #: Any real number, higher is better.
    score: float
    #: Whether it tells what happened, not what was before or is so in general.
    is_news: bool


def score_sentences(parsed: DisambiguatedText, weighed: Sequence[Weighed]) -> list[Quotable]:
    """For each sentence of the body, in order, how quotable it is."""
    return [
        Quotable(dot(WEIGHTS, found), is_news="background" not in found and "static" not in found)
        for found in sentence_features(parsed, weighed)
    ]


def sentence_features(parsed: DisambiguatedText, weighed: Sequence[Weighed]) -> list[dict[str, float]]:
    """For each sentence of the body its features; names as in `WEIGHTS`, only those that are not zero."""
    body = weighed[1:] if parsed.has_title else weighed
    texts = [parsed.body[each.sentence.start : each.sentence.end] for each in body]
    is_of_a_year = bool(A_YEAR.search(parsed.title))
    printed = [_printed(text, is_of_a_year=is_of_a_year) for text in texts]
    figures = [each.figures for each in printed]
    may_repeat_rule = not ABOUT_RULES.search(parsed.title)
    # "China denies …": then what is denied is the news.
    is_denial = parsed.has_title and bool(weighed[0].sentence.bits & _NEGATION)
    rows = [
        _own_features(*each, may_repeat_rule=may_repeat_rule, is_denial=is_denial)
        for each in zip(body, printed, strict=True)
    ]
    _mark_captions(rows, body, texts)
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


class _Printed(NamedTuple):
    """A sentence as it is printed."""

    text: str
    #: Names of its signs, as in `sentence_signs`.
    signs: Set[str]
    #: Whether it begins with what was before the news; then its figures count for nothing.
    is_earlier: bool
    figures: Sequence[str]


def _printed(text: str, *, is_of_a_year: bool) -> _Printed:
    signs = signs_of_quotes(text, is_latin=not EAST_ASIAN.search(text))
    is_earlier = "earlier" in signs or (not is_of_a_year and "last year" in signs)
    return _Printed(text, signs, is_earlier, [] if is_earlier else FIGURE.findall(text))


def _own_features(
    each: Weighed, printed: _Printed, *, may_repeat_rule: bool, is_denial: bool
) -> dict[str, float]:
    """What a sentence says, whatever is around it; one without a lexicon word is never quoted."""
    sentence = each.sentence
    text, signs, is_earlier, figures = printed
    if not sentence.findings:
        return {"caption": 1.0} if "caption" in signs else {}
    bits = sentence.bits
    found = {name: 1.0 for name in _OWN_SIGNS if name in signs}
    if len(figures) >= _MANY_FIGURES:
        found["figures"] = 1.0
    if figures and "amount" in signs:
        found["amount"] = 1.0
    if is_earlier or ("background" in signs and not (figures and FIGURE.search(PERIOD.sub("", text)))):
        found["background"] = 1.0
    if may_repeat_rule and "rule" in signs and "conceded" not in signs:
        found["rule"] = 1.0
    if each.is_about_exchange:
        found["exchange"] = 1.0
    if each.closeness:
        found["close"] = each.closeness / 2
    if bits & _CROSSING:
        found["crossing"] = 1.0
    found["words"] = min(len(sentence.findings), _MANY_WORDS) / _MANY_WORDS
    if bits & _OTHERS or "other country" in signs:
        found["others"] = 1.0
    if bits & _NEGATION and not is_denial:
        found["negated"] = 1.0
    return found


def _mark_captions(rows: Sequence[dict[str, float]], body: Sequence[Weighed], texts: Sequence[str]) -> None:
    """A sentence directly before a credit is its caption: "Lorries at Dandong. / Photo"."""
    for index in range(1, len(rows)):
        if (
            "caption" in rows[index]
            and len(texts[index]) <= _LONGEST_CREDIT
            and not body[index].sentence.opens_paragraph
        ):
            rows[index - 1]["caption"] = 1.0


def _compare_lengths(rows: Sequence[dict[str, float]], texts: Sequence[str]) -> None:
    lengths = [min(len(text) if text.isascii() else 2 * len(text), _LONG) for text in texts]
    total = sum(lengths)
    for row, length in zip(rows, lengths, strict=True):
        row["length"] = length * len(lengths) / total / 2


def _compare_with_headline(
    rows: Sequence[dict[str, float]], title: str, texts: Sequence[str], figures: Sequence[Sequence[str]]
) -> None:
    wanted = _stems(title)
    wanted_figures = set(FIGURE.findall(title))
    shared = _shared(wanted, texts) if wanted else []
    most = max(shared, default=0)
    for row, count in zip(rows, shared, strict=False):
        if count and count == most:
            row["headline"] = 1.0
    if wanted_figures:
        for row, found in zip(rows, figures, strict=True):
            if not wanted_figures.isdisjoint(found):
                row["headline:figure"] = 1.0


def _shared(wanted: Set[str], texts: Sequence[str]) -> list[int]:
    """How many of these stems each text has."""
    # Wherever two such characters stand side by side, they are a stem; a word has to begin with the others.
    pairs = [stem for stem in wanted if not stem[0].isascii() and not _is_hangul(stem)]
    beginnings = wanted - set(pairs)
    counts = []
    for text in texts:
        count = len([pair for pair in pairs if pair in text]) if pairs else 0
        if beginnings:
            lower = text.lower()
            found = [stem for stem in beginnings if stem in lower]
            if found and not text.isascii() and any(stem[0].isascii() for stem in found):
                count += len(beginnings & _stems(text))
            else:
                count += len([stem for stem in found if _has_beginning(lower, stem)])
        counts.append(count)
    return counts


def _has_beginning(text: str, stem: str) -> bool:
    """Whether a Korean word begins with the stem, or an English word of a text in lower case has it."""
    at = text.find(stem)
    while at >= 0:
        if _is_hangul(stem):
            if not at or not _is_hangul(text[at - 1]):
                return True
        else:
            before = text[:at].rstrip("'-")
            word = None if before and "a" <= before[-1] <= "z" else _ENGLISH_WORD.match(text, at)
            if word and word[0] not in _COMMON and word[0][:_ENGLISH_STEM] == stem:
                return True
        at = text.find(stem, at + 1)
    return False


def _is_hangul(text: str) -> bool:
    return "\uac00" <= text[0] <= "\ud7a3"


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
        elif _is_hangul(word):
            stems.add(word[:_KOREAN_STEM])
        else:
            stems.update([word[at : at + 2] for at in range(len(word) - 1)])
    return stems
