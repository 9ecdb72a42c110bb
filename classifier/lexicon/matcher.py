"""Finds lexicon words in a text: one scan, boundaries that suit the script, longest match wins.

Latin words match at word boundaries, with an optional plural ending. Korean words match at the start of a
word or directly after another match (북중|무역); names of three or more syllables also inside a word
(신압록강대교). Anything may follow a Korean word (particles, compounds) unless it is marked strict. Katakana
words match between characters of other scripts. Chinese words match anywhere; masks hide character sequences
that look like a word but span two words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from classifier.lexicon.concepts import BOTH, PAIR, WEAK
from classifier.lexicon.lexicon import LANGUAGES, LexiconWord
from classifier.lexicon.normalisation import NormalisedText, fold_text
from yaluwatch.patterns import lazy_regex

_LATIN, _HANGUL, _KATAKANA, _HANJA, _FREE = range(5)
# What may follow a strict Korean word: an administrative suffix, a particle, or nothing.
_PARTICLE = lazy_regex(
    "(?:시|군|구|역|항|현|읍|지역|세관|시장|쪽|산|발|행)?"
    "(?:은|는|이|가|을|를|의|에|에서|에는|에도|에선|에서는|에게|으로|로|와|과|도|만|까지|부터|이나|나|및|인근|일대)?"
    "(?![가-힣])"
)

# Endings of English words with a plural in "es": waitresses, boxes.
_SIBILANTS = ("s", "x", "z", "ch", "sh")
# English words with a plural in "ies": delivery, ferry.
_IN_Y = lazy_regex("[^aeiou]y$")


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The words that share a spelling, with their combined concepts. Equal only to itself."""

    #: Words that need a cue first; the first whose cue is present is the meaning of the spelling.
    words: tuple[LexiconWord, ...]
    #: Bits of concepts that always count.
    strong: int
    #: Bits of concepts that count only if both sides are in the sentence.
    weak: int
    #: Concept bits, any of which is the cue of a word that needs one in its sentence or beside it; 0 if none.
    needs: int
    #: The same for words whose cue may be anywhere in the text.
    needs_anywhere: int
    is_mask: bool
    is_place: bool
    is_case_sensitive: bool


def group_words(words: tuple[LexiconWord, ...]) -> Group:
    """Combine words that share a spelling; `words` must not be empty."""
    strong = weak = needs = needs_anywhere = 0
    for word in words:
        if word.spelling.is_wide:
            needs_anywhere |= word.needs
        else:
            needs |= word.needs
        if word.bits & WEAK:
            weak |= word.bits & ~WEAK
            strong |= word.bits & (BOTH | PAIR)
        else:
            strong |= word.bits
    return Group(
        words=words,
        strong=strong,
        weak=weak,
        needs=needs,
        needs_anywhere=needs_anywhere,
        is_mask=words[0].kind == "mask",
        is_place=words[0].kind == "place",
        is_case_sensitive=any(word.spelling.is_case_sensitive for word in words),
    )


