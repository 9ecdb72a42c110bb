"""Finds who on sanctions lists a text names: pure, one automaton over all names, guards beside each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation

from indicators.lists import evidence, names
from indicators.lists.patterns import Need, Wanted, wanted_names
from storage import StoredEntry
from yaluwatch.model import ListedMention, ListedSet, full_text
from yaluwatch.patterns import lazy_regex

#: Version of the rules below; a higher one lets `yalu lists rebuild` match all articles again.
LIST_RULES: Final = 5

_IMO_WORDS: Final = ("imo", "海事", "국제해사")
# IMO 8712362 · IMO: 8712362 · IMO numbers 8712362 and 7303803 · 国际海事组织编号8712362
_IMO: Final = lazy_regex(
    r"(?:(?<![a-z])imo|国际海事组织|國際海事組織|국제해사기구"
    r"|国際海事機関)(?P<numbers>[^\n.]{0,30}?(?<!\d)\d{7}(?!\d)"
    r"(?:(?:\s?(?:,|;|and|및|和|、|과|와)\s?)+(?:imo\s?)?\d{7}(?!\d))*)"
)
_SEVEN: Final = lazy_regex(r"(?<!\d)\d{7}(?!\d)")
# A name does not go on beyond a sentence.
_BROKEN: Final = lazy_regex(r"\n|[;:!?。！？]|(?<!\bco)(?<!\bltd)(?<!\bno)(?<!\bcorp)(?<!\b\w)\.\s")
_WORD: Final = lazy_regex(r"(?<![-‐‑'’‘`\w])[^\W\d_\u3000-\uffff]+")
_SMALL_WORDS: Final = frozenset(("of", "and", "the", "for", "in", "no", "u", "a"))


# Names that may be those of entries if others are named in the text.
_MAY_FOLLOW: Final = frozenset({Need.NORTH_SOMEWHERE, Need.SECOND_FACT})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A name in a text that may stand for an entry."""

    start: int
    end: int
    wanted: Wanted
    is_shared: bool


