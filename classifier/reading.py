"""From title and body to sentences that know which concepts they hold and which words said so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.concepts import BOTH, TWO, WEAK
from classifier.folding import Folded, fold_with_offsets
from classifier.lexicon import Word
from classifier.matcher import Hit, Matcher, longest
from classifier.sentences import sentence_spans
from yaluwatch.model import Span

#: How many sentences back "the two countries" may point.
_REACH = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A word where it stands; offsets into the original part."""

    start: int
    end: int
    words: tuple[Word, ...]
    #: Named inside a longer term (Beijing in "trip to Beijing"): a mention, but no word of its own.
    is_inside: bool = False

    @property
    def word(self) -> Word:
        """What it is taken for."""
        return self.words[0]


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
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Reading:
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
    hits: list[Hit]
    #: Concepts of words that hold for sure, the cues for the others.
    sure: int = 0


def read(title: str, body: str, language: str, matcher: Matcher) -> Reading:
    """Splits, matches and settles; any text gives a reading."""
    folded = {"title": fold_with_offsets(title), "body": fold_with_offsets(body)}
    stretches = [
        *_stretches("title", _title_span(title), folded["title"], title, language, matcher),
        *_stretches("body", sentence_spans(body), folded["body"], body, language, matcher),
    ]
    for stretch in stretches:
        for hit in longest([hit for hit in stretch.hits if _sure(hit.words)]):
            for word in _sure(hit.words):
                stretch.sure |= word.bits
    everywhere = 0
    for stretch in stretches:
        everywhere |= stretch.sure
    cues = [0, *(stretch.sure for stretch in stretches), 0]
    settled = [
        _settle(stretch, before | stretch.sure | after, everywhere, folded[stretch.part])
        for stretch, before, after in zip(stretches, cues, cues[2:], strict=False)
    ]
    return Reading(title, body, tuple(_point_back(settled)))


def _title_span(title: str) -> list[tuple[int, int]]:
    start = len(title) - len(title.lstrip())
    end = len(title.rstrip())
    return [(start, end)] if start < end else []


def _stretches(
    part: str, spans: Sequence[tuple[int, int]], folded: Folded, printed: str, language: str, matcher: Matcher
) -> Iterator[_Stretch]:
    """Sentences with the hits that lie in them; a hit across a sentence end belongs to none."""
    hits = sorted(matcher.find(folded, printed, language), key=lambda hit: hit.start)
    at = 0
    for start, end in spans:
        inside: list[Hit] = []
        while at < len(hits):
            first, last = folded.original(hits[at].start, hits[at].end)
            if first >= end:
                break
            if first >= start and last <= end:
                inside.append(hits[at])
            at += 1
        yield _Stretch(part, start, end, inside)


def _sure(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return words if not words[0].needs else tuple(word for word in words if not word.needs)


def _settle(stretch: _Stretch, near: int, everywhere: int, folded: Folded) -> Sentence:
    """The sentence with held words taken or dropped by their cues."""
    standing = []
    for hit in stretch.hits:
        if hit.words[0].needs:
            words = tuple(
                word
                for word in hit.words
                if not word.needs or word.needs & (everywhere if word.spelling.is_wide else near)
            )
            if words:
                standing.append(Hit(hit.start, hit.end, words))
        else:
            standing.append(hit)
    bits = weak = 0
    findings: list[Finding] = []
    named = [hit for hit in standing if hit.words[0].kind == "place"]
    for hit in longest(standing):
        if hit.words[0].kind == "mask":
            continue
        for word in hit.words:
            if word.bits & WEAK:
                weak |= word.bits
            else:
                bits |= word.bits
        findings.append(Finding(*folded.original(hit.start, hit.end), hit.words))
        if named and hit.words[0].kind == "term":
            findings.extend(
                Finding(*folded.original(name.start, name.end), name.words, is_inside=True)
                for name in longest([name for name in named if _belongs(name, hit)])
            )
    return Sentence(stretch.part, stretch.start, stretch.end, bits, weak & ~WEAK, tuple(findings))


def _belongs(name: Hit, term: Hit) -> bool:
    """A country or city inside a term that speaks of its side too; 朝鲜 in 朝鲜族 does not."""
    sides = name.words[0].bits & BOTH
    return name.start >= term.start and name.end <= term.end and bool(sides & term.words[0].bits)


def _point_back(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Lets "the two countries" mean both sides when both were named shortly before."""
    last_pair = -_REACH - 1
    for number, sentence in enumerate(sentences):
        if sentence.bits & BOTH == BOTH:
            last_pair = number
        elif sentence.bits & TWO and number - last_pair <= _REACH:
            yield Sentence(
                sentence.part,
                sentence.start,
                sentence.end,
                sentence.bits | BOTH,
                sentence.weak,
                sentence.findings,
            )
            continue
        yield sentence
