"""A word-level diff of two versions of a text, with the numbers and negations that changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from yaluwatch.patterns import lazy_regex

# A number, a word, one character of a script written without spaces, whitespace, or any other character.
_TOKEN = lazy_regex(
    r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|(?:[^\W\d\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])+"
    r"|\s+|."
)
_NUMBER = lazy_regex(r"\d+(?:[.,]\d+)*")
_NEGATION = lazy_regex(
    r"\b(?:not|no|never|none|without|den(?:y|ied|ies|ying))\b|n['’]t\b|않|아니|못|없|부인|[不没沒无無未非]|否认|否認|ない|ません",
    re.IGNORECASE,
)
# Above this many tokens a passage is compared as a whole: difflib takes quadratic time.
_MAX_TOKENS = 5_000


class ChangeKind(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class TextChange:
    """A stretch of text. SAME and REMOVED ones add up to the old text, SAME and ADDED ones to the new."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class TextChanges:
    """The difference between two texts."""

    #: In the order of the text, neighbours of one kind merged.
    pieces: tuple[TextChange, ...]
    #: Numbers that occur more often in the old text than in the new, and the reverse; as printed, repeated as
    #: often.
    numbers_removed: tuple[str, ...]
    numbers_added: tuple[str, ...]
    #: Words of negation or denial were added or removed, so the meaning may be reversed.
    is_negation_changed: bool

    @property
    def is_empty(self) -> bool:
        """Whether the texts are the same."""
        return all(piece.kind is ChangeKind.SAME for piece in self.pieces)


def compare(old: str, new: str) -> TextChanges:
    """The changes that turn the old text into the new."""
    removed, added = _difference(_NUMBER.findall(old), _NUMBER.findall(new))
    negations = _difference(_NEGATION.findall(old), _NEGATION.findall(new))
    return TextChanges(tuple(_merged(_by_paragraph(old, new))), removed, added, any(negations))


def _difference(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = Counter(old), Counter(new)
    return tuple((before - after).elements()), tuple((after - before).elements())


def _by_paragraph(old: str, new: str) -> Iterator[TextChange]:
    """Compare paragraphs, then the words of the paragraphs that changed."""
    before, after = re.split(r"(?<=\n)", old), re.split(r"(?<=\n)", new)
    for same, one, other in _blocks(before, after):
        if same:
            yield TextChange(ChangeKind.SAME, "".join(one))
        else:
            yield from _by_word("".join(one), "".join(other))


def _by_word(old: str, new: str) -> Iterator[TextChange]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MAX_TOKENS:
        before, after = [old], [new]
    for same, one, other in _blocks(before, after):
        if same:
            yield TextChange(ChangeKind.SAME, "".join(one))
            continue
        yield TextChange(ChangeKind.REMOVED, "".join(one))
        yield TextChange(ChangeKind.ADDED, "".join(other))


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        yield tag == "equal", old[first:last], new[start:end]


def _merged(pieces: Iterator[TextChange]) -> Iterator[TextChange]:
    """Merge neighbours of one kind and drop empty ones."""
    last: TextChange | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last and last.kind is piece.kind:
            last = TextChange(last.kind, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
