"""A gloss line: the sense of a headline in the reader's language, from our own lists, in reading order. Pure.

단둥 세관, 쌀 200톤 밀수 적발 becomes Dandong Port of Entry · rice · 200 t · smuggling · seized. It is no
translation: what the lists don't know is left out.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from alerts.digests.figures import date_text, figure_text
from alerts.digests.gloss_names import english_word_in, everyday_words, meaning_in, name_of_entity
from classifier.facts import find_facts
from classifier.lexicon import fold_with_offsets
from yaluwatch.model import Span, StoredArticle, Verdict

# Maximum number of parts of a gloss line.
_MAX_PARTS = 10
# A headline with fewer parts is completed from the quoted sentence.
_ENOUGH = 3
# Of a headline or sentence only this much is read, characters.
_MAX_TEXT = 400
# Letters that may follow a Korean word of one syllable.
_PARTICLES = "은는이가을를의에로와과도만"
# The English gloss of what negates a word: the one before it in these languages, the one after it in others.
_NOT = "not"
_NEGATED_BEFORE = frozenset({"ko", "ja"})
# After these a figure is only a part: 7~8월 is no 8월, 수십 대 no 10.
_UNFINISHED = frozenset("~∼～〜-–—수몇數数几幾")


class _Part(NamedTuple):
    """A stretch of the text and what it means."""

    start: int
    end: int
    text: str


def gloss(stored: StoredArticle, language: str) -> tuple[str, ...]:
    """Parts of the gloss line of an article's headline for readers of `language` ("en", "ko" or "zh").

    In reading order without repeats, at most 10; a headline with fewer than 3 parts is completed from the
    quoted sentence. Empty if the article is in the reader's language or nothing is known.
    """
    article = stored.article
    if article.language == language:
        return ()
    title = Span("title", 0, len(article.title), article.title)
    parts = gloss_of_span(stored, title, language)
    if len(parts) < _ENOUGH and (quote := _quote(stored.verdict)):
        parts += gloss_of_span(stored, quote, language)
    return tuple(dict.fromkeys(parts))[:_MAX_PARTS]


def gloss_of_span(stored: StoredArticle, span: Span, language: str) -> tuple[str, ...]:
    """The same for one stretch of the article, such as a quoted sentence."""
    article = stored.article
    if article.language == language:
        return ()
    text = span.text[:_MAX_TEXT]
    published = (article.published_at or stored.first_seen_at).date()
    parts = [
        *_from_verdict(stored.verdict, span, text, language),
        *_from_facts(text, published, language),
    ]
    parts += _everyday(text, article.language, language, {part.end for part in parts})
    known = _without_dangling(_longest(parts), article.language, meaning_in(language, _NOT))
    return tuple(dict.fromkeys(part.text for part in known))[:_MAX_PARTS]


def _quote(verdict: Verdict | None) -> Span | None:
    """The best sentence of the body; None if there is none."""
    evidence = (span for tag in (verdict.tags if verdict else ()) for span in tag.evidence)
    return next((span for span in evidence if span.part == "body"), None)


def _from_verdict(verdict: Verdict | None, span: Span, text: str, target: str) -> Iterator[_Part]:
    """Named entities at their places, and key terms wherever they are printed."""
    if verdict is None:
        return
    named = [mention for mention in verdict.mentions if mention.span.part == span.part]
    ends: set[int] = set()
    for mention in named:
        start, end = mention.span.start - span.start, mention.span.end - span.start
        if start >= 0 and end <= len(text):
            ends.add(end)
            yield _Part(start, end, name_of_entity(target, mention.id, mention.gloss))
    for term in verdict.terms:
        # English terms have no gloss: they are their own meaning.
        meaning = meaning_in(target, term.gloss) if term.gloss else english_word_in(target, term.text)
        for start in _places(text, term.text):
            end = start + len(term.text)
            if _is_word(text, start, end, ends):
                ends.add(end)
                yield _Part(start, end, meaning)


def _from_facts(text: str, published: date, language: str) -> Iterator[_Part]:
    facts = find_facts(text, published)
    found = [
        _Part(each.start, each.end, figure_text(each.value, each.unit, language)) for each in facts.amounts
    ]
    found += [_Part(each.start, each.end, date_text(each, language)) for each in facts.dates]
    yield from (part for part in found if text[part.start - 1 : part.start] not in _UNFINISHED)


def _everyday(text: str, source: str, target: str, ends: set[int]) -> Iterator[_Part]:
    """Everyday words of the article's language; `ends` are where other parts end."""
    words = everyday_words(source)
    folded = fold_with_offsets(text)
    ends = set(ends)
    for at in range(len(folded.text)):
        for length in words.lengths.get(folded.text[at], ()):
            word = folded.text[at : at + length]
            if len(word) < length or word not in words.glosses:
                continue
            start, end = folded.original(at, at + length)
            is_printed_so = word not in words.capitals or text[start:end].isupper()
            if is_printed_so and _is_word(text, start, end, ends):
                ends.add(end)
                yield _Part(start, end, meaning_in(target, words.glosses[word]))
                break


def _places(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while word and start >= 0:
        yield start
        start = text.find(word, start + 1)


def _is_word(text: str, start: int, end: int, ends: set[int]) -> bool:
    """Whether a match is a word of its own, as far as its script tells. `ends`: where other matches end.

    Like the classifier's matcher: Latin words are whole; Korean ones start a word or follow another match,
    unless they are long; single Chinese characters stand alone.
    """
    before = text[start - 1] if start and start not in ends else ""
    after = text[end : end + 1]
    first, last = text[start], text[end - 1]
    if _is_latin(first) and _is_latin(before):
        return False
    if _is_latin(last) and _is_latin(after):
        return False
    if _is_hangul(first):
        if end - start < 3 and _is_hangul(before):
            return False
        # 39배 is "39 times", 배 alone a ship.
        return end - start > 1 or (not before.isdigit() and _ends_word(text, end))
    return end - start > 1 or not _is_han(first) or not (_is_han(before) or _is_han(after))


def _ends_word(text: str, end: int) -> bool:
    """Whether a Korean word ends here, or after one particle."""
    rest = text[end : end + 2]
    return not _is_hangul(rest[:1]) or (rest[0] in _PARTICLES and not _is_hangul(rest[1:]))


def _is_latin(character: str) -> bool:
    return "" < character < "\u1100" and character.isalnum()


def _is_hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _longest(parts: list[_Part]) -> list[_Part]:
    """In reading order; of overlapping parts the longest is kept, then the one given first."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda part: part.start - part.end):
        if all(part.end <= other.start or part.start >= other.end for other in kept):
            kept.append(part)
    return sorted(kept, key=lambda part: part.start)


def _without_dangling(parts: list[_Part], source: str, negation: str) -> list[_Part]:
    """Without negations of words that are not among the parts: they would be read with another one."""
    ends = {part.end for part in parts} if source in _NEGATED_BEFORE else {part.start for part in parts}

    def is_whole(part: _Part) -> bool:
        edge, step = (part.start, -1) if source in _NEGATED_BEFORE else (part.end, 1)
        # A particle or a blank may stand between them, and both: 신고는 없이.
        return part.text != negation or any(edge + step * gap in ends for gap in range(3))

    return [part for part in parts if is_whole(part)]
