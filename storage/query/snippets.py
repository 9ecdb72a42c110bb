"""A stretch of a text around what was searched for, with the matches marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from storage.query.spellings import other_words, words_at_start
from storage.query.tokens import is_latin
from yaluwatch.text import fold

#: Characters shown before the first match, and in all.
_BEFORE = 40
_LENGTH = 180


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """Part of a snippet, in order; together they are a stretch of the text."""

    text: str
    is_match: bool


def snippet(text: str, words: Sequence[str], *, length: int = _LENGTH) -> list[SnippetPart]:
    """At most `length` characters around the first match of any word, or from the start when none is there.

    Words match as search matches them: folded, so that 丹东 marks 丹東.
    """
    folded = [fold(character) for character in text]
    ends = list(accumulate(len(piece) for piece in folded))
    matches = _matches("".join(folded), ends, words)
    start = max(0, matches[0][0] - _BEFORE) if matches else 0
    end = min(len(text), start + length)
    pieces = [SnippetPart("…", is_match=False)] if start else []
    position = start
    for first, last in matches:
        if first < position or last > end:
            continue
        pieces += [
            SnippetPart(text[position:first], is_match=False),
            SnippetPart(text[first:last], is_match=True),
        ]
        position = last
    pieces.append(SnippetPart(text[position:end] + ("…" if end < len(text) else ""), is_match=False))
    return [SnippetPart(" ".join(piece.text.split("\n")), piece.is_match) for piece in pieces if piece.text]


def _matches(folded: str, ends: Sequence[int], words: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of every match in the original text, by start."""
    where = {end: index for index, end in reversed(list(enumerate(ends)))}
    found = []
    for wanted, is_prefix, is_start in _wanted(words):
        position = folded.find(wanted)
        while position >= 0:
            end = position + len(wanted)
            first = where.get(position, -1) + 1 if position else 0
            last = where.get(end)
            # A match that starts or ends inside a folded character (½ → 1⁄2) is not shown.
            is_whole = last is not None and (position == 0 or position in where)
            before, after = folded[position - 1 : position], "" if is_prefix else folded[end : end + 1]
            if is_whole and _is_free(before, wanted[0], is_start) and _is_free(after, wanted[-1], False):
                found.append((first, (last or 0) + 1))
            position = folded.find(wanted, end)
    return sorted(found)


def _wanted(words: Sequence[str]) -> Iterator[tuple[str, bool, bool]]:
    """Every spelling of every word, whether it is a prefix, and whether it counts only where a run starts."""
    for word in words:
        wanted = fold(word.rstrip("*")).strip()
        if wanted:
            is_prefix = word.endswith("*")
            yield from ((spelled, is_prefix, False) for spelled in (wanted, *other_words(wanted)))
            yield from ((spelled, is_prefix, True) for spelled in words_at_start(wanted))


def _is_free(beside: str, edge: str, is_start: bool) -> bool:
    """Whether a word may end here: Latin words and numbers are found whole, others inside runs."""
    if not beside.isalnum():
        return True
    return not is_start and not (is_latin(beside) and is_latin(edge))