class LexiconMatch(NamedTuple):
    """A match in the folded text; offsets are into it."""

    start: int
    end: int
    group: Group


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The boundary rules of one spelling."""

    left: int
    right: int
    is_stem: bool
    is_strict: bool
    takes_plural: bool
    not_before: str
    #: Whether there is no boundary to check at either end.
    is_plain: bool


class Matcher:
    """All words in one Aho–Corasick automaton. Immutable; can be shared between threads."""

    def __init__(self, words: Iterable[LexiconWord]) -> None:
        by_text: dict[str, list[LexiconWord]] = {}
        for word in words:
            for text in _variants(word):
                known = by_text.setdefault(text, [])
                if word not in known:
                    known.append(word)
        patterns = [_pattern(text, group) for text, group in by_text.items()]
        groups = [_by_language(text, found) for text, found in by_text.items()]
        # Language → for each spelling its group and boundary rules, None if there is no boundary to check;
        # None for a spelling that does not count in the language.
        self._spellings = {
            language: tuple(
                _in_language(own.get(language, other), pattern)
                for (own, other), pattern in zip(groups, patterns, strict=True)
            )
            for language in (*LANGUAGES, "")
        }
        self._automaton = AhoCorasick(
            list(by_text),
            matchkind=MatchKind.Standard,
            # As fast as the full automaton, which takes 40 MB more.
            implementation=Implementation.ContiguousNFA,
            store_patterns=False,
        )

    def find(self, folded: NormalisedText, printed: str, language: str) -> list[LexiconMatch]:
        """Every match with valid boundaries, overlapping ones too, by start, the longest first.

        `printed` is the original text.
        """
        spellings = self._spellings.get(language) or self._spellings[""]
        text = folded.text
        ends: set[int] = set()
        hits: list[LexiconMatch] = []
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            spelling = spellings[number]
            if spelling is None:
                continue
            group, pattern = spelling
            stop = end if pattern is None else _bounded(text, start, end, pattern, ends)
            if not stop:
                continue
            if group.is_case_sensitive:
                cased = _in_case(group.words, printed, folded.original(start, stop))
                if not cased:
                    continue
                if len(cased) < len(group.words):
                    group = group_words(cased)
            ends.add(stop)
            hits.append(LexiconMatch(start, stop, group))
        hits.sort(key=_by_start)
        return hits


def _in_language(group: Group | None, pattern: _Pattern) -> tuple[Group, _Pattern | None] | None:
    if group is None:
        return None
    return group, None if pattern.is_plain else pattern


def longest(hits: list[LexiconMatch]) -> list[LexiconMatch]:
    """Matches without overlaps: of overlapping ones the longest is kept, then the first.

    Takes and returns them in the order of `Matcher.find`.
    """
    reach = -1
    for start, end, _ in hits:
        if start < reach:
            break
        reach = end
    else:
        return hits
    kept: list[LexiconMatch] = []
    cluster: list[LexiconMatch] = []
    reach = -1
    for hit in hits:
        start, end, _ = hit
        if start >= reach:
            if len(cluster) == 1:
                kept.append(cluster[0])
            elif cluster:
                kept.extend(_longest_of(cluster, reach))
            cluster = [hit]
            reach = end
        else:
            cluster.append(hit)
            reach = max(reach, end)
    if cluster:
        kept.extend(_longest_of(cluster, reach))
    return kept


def _longest_of(cluster: list[LexiconMatch], reach: int) -> list[LexiconMatch]:
    # The first match starts first; if it also ends last, it covers all others.
    if cluster[0].end == reach:
        return cluster[:1]
    first = cluster[0].start
    taken = bytearray(reach - first)
    chosen: list[LexiconMatch] = []
    for hit in sorted(cluster, key=_by_length):
        # Matches chosen before are at least as long, so an overlap always covers one of the two ends.
        if not taken[hit.start - first] and not taken[hit.end - first - 1]:
            taken[hit.start - first : hit.end - first] = b"\1" * (hit.end - hit.start)
            chosen.append(hit)
    return sorted(chosen, key=_by_start)


def _by_start(hit: LexiconMatch) -> tuple[int, int]:
    return hit.start, -hit.end


def _by_length(hit: LexiconMatch) -> tuple[int, int]:
    return hit.start - hit.end, hit.start


def _bounded(text: str, start: int, end: int, pattern: _Pattern, ends: set[int]) -> int:
    """Where the match ends, including a plural or other ending; 0 if its boundaries are not valid."""
    left = pattern.left
    if left != _FREE and start and start not in ends:
        before = _KINDS[text[start - 1]]
        if before == left or (left == _HANJA and before in (_HANGUL, _FREE) and text[start - 1].isalpha()):
            return 0
    if end == len(text):
        return end
    right, after = pattern.right, text[end]
    if after in pattern.not_before:
        return 0
    if right == _FREE:
        return end
    if right == _LATIN:
        return _latin_end(text, end, pattern) if _KINDS[after] == _LATIN else end
    if right == _HANGUL:
        return end if not pattern.is_strict or _PARTICLE.match(text, end) else 0
    if right == _HANJA:
        return 0 if "\u4e00" <= after <= "\u9fff" else end
    return 0 if _KINDS[after] == right else end


def _latin_end(text: str, end: int, pattern: _Pattern) -> int:
    if pattern.is_stem:
        while end < len(text) and _KINDS[text[end]] == _LATIN:
            end += 1
        return end
    ending = "es" if text.endswith(_SIBILANTS, 0, end) else "s"
    stop = end + len(ending)
    if pattern.takes_plural and text.startswith(ending, end):
        return stop if stop == len(text) or _KINDS[text[stop]] != _LATIN else 0
    return 0


class _Kinds(dict[str, int]):
    """Character → kind, filled on demand."""

    def __missing__(self, character: str) -> int:
        kind = self[character] = _kind(character)
        return kind


def _kind(character: str) -> int:
    if character < "\u1100":
        return _LATIN if character.isalnum() else _FREE
    if "\uac00" <= character <= "\ud7a3":
        return _HANGUL
    if "\u30a1" <= character <= "\u30fc" and character != "·":
        return _KATAKANA
    return _FREE


_KINDS: Final = _Kinds()


def _pattern(text: str, words: Sequence[LexiconWord]) -> _Pattern:
    spellings = [word.spelling for word in words]
    left, right = _kind(text[0]), _kind(text[-1])
    if len(text) == 1 and left == _FREE:
        left = right = _HANJA
    is_free = any(spelling.is_free for spelling in spellings) or (left == _HANGUL and _syllables(text) >= 3)
    short_name = any(word.kind == "place" and word.spelling.is_held for word in words) and len(text) <= 2
    if left == _HANGUL and is_free:
        left = _FREE
    not_before = "".join(spelling.not_before for spelling in spellings)
    return _Pattern(
        left=left,
        right=right,
        is_stem=any(spelling.is_stem for spelling in spellings),
        is_strict=short_name or any(spelling.is_strict for spelling in spellings),
        takes_plural=right == _LATIN
        and not _IN_Y.search(text)
        and not any(spelling.is_case_sensitive for spelling in spellings),
        not_before=fold_text(not_before) if not_before else "",
        is_plain=left == right == _FREE and not not_before,
    )


def _syllables(text: str) -> int:
    return sum("\uac00" <= character <= "\ud7a3" for character in text)


def _variants(word: LexiconWord) -> set[str]:
    """The folded spelling; Korean compounds also without spaces, English words in -y also in the plural."""
    text = fold_text(word.spelling.text)
    if word.language == "en" and word.kind != "place" and not word.spelling.is_stem and _IN_Y.search(text):
        return {text, f"{text[:-1]}ies"}
    if word.language == "ko" and " " in text and word.kind != "mask":
        return {text, text.replace(" ", "")}
    return {text}


def _by_language(text: str, words: Sequence[LexiconWord]) -> tuple[dict[str, Group], Group | None]:
    """The groups of a spelling in the languages of its words, and the one in all others.

    In its own language words of others do not count; a single character matches only there.
    """
    languages = dict.fromkeys(word.language for word in words)
    own = {language: _group([word for word in words if word.language == language]) for language in languages}
    if len(text) == 1:
        return own, None
    return own, _group(words) if len(languages) > 1 else next(iter(own.values()))


def _group(words: Sequence[LexiconWord]) -> Group:
    unique: dict[tuple[str, str, str, int, int], LexiconWord] = {}
    for word in words:
        unique.setdefault((word.kind, word.id, word.gloss, word.needs, word.bits), word)
    # Words with a specific cue first, then those with the default cue, then unambiguous ones.
    held_first = sorted(
        unique.values(), key=lambda word: (not word.spelling.needs, not word.spelling.is_held)
    )
    return group_words(tuple(held_first))


def _in_case(words: tuple[LexiconWord, ...], printed: str, span: tuple[int, int]) -> tuple[LexiconWord, ...]:
    found = printed[span[0] : span[1]]
    return tuple(word for word in words if not word.spelling.is_case_sensitive or found == word.spelling.text)
