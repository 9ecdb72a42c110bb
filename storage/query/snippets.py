"""Snippets: a stretch of text around the search terms, with the matches marked."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge
from itertools import accumulate, chain, takewhile

from storage.query.punctuation import other_writings
from storage.query.spellings import other_words, words_at_start
from storage.query.tokens import english_forms, is_latin
from storage.query.word_edges import end_of_word, start_of_word
from yaluwatch.text import fold

#: Characters before the first match, and in total.
_BEFORE = 40
_LENGTH = 180
# As far back from its end a snippet looks for the end of a word.
_LONGEST_WORD = 40
# With more different characters than this to replace, replacing them one after another is slower.
_FEW_FOLDS = 16
# How much of a text is looked at first; most reports say at their start what they are about.
_FIRST = 600


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """Part of a snippet; joined in order, the parts are a stretch of the text."""

    text: str
    is_match: bool


def snippet(text: str, words: Sequence[str], *, length: int = _LENGTH) -> list[SnippetPart]:
    """At most `length` characters around the first match of any word, or from the start without a match.

    An ellipsis is added where the text is cut, which is between words, or between characters where a script
    has no spaces. Words match as in search: folded, so 丹东 marks 丹東.
    """
    opening, matches = _opening(text, words, length) if any(words) else (None, iter(()))
    start = start_of_word(text, opening[0] - _BEFORE, opening[0]) if opening else 0
    end = start + length
    first_match_end = opening[1] if opening else start
    end = end_of_word(text, max(end - _LONGEST_WORD, min(first_match_end, end)), end)
    shown = takewhile(lambda match: match[0] < end, chain([opening] if opening else [], matches))
    pieces = [SnippetPart("…", is_match=False)] if start else []
    position = start
    for first, last in shown:
        if first < position or last > end:
            continue
        pieces += [
            SnippetPart(text[position:first], is_match=False),
            SnippetPart(text[first:last], is_match=True),
        ]
        position = last
    pieces.append(SnippetPart(text[position:end] + ("…" if end < len(text) else ""), is_match=False))
    return [SnippetPart(" ".join(piece.text.split("\n")), piece.is_match) for piece in pieces if piece.text]


def _opening(
    text: str, words: Sequence[str], length: int
) -> tuple[tuple[int, int] | None, Iterator[tuple[int, int]]]:
    """The first match, and those after it, at least as far as a snippet goes."""
    longest = _longest(tuple(words))
    for reach in (_FIRST, len(text)):
        matches = _Folded(text[:reach]).matches(words)
        opening = next(matches, None)
        # Near the end of what is looked at, a match may be cut.
        if reach >= len(text) or (opening and opening[0] + length + longest < reach):
            break
    return opening, matches


def caption_snippet(
    title: str, body: str, captions: Sequence[str], words: Sequence[str]
) -> list[SnippetPart]:
    """The first caption with a word that neither title nor body contains, as a snippet; else empty."""
    if not captions:
        return []
    known = [_Folded(title), _Folded(body)]
    missing = [word for word in words if not any(text.has_any([word]) for text in known)]
    found = (caption for caption in captions if missing and _Folded(caption).has_any(missing))
    return next((snippet(caption, words) for caption in found), [])


class _Folds(dict[int, str]):
    """For `str.translate`: each character as `fold` has it alone, computed when first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold(chr(code))
        return folded


_FOLDS = _Folds()


def _folded(text: str) -> str:
    """Each character as `_FOLDS` has it, by the quickest way for this text."""
    if text.isascii():
        return text.lower()
    # In most texts few different characters change: Hangul and simplified characters don't.
    changed = {one: folded for one in set(text) if (folded := _FOLDS[ord(one)]) != one}
    # One after another, a few would change again: 敘 becomes 叙, and 叙 becomes 敍.
    if len(changed) > _FEW_FOLDS or not changed.keys().isdisjoint("".join(changed.values())):
        return text.translate(_FOLDS)
    for one, folded in changed.items():
        text = text.replace(one, folded)
    return text


class _Folded:
    """A text folded character by character, so that each match has its place in the text."""

    def __init__(self, text: str) -> None:
        self._folded = _folded(text)
        #: Positions of the characters that become longer (½ → 1⁄2), in the text and in the folded text, and
        #: how long they become. None becomes shorter.
        self._wide: list[int] = []
        self._starts: list[int] = []
        self._lengths: list[int] = []
        if len(self._folded) > len(text):
            longer = "".join(character for character in set(text) if len(_FOLDS[ord(character)]) > 1)
            self._wide = [found.start() for found in re.finditer(f"[{re.escape(longer)}]", text)]
            self._lengths = [len(_FOLDS[ord(text[index])]) for index in self._wide]
            added = accumulate((length - 1 for length in self._lengths), initial=0)
            self._starts = [index + more for index, more in zip(self._wide, added, strict=False)]

    def matches(self, words: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Start and end of every match in the text, ordered by start; found as they are asked for."""
        present = [each for each in _wanted(tuple(words)) if each[0] in self._folded]
        found = [self._occurrences(*each) for each in present]
        return found[0] if len(found) == 1 else merge(*found)

    def has_any(self, words: Iterable[str]) -> bool:
        """Whether any of the words matches."""
        return next(self.matches(words), None) is not None

    def _occurrences(self, wanted: str, is_prefix: bool, is_start: bool) -> Iterator[tuple[int, int]]:
        folded = self._folded
        position = folded.find(wanted)
        while position >= 0:
            end = position + len(wanted)
            first, last = self._in_text(position), self._in_text(end)
            before, after = folded[position - 1 : position], "" if is_prefix else folded[end : end + 1]
            is_bounded = _can_end(before, wanted[0], is_start) and _can_end(after, wanted[-1], False)
            # A match that starts or ends inside a folded character is not shown.
            if is_bounded and first is not None and last is not None:
                yield first, last
            position = folded.find(wanted, end)

    def _in_text(self, position: int) -> int | None:
        """The position in the text of one in the folded text; None inside a folded character."""
        number = bisect_right(self._starts, position) - 1
        if number < 0:
            return position
        inside = position - self._starts[number]
        if 0 < inside < self._lengths[number]:
            return None
        return self._wide[number] + (inside - self._lengths[number] + 1 if inside else 0)


# A page of results asks for the same words once per result.
@lru_cache(maxsize=256)
def _wanted(words: tuple[str, ...]) -> tuple[tuple[str, bool, bool], ...]:
    """Every spelling of every word; whether it is a prefix; whether it only matches where a run starts."""
    return tuple(spelling for word in words for spelling in _spellings(word))


@lru_cache(maxsize=256)
def _longest(words: tuple[str, ...]) -> int:
    """Characters of the longest spelling."""
    return max((len(spelling) for spelling, *_ in _wanted(words)), default=0)


def _spellings(word: str) -> Iterator[tuple[str, bool, bool]]:
    bare = word.removeprefix("=").rstrip("*")
    wanted = fold(bare).strip()
    if wanted:
        is_prefix = word.endswith("*")
        if not is_prefix and not word.startswith("="):
            yield from ((form, False, False) for form in english_forms(bare))
        writings = map(fold, other_writings(bare))
        yield from ((spelled, is_prefix, False) for spelled in (wanted, *other_words(wanted), *writings))
        yield from ((spelled, is_prefix, True) for spelled in words_at_start(wanted))


def _can_end(beside: str, edge: str, is_start: bool) -> bool:
    """Whether a match can begin or end here: Latin words match only whole, other scripts inside runs too."""
    if not beside.isalnum():
        return True
    return not is_start and not (is_latin(beside) and is_latin(edge))
