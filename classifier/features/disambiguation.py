"""Splits an article into sentences, finds their lexicon words and resolves ambiguous ones by context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from classifier.features.datelines import dateline_end
from classifier.features.sentences import sentence_spans
from classifier.lexicon import (
    BIT,
    BOTH,
    CHINA,
    FRONTIER,
    PAIR,
    TWO,
    Group,
    LexiconMatch,
    LexiconWord,
    Matcher,
    NormalisedText,
    fold_with_offsets,
    group_words,
    longest,
)
from yaluwatch.model import Span

# "The two countries" may refer to countries mentioned this many sentences before.
_MAX_DISTANCE = 3
_RUSSIA = BIT["russia"]

#: Maximum number of characters analysed of title and body. News articles are far shorter; the limit keeps the
#: time for any text, even an endless list of names, below a second.
READ_TITLE = 2_000
READ_BODY = 100_000


class FoundWord(NamedTuple):
    """A lexicon word in a text; offsets are into the original title or body."""

    start: int
    end: int
    #: The word it was resolved to.
    word: LexiconWord
    #: A name inside a longer term (Beijing in "trip to Beijing"): counts as a mention only.
    is_inside: bool = False


class Sentence(NamedTuple):
    """One sentence, or the whole title."""

    #: "title" or "body".
    part: str
    #: Offsets into the part.
    start: int
    end: int
    #: Concept bits of its words.
    bits: int
    #: Concept bits of weak words, which count only if both sides are in the sentence.
    weak: int
    findings: tuple[FoundWord, ...]
    #: Whether a line break precedes it.
    opens_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class DisambiguatedText:
    """An article as sentences with their resolved words; input of features, evidence and mentions."""

    title: str
    body: str
    #: The title first, if there is one.
    sentences: tuple[Sentence, ...]

    @property
    def has_title(self) -> bool:
        """Whether the first sentence is the title."""
        return bool(self.sentences) and self.sentences[0].part == "title"

    def span(self, part: str, start: int, end: int) -> Span:
        """A span of the article, with its text."""
        return Span(part, start, end, (self.title if part == "title" else self.body)[start:end])


@dataclass(slots=True)
class _PendingSentence:
    """A sentence whose ambiguous words are not resolved yet."""

    part: str
    start: int
    end: int
    #: All matches, including overlapping ones.
    hits: list[LexiconMatch]
    #: Those that need no cue.
    certain: list[LexiconMatch]
    #: Of those, the ones without overlaps.
    kept: list[LexiconMatch]
    #: Concept bits that would let others count: in the sentence or a neighbour, and anywhere in the text.
    needs: int
    needs_anywhere: int
    #: Concept bits of the kept matches; they are cues for the others.
    sure: int
    opens_paragraph: bool


def read(title: str, body: str, language: str, matcher: Matcher) -> DisambiguatedText:
    """The sentences of an article with their resolved words; reads at most `READ_TITLE` and `READ_BODY`."""
    title, body = title[:READ_TITLE], body[:READ_BODY]
    folded = {"title": fold_with_offsets(title), "body": fold_with_offsets(body)}
    pending = [
        *_pending_sentences("title", _title_span(title), folded["title"], title, language, matcher),
        *_pending_sentences("body", sentence_spans(body), folded["body"], body, language, matcher),
    ]
    everywhere = 0
    for sentence in pending:
        everywhere |= sentence.sure
    cues = [0, *(sentence.sure for sentence in pending), 0]
    resolved = [
        _resolve(sentence, before | sentence.sure | after, everywhere, folded[sentence.part])
        for sentence, before, after in zip(pending, cues, cues[2:], strict=False)
    ]
    return DisambiguatedText(title, body, tuple(_resolve_two_countries(resolved)))


def _title_span(title: str) -> list[tuple[int, int]]:
    start = len(title) - len(title.lstrip())
    end = len(title.rstrip())
    return [(start, end)] if start < end else []


def _pending_sentences(
    part: str,
    spans: Sequence[tuple[int, int]],
    folded: NormalisedText,
    printed: str,
    language: str,
    matcher: Matcher,
) -> Iterator[_PendingSentence]:
    """Sentences with the matches inside them; a match across a sentence boundary is dropped."""
    hits = matcher.find(folded, printed, language)
    at = before = 0
    is_plain = folded.starts is None
    filed_before = dateline_end(printed) if part == "body" else 0
    for start, end in spans:
        inside: list[LexiconMatch] = []
        while at < len(hits):
            hit = hits[at]
            first, last, _ = hit
            if not is_plain:
                first, last = folded.original(first, last)
            if first >= end:
                break
            if first >= start and last <= end and not (last <= filed_before and _is_office(hit)):
                inside.append(hit)
            at += 1
        yield _pending_sentence(part, start, end, inside, opens_paragraph="\n" in printed[before:start])
        before = end


def _is_office(hit: LexiconMatch) -> bool:
    """Whether it is a place in China where correspondents are posted, far from the border."""
    return hit.group.is_place and bool(hit.group.strong & CHINA) and not hit.group.strong & FRONTIER


def _pending_sentence(
    part: str, start: int, end: int, hits: list[LexiconMatch], *, opens_paragraph: bool
) -> _PendingSentence:
    if not hits:
        return _PendingSentence(part, start, end, hits, hits, hits, 0, 0, 0, opens_paragraph)
    needs = needs_anywhere = 0
    for _, _, group in hits:
        needs |= group.needs
        needs_anywhere |= group.needs_anywhere
    certain = _resolve_matches(hits, 0, 0) if needs or needs_anywhere else hits
    kept = longest(certain)
    sure = 0
    for _, _, group in kept:
        sure |= group.strong
    return _PendingSentence(
        part, start, end, hits, certain, kept, needs, needs_anywhere, sure, opens_paragraph
    )


def _resolve_matches(hits: list[LexiconMatch], near: int, everywhere: int) -> list[LexiconMatch]:
    """The matches, with words that need a cue kept or dropped by these cues."""
    matches = []
    for hit in hits:
        group = hit.group
        if group.needs or group.needs_anywhere:
            # Other cues make no difference, so few combinations are remembered.
            resolved = _with_cues(group, near & group.needs, everywhere & group.needs_anywhere)
            if resolved is group:
                matches.append(hit)
            elif resolved is not None:
                matches.append(LexiconMatch(hit.start, hit.end, resolved))
        else:
            matches.append(hit)
    return matches


@lru_cache(maxsize=8192)
def _with_cues(group: Group, near: int, everywhere: int) -> Group | None:
    words = tuple(
        word
        for word in group.words
        if not word.needs or word.needs & (everywhere if word.spelling.is_wide else near)
    )
    if len(words) == len(group.words):
        return group
    return group_words(words) if words else None


def _resolve(sentence: _PendingSentence, near: int, everywhere: int, folded: NormalisedText) -> Sentence:
    """The final sentence, once all cues are known."""
    matches, kept = sentence.certain, sentence.kept
    if not sentence.hits:
        return Sentence(sentence.part, sentence.start, sentence.end, 0, 0, (), sentence.opens_paragraph)
    if sentence.needs & near or sentence.needs_anywhere & everywhere:
        matches = _resolve_matches(sentence.hits, near, everywhere)
        kept = longest(matches)
    # A name can be inside a longer term only if some match was not kept.
    places = [hit for hit in matches if hit.group.is_place] if len(matches) > len(kept) else []
    bits = weak = 0
    findings: list[FoundWord] = []
    is_plain = folded.starts is None
    for hit in kept:
        start, end, group = hit
        if group.is_mask:
            continue
        bits |= group.strong
        weak |= group.weak
        word = group.words[0]
        findings.append(FoundWord(*((start, end) if is_plain else folded.original(start, end)), word))
        # A firm is not the place it is named after.
        if not places or group.is_place or word.kind == "actor":
            continue
        names = [
            place
            for place in places
            if place.start >= start and place.end <= end and _is_same_side(place.group, group)
        ]
        for name in longest(names):
            span = folded.original(name.start, name.end)
            findings.append(FoundWord(*span, name.group.words[0], is_inside=True))
    if bits & _RUSSIA and bits & FRONTIER:
        bits = _without_shared_river(bits, findings)
    return Sentence(
        sentence.part, sentence.start, sentence.end, bits, weak, tuple(findings), sentence.opens_paragraph
    )


def _without_shared_river(bits: int, findings: Sequence[FoundWord]) -> int:
    """Beside Russia, which also borders the Tumen, a shared river implies neither the border nor China."""
    bits &= ~(BOTH | PAIR | FRONTIER)
    for finding in findings:
        of_word = finding.word.bits
        if not (of_word & FRONTIER and of_word & BOTH == BOTH):
            bits |= of_word & (BOTH | PAIR | FRONTIER)
    return bits


def _is_same_side(name: Group, term: Group) -> bool:
    """Whether a name inside a term refers to the same side; 朝鲜 in 朝鲜族 does not."""
    return bool(name.strong & term.strong & BOTH)


def _resolve_two_countries(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Let "the two countries" count as both sides if both were mentioned shortly before."""
    last_pair = -_MAX_DISTANCE - 1
    for number, sentence in enumerate(sentences):
        if sentence.bits & BOTH == BOTH:
            last_pair = number
        elif sentence.bits & TWO and number - last_pair <= _MAX_DISTANCE:
            yield sentence._replace(bits=sentence.bits | BOTH)
            continue
        yield sentence