class ListMatcher:
    """Finds the entries of one state of the lists in texts."""

    def __init__(self, state: int, stored: Sequence[StoredEntry]) -> None:
        #: Of the lists, see `ListedSet`.
        self.state = state
        self._entries = [(one.id, one.entry) for one in stored]
        self._wanted = wanted_names(stored)
        self._names = list(self._wanted)
        self._automaton = BytesAhoCorasick(
            [name.encode() for name in self._names], implementation=Implementation.ContiguousNFA
        )
        self._identities: dict[int, evidence.Identity] = {}
        self._imo: dict[str, list[int]] = defaultdict(list)
        for index, (_, entry) in enumerate(self._entries):
            if entry.imo:
                self._imo[entry.imo].append(index)
        # Two persons of one list with the same name are namesakes; of two lists, probably one person.
        self._is_shared = _shared(self._wanted, stored)

    def find(self, title: str, body: str) -> ListedSet:
        """Who on the lists an article names: each entry once, where it is first identified, by position."""
        text = full_text(title, body)
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(low if len(low := one.lower()) == 1 else one for one in text)
        found: dict[int, ListedMention] = {}
        for index, start, end in self._by_number(lowered):
            found.setdefault(index, ListedMention(self._entries[index][0], start, end, "imo"))
        self._by_names(text, lowered, found)
        mentions = sorted(found.values(), key=lambda mention: (mention.start, mention.end, mention.entry))
        return ListedSet(self.state, LIST_RULES, tuple(mentions))

    def _by_names(self, text: str, lowered: str, found: dict[int, ListedMention]) -> None:
        """Add the entries whose names stand in the text with what they need beside them."""
        last_ship = -1
        uncertain: list[_Candidate] = []
        for one in self._candidates(text, lowered):
            how = self._how(text, lowered, one)
            if one.wanted.need in {Need.SHIP, Need.NUMBERED_SHIP}:
                is_next = evidence.is_enumerated(lowered, last_ship, one.start)
                if not how and is_next and not evidence.other_imo(lowered, one.end):
                    how = "name+type"
                last_ship = one.end if how else last_ship
            if how and one.wanted.index not in found:
                self._keep(found, one, how)
            elif not how and one.wanted.need in _MAY_FOLLOW:
                uncertain.append(one)
        for person, office in self._pairs(text, lowered, uncertain):
            self._keep(found, person, "name+role")
            self._keep(found, office, "name+north")
        if uncertain and (found or evidence.is_about_north(lowered)):
            for one in uncertain:
                if one.wanted.index in found:
                    continue
                if one.wanted.need is Need.SECOND_FACT:
                    if self._is_beside_own_firm(text, lowered, one, found):
                        self._keep(found, one, "name+role")
                elif _may_be(text, lowered, one):
                    self._keep(found, one, "name+north")

    def _is_beside_own_firm(
        self, text: str, lowered: str, one: _Candidate, found: dict[int, ListedMention]
    ) -> bool:
        """Whether a firm that the list names with a person is named in the sentence of that person's name."""
        if not _is_name(text[one.start : one.end]):
            return False
        before, after = evidence.sentence(lowered, one.start, one.end)
        first, last = one.start - len(before), one.end + len(after)
        person = self._entries[one.wanted.index][1]
        if self._identity(one.wanted.index).is_another(f"{before} ¦ {after}"):
            return False
        return any(
            mention.start >= first
            and mention.end <= last
            and evidence.belong_together(person, self._entries[index][1])
            for index, mention in found.items()
            if self._entries[index][1].kind == "firm"
        )

    def _pairs(
        self, text: str, lowered: str, uncertain: Sequence[_Candidate]
    ) -> Iterator[tuple[_Candidate, _Candidate]]:
        """A person and an office that the list names together, in one sentence: each identifies the other."""
        offices = [one for one in uncertain if one.wanted.need is Need.NORTH_SOMEWHERE]
        people = [one for one in uncertain if one.wanted.need is Need.SECOND_FACT] if offices else []
        for person in people:
            before, after = evidence.sentence(lowered, person.start, person.end)
            entry = self._entries[person.wanted.index][1]
            if not _is_name(text[person.start : person.end]) or self._identity(
                person.wanted.index
            ).is_another(f"{before} ¦ {after}"):
                continue
            for office in offices:
                is_near = person.start - len(before) <= office.start and office.end <= person.end + len(after)
                other = self._entries[office.wanted.index][1]
                if is_near and _may_be(text, lowered, office) and evidence.belong_together(entry, other):
                    yield person, office

    def _keep(self, found: dict[int, ListedMention], one: _Candidate, how: str) -> None:
        entry = self._entries[one.wanted.index][0]
        found[one.wanted.index] = ListedMention(entry, one.start, one.end, how)

    def _by_number(self, lowered: str) -> Iterator[tuple[int, int, int]]:
        """Ships whose IMO number stands in the text."""
        if not any(word in lowered for word in _IMO_WORDS):
            return
        for match in _IMO.finditer(lowered):
            for number in _SEVEN.finditer(match["numbers"]):
                start = match.start("numbers") + number.start()
                for index in self._imo.get(number.group(), ()):
                    yield index, start, start + 7

    def _candidates(self, text: str, lowered: str) -> list[_Candidate]:
        """Names that stand as whole words, by position; of two that overlap the longer one."""
        matches = self._automaton.find_matches_as_indexes(names.squash(text), overlapping=True)
        hits = {self._names[number] for number, _, _ in matches}
        found: list[tuple[int, int, str]] = []
        for name in hits:
            found += [
                (match.start(), match.end(), name)
                for match in _pattern(name).finditer(lowered)
                if not _BROKEN.search(match.group())
            ]
        found.sort(key=lambda each: (each[0], -each[1]))
        kept: list[tuple[int, int, str]] = []
        for start, end, name in found:
            if kept and end <= kept[-1][1] and (start, end) != kept[-1][:2]:
                continue
            kept.append((start, end, name))
        return [
            _Candidate(start, end, wanted, self._is_shared[name])
            for start, end, name in kept
            for wanted in self._wanted[name]
        ]

    def _how(self, text: str, lowered: str, one: _Candidate) -> str:
        """What identifies the entry; "" if it is not identified."""
        entry = self._entries[one.wanted.index][1]
        printed = text[one.start : one.end]
        match one.wanted.need:
            case Need.NOTHING | Need.BARE:
                is_part = evidence.is_longer_name(text, one.end) or (
                    entry.kind == "firm" and evidence.is_of_another_place(text, one.end)
                )
                if entry.kind == "firm" and printed.istitle() and _WORD.fullmatch(printed):
                    # Glocom Communications is another firm.
                    is_part = is_part or evidence.goes_on(text, one.start, one.end)
                if one.wanted.need is Need.BARE:
                    is_part = is_part or evidence.is_part_of_name(text, one.start)
                return "name" if _is_name(printed) and not is_part else ""
            case Need.CAPITALS:
                return "name" if printed.isupper() else ""
            case Need.NORTH | Need.NORTH_SOMEWHERE:
                is_of_north = _is_name(printed) and evidence.is_of_north(lowered, one.start, one.end)
                return "name+north" if is_of_north else ""
            case Need.OTHER_NAME:
                # Beside the whole name, it adds nothing.
                return ""
            case Need.SECOND_FACT:
                return self._person(lowered, printed, one)
            case _:
                is_longer = one.wanted.need is Need.SHIP and evidence.goes_on(text, one.start, one.end)
                return "" if is_longer else _ship(lowered, one, entry.imo, printed)

    def _identity(self, index: int) -> evidence.Identity:
        if index not in self._identities:
            self._identities[index] = evidence.Identity(self._entries[index][1])
        return self._identities[index]

    def _person(self, lowered: str, printed: str, one: _Candidate) -> str:
        if not _is_name(printed):
            return ""
        entry = self._entries[one.wanted.index][1]
        fact = self._identity(one.wanted.index).second_fact(
            lowered,
            one.start,
            one.end,
            is_shared=one.is_shared,
            is_rare=not names.is_korean_person(names.words_of(entry.name)),
        )
        return f"name+{fact}" if fact else ""


def _ship(lowered: str, one: _Candidate, imo: str, printed: str) -> str:
    number = evidence.other_imo(lowered, one.end)
    if number:
        return "imo" if number == imo else ""
    is_numbered = one.wanted.need is Need.NUMBERED_SHIP
    is_ship = evidence.is_ship(lowered, one.start, one.end, is_numbered=is_numbered)
    return "name+type" if is_ship and _is_name(printed) else ""


def _may_be(text: str, lowered: str, one: _Candidate) -> bool:
    return _is_name(text[one.start : one.end]) and evidence.may_be_of_north(lowered, one.start, one.end)


def _is_name(printed: str) -> bool:
    """Whether words in Latin letters begin with capitals, but for those after hyphens."""
    return all(word[0].isupper() or word in _SMALL_WORDS for word in _WORD.findall(printed))


def _shared(wanted: dict[str, list[Wanted]], stored: Sequence[StoredEntry]) -> dict[str, bool]:
    """Name → whether it is the name of several persons."""
    found: dict[str, bool] = {}
    for name, all_of_it in wanted.items():
        people = Counter(
            stored[one.index].list for one in all_of_it if stored[one.index].entry.kind == "person"
        )
        found[name] = any(number > 1 for number in people.values())
    return found


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    return names.pattern([name])
