"""Who says a sentence: the words that name the speaker, and whether somebody else relays it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.facts.claims.attributions import Attribution
from classifier.facts.claims.citing import cited_in
from classifier.facts.claims.finders import FINDERS, STEMS, Found, english_speakers
from classifier.facts.claims.media import is_medium_name
from classifier.facts.claims.naming import can_speak, is_unnamed
from classifier.facts.scanning import positions
from yaluwatch.patterns import lazy_regex

# Between a subject and another one: NK지식인연대가 17일 내부 소식통.
_KO_BOUNDARY = lazy_regex(r"[가-힣A-Za-z][은는이가]\s")
# 【北京】 before the first words of a report.
_BYLINE = lazy_regex(r"(?:【[^】]*】|\[[^\]]*\])?\s*")
_SOURCE: Final = lazy_regex(r"(?:筋|소식통|消息人士|\bsources?)$")
_RELAYED: Final = lazy_regex(
    r"\b(?:quoted|citing|cited|quoting|according\sto|reported)\b|인용|보도했|援引|引述"
    r"|[报報][道导導]|引用|報じ|伝えたところ"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a sentence is attributed to; positions in the text."""

    start: int
    end: int
    is_anonymous: bool
    #: Whether another medium or person passes it on.
    is_relayed: bool
    #: Whether only a pronoun stands there, so that it is the speaker before.
    is_pronoun: bool = False


def has_statement(text: str, language: str) -> list[int]:
    """Where words stand, in order, without which no English sentence is a statement."""
    return positions(text, STEMS) if language == "en" else []


def speaker_of(
    text: str, start: int, end: int, language: str, attributions: Sequence[Attribution]
) -> Speaker | None:
    """The speaker of the sentence at `start`–`end`; None if it is nobody's statement.

    Of a sentence in which a medium cites somebody, the one cited. `attributions` are those of the whole text.
    """
    sentence = text[start:end]
    who = _chosen(sentence, language)
    inside = [each for each in attributions if start <= each.start and each.end <= end]
    if who is None:
        # A phrase such as "according to …" or a source alone is enough if something is said of it.
        said = next((each for each in inside if not each.is_anonymous), None)
        if said is None:
            return None
        return Speaker(said.start, said.end, False, bool(_RELAYED.search(sentence)) and len(inside) > 1)
    first, last, is_pronoun = who
    first, last = first + start, last + start
    touching = [each for each in inside if each.is_anonymous and each.start < last and each.end > first]
    for each in touching:
        if not _KO_BOUNDARY.search(text, each.start, first):
            first = min(first, each.start)
        last = max(last, each.end)
    first = _BYLINE.match(text, first, last).end()  # type: ignore[union-attr]
    name = text[first:last].rstrip(" .,")
    last = first + len(name)
    is_anonymous = is_unnamed(name) or bool(touching) or any(each.is_anonymous for each in inside)
    is_relayed = bool(_RELAYED.search(sentence)) and is_anonymous
    return Speaker(first, last, is_anonymous, is_relayed, is_pronoun)


def _chosen(sentence: str, language: str) -> Found | None:
    """The speaker of a sentence: whom a medium cites, else who speaks first and is no medium."""
    found = FINDERS.get(language, english_speakers)(sentence)
    first = next(found, None)
    if first is None or _is_medium(sentence[first[0] : first[1]], language):
        cited = cited_in(sentence, language)
        others = (each for each in found if can_speak(sentence[each[0] : each[1]]))
        return cited or next(others, None) or first
    return first


def _is_medium(name: str, language: str) -> bool:
    """Whether somebody who speaks is a medium; a medium's source is none."""
    return is_medium_name(name, language) and _SOURCE.search(name) is None
