"""Snippets: a stretch of text around the search terms, with the matches marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from storage.query.spellings import other_words, words_at_start
from storage.query.tokens import english_forms, is_latin
from yaluwatch.text import fold

#: Characters before the first match, and in total.
_BEFORE = 40
_LENGTH = 180


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """Part of a snippet; joined in order, the parts are a stretch of the text."""

    text: str
    is_match: bool


def snippet(text: str, words: Sequence[str], *, length: int = _LENGTH) -> list[SnippetPart]:
    """At most `length` characters around the first match of any word, or from the start without a match.

    An ellipsis is added where the text is cut. Words match as in search: folded, so 丹东 marks 丹東.
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


def caption_snippet(
    title: str, body: str, captions: Sequence[str], words: Sequence[str]
) -> list[SnippetPart]:
    """The first caption with a word that neither title nor body contains, as a snippet; else empty."""
    if not captions:
        return []
    missing = [word for word in words if not (_contains(title, word) or _contains(body, word))]
    found = (caption for caption in captions if any(_contains(caption, word) for word in missing))
    return next((snippet(caption, words) for caption in found), [])


def _contains(text: str, word: str) -> bool:
    folded = [fold(character) for character in text]
    ends = list(accumulate(len(piece) for piece in folded))
    return bool(_matches("".join(folded), ends, [word]))


def _matches(folded: str, ends: Sequence[int], words: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of every match in the original text, ordered by start."""
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
            if is_whole and _can_end(before, wanted[0], is_start) and _can_end(after, wanted[-1], False):
                found.append((first, (last or 0) + 1))
            position = folded.find(wanted, end)
    return sorted(found)


def _wanted(words: Sequence[str]) -> Iterator[tuple[str, bool, bool]]:
    """Every spelling of every word; whether it is a prefix; whether it only matches where a run starts."""
    for word in words:
        bare = word.removeprefix("=").rstrip("*")
        wanted = fold(bare).strip()
        if wanted:
            is_prefix = word.endswith("*")
            if not is_prefix and not word.startswith("="):
                yield from ((form, False, False) for form in english_forms(bare))
            yield from ((spelled, is_prefix, False) for spelled in (wanted, *other_words(wanted)))
            yield from ((spelled, is_prefix, True) for spelled in words_at_start(wanted))


def _can_end(beside: str, edge: str, is_start: bool) -> bool:
    """Whether a match can begin or end here: Latin words match only whole, other scripts inside runs too."""
    if not beside.isalnum():
        return True
    return not is_start and not (is_latin(beside) and is_latin(edge))
