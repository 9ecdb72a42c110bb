"""From title and body to sentences that know which concepts they hold and which words said so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from classifier.features.sentences import sentence_spans
from classifier.lexicon import (
    BIT,
    BOTH,
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

#: How many sentences back "the two countries" may point.
_REACH = 3
_RUSSIA = BIT["russia"]

#: Characters read of title and body; what lies beyond is not looked at. Articles in the press are far
#: shorter, and any text, a list of names without end too, is read within a second.
READ_TITLE = 2_000
READ_BODY = 100_000


class FoundWord(NamedTuple):
    """A word where it stands; offsets into the original part."""

    start: int
    end: int
    #: What it is taken for.
    word: LexiconWord
    #: Named inside a longer term (Beijing in "trip to Beijing"): a mention, but no word of its own.
    is_inside: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or the whole title."""

    part: str
    start: int
    end: int
    #: Concepts of its sure words.
    bits: int
    #: Concepts of words that count only beside both sides.
    weak: int
    findings: tuple[FoundWord, ...]
    #: Whether a line break stands before it.
    opens_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class DisambiguatedText:
    """An article as the rules see it."""

    title: str
    body: str
    #: The title first, if there is one.
    sentences: tuple[Sentence, ...]

    @property
    def has_title(self) -> bool:
        """Whether the first sentence is the title."""
        return bool(self.sentences) and self.sentences[0].part == "title"

    def span(self, part: str, start: int, end: int) -> Span:
        """A stretch of the article, with its text."""
        return Span(part, start, end, (self.title if part == "title" else self.body)[start:end])


@dataclass(slots=True)
class _Stretch:
    """A sentence while its words are being settled."""

    part: str
    start: int
    end: int
    #: All of them, overlapping ones too.
    hits: list[LexiconMatch]
    #: Those that stand without a cue.
    kept: list[LexiconMatch]
    #: Whether others wait for one.
    is_open: bool
    #: Concepts of the kept ones, the cues for the others.
    sure: int
    opens_paragraph: bool


def read(title: str, body: str, language: str, matcher: Matcher) -> DisambiguatedText:
    """Splits, matches and settles; any text gives a reading of its first characters."""
    title, body = title[:READ_TITLE], body[:READ_BODY]
    folded = {"title": fold_with_offsets(title), "body": fold_with_offsets(body)}
    stretches = [
        *_stretches("title", _title_span(title), folded["title"], title, language, matcher),
        *_stretches("body", sentence_spans(body), folded["body"], body, language, matcher),
    ]
    everywhere = 0
    for stretch in stretches:
        everywhere |= stretch.sure
    cues = [0, *(stretch.sure for stretch in stretches), 0]
    settled = [
        _settle(stretch, before | stretch.sure | after, everywhere, folded[stretch.part])
        for stretch, before, after in zip(stretches, cues, cues[2:], strict=False)
    ]
    return DisambiguatedText(title, body, tuple(_point_back(settled)))


def _title_span(title: str) -> list[tuple[int, int]]:
    start = len(title) - len(title.lstrip())
    end = len(title.rstrip())
    return [(start, end)] if start < end else []


def _stretches(
    part: str,
    spans: Sequence[tuple[int, int]],
    folded: NormalisedText,
    printed: str,
    language: str,
    matcher: Matcher,
) -> Iterator[_Stretch]:
    """Sentences with the hits that lie in them; a hit across a sentence end belongs to none."""
    hits = sorted(matcher.find(folded, printed, language), key=lambda hit: hit.start)
    at = before = 0
    is_plain = folded.starts is None
    for start, end in spans:
        inside: list[LexiconMatch] = []
        while at < len(hits):
            hit = hits[at]
            first, last = (hit.start, hit.end) if is_plain else folded.original(hit.start, hit.end)
            if first >= end:
                break
            if first >= start and last <= end:
                inside.append(hit)
            at += 1
        yield _stretch(part, start, end, inside, opens_paragraph="\n" in printed[before:start])
        before = end


def _stretch(part: str, start: int, end: int, hits: list[LexiconMatch], *, opens_paragraph: bool) -> _Stretch:
    if not hits:
        return _Stretch(part, start, end, hits, hits, False, 0, opens_paragraph)
    is_open = any(hit.group.is_held for hit in hits)
    kept = longest(_standing(hits, 0, 0) if is_open else hits)
    sure = 0
    for hit in kept:
        sure |= hit.group.strong
    return _Stretch(part, start, end, hits, kept, is_open, sure, opens_paragraph)


def _standing(hits: list[LexiconMatch], near: int, everywhere: int) -> list[LexiconMatch]:
    """The hits with held words taken or dropped by these cues."""
    standing = []
    for hit in hits:
        if hit.group.is_held:
            group = _with_cues(hit.group, near, everywhere)
            if group is not None:
                standing.append(LexiconMatch(hit.start, hit.end, group))
        else:
            standing.append(hit)
    return standing


def _with_cues(group: Group, near: int, everywhere: int) -> Group | None:
    words = tuple(
        word
        for word in group.words
        if not word.needs or word.needs & (everywhere if word.spelling.is_wide else near)
    )
    return group_words(words) if words else None


def _settle(stretch: _Stretch, near: int, everywhere: int, folded: NormalisedText) -> Sentence:
    """The sentence as it is read once all cues are known."""
    standing, kept = stretch.hits, stretch.kept
    if not standing:
        return Sentence(stretch.part, stretch.start, stretch.end, 0, 0, (), stretch.opens_paragraph)
    if stretch.is_open:
        standing = _standing(stretch.hits, near, everywhere)
        kept = longest(standing)
    # A name can only stand inside a longer term when some hit was not kept.
    places = [hit for hit in standing if hit.group.is_place] if len(standing) > len(kept) else []
    bits = weak = 0
    findings: list[FoundWord] = []
    for hit in kept:
        group = hit.group
        if group.is_mask:
            continue
        bits |= group.strong
        weak |= group.weak
        findings.append(FoundWord(*folded.original(hit.start, hit.end), group.words[0]))
        if places and not group.is_place:
            for name in longest([place for place in places if _belongs(place, hit)]):
                span = folded.original(name.start, name.end)
                findings.append(FoundWord(*span, name.group.words[0], is_inside=True))
    if bits & _RUSSIA and bits & FRONTIER:
        bits = _beside_russia(bits, findings)
    return Sentence(
        stretch.part, stretch.start, stretch.end, bits, weak, tuple(findings), stretch.opens_paragraph
    )


def _beside_russia(bits: int, findings: Sequence[FoundWord]) -> int:
    """Beside Russia, which has its part of the Tumen, a shared river names neither border nor China."""
    bits &= ~(BOTH | PAIR | FRONTIER)
    for finding in findings:
        of_word = finding.word.bits
        if not (of_word & FRONTIER and of_word & BOTH == BOTH):
            bits |= of_word & (BOTH | PAIR | FRONTIER)
    return bits


def _belongs(name: LexiconMatch, term: LexiconMatch) -> bool:
    """A country or city inside a term that speaks of its side too; 朝鲜 in 朝鲜族 does not."""
    return (
        name.start >= term.start
        and name.end <= term.end
        and bool(name.group.strong & term.group.strong & BOTH)
    )


def _point_back(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Lets "the two countries" mean both sides when both were named shortly before."""
    last_pair = -_REACH - 1
    for number, sentence in enumerate(sentences):
        if sentence.bits & BOTH == BOTH:
            last_pair = number
        elif sentence.bits & TWO and number - last_pair <= _REACH:
            yield replace(sentence, bits=sentence.bits | BOTH)
            continue
        yield sentence
