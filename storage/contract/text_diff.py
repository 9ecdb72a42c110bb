"""What changed between two versions of a text, word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Numbers whole, other words whole, one character each of scripts written without spaces, the rest as it is.
_PIECE = re.compile(
    r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|(?:[^\W\d\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])+"
    r"|\s+|."
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|den(?:y|ied|ies|ying))\b|n['’]t\b|않|아니|못|없|부인|[不没沒无無未非]|否认|否認|ない|ません",
    re.IGNORECASE,
)
# Beyond this many words a paragraph is compared as a whole: difflib's time grows with the square.
_MOST_WORDS = 5_000


class ChangeKind(StrEnum):
    """What became of a piece."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class TextChange:
    """A stretch of text. The same and the removed ones give the old text, the same and the added the new."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True)
class TextChanges:
    """Two texts compared."""

    pieces: tuple[TextChange, ...]
    #: Numbers printed more often in the old text than in the new, and the other way round.
    numbers_removed: tuple[str, ...]
    numbers_added: tuple[str, ...]
    #: Words of negation or denial came or went: the sense may have turned.
    is_negation_changed: bool

    @property
    def is_empty(self) -> bool:
        """Whether the texts are the same."""
        return all(piece.kind is ChangeKind.SAME for piece in self.pieces)


def compare(old: str, new: str) -> TextChanges:
    """The changes that lead from the old text to the new."""
    removed, added = _difference(_NUMBER.findall(old), _NUMBER.findall(new))
    turned = _difference(_NEGATION.findall(old), _NEGATION.findall(new))
    return TextChanges(tuple(_joined(_by_paragraph(old, new))), removed, added, any(turned))


def _difference(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = Counter(old), Counter(new)
    return tuple((before - after).elements()), tuple((after - before).elements())


def _by_paragraph(old: str, new: str) -> Iterator[TextChange]:
    """Paragraphs first, the words of changed paragraphs then."""
    before, after = re.split(r"(?<=\n)", old), re.split(r"(?<=\n)", new)
    for same, one, other in _blocks(before, after):
        if same:
            yield TextChange(ChangeKind.SAME, "".join(one))
        else:
            yield from _by_word("".join(one), "".join(other))


def _by_word(old: str, new: str) -> Iterator[TextChange]:
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    if max(len(before), len(after)) > _MOST_WORDS:
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


def _joined(pieces: Iterator[TextChange]) -> Iterator[TextChange]:
    """Neighbours of one kind as one, empty ones left out."""
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
