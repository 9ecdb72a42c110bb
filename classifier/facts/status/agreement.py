"""What counts of what the signs tell of a crossing, and what counts without them, by learned weights. Pure.

Signs alone are believed nowhere: where the weights disagree nothing is said. A closing stands unless the
weights find that the sentence says nothing. An opening needs both, or weights that are sure of a sentence in
which traffic moves and nothing speaks against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from classifier.facts.status.assertion import asserts_movement, asserts_opening
from classifier.facts.status.concepts import CORE, concepts
from classifier.facts.status.signs import Signs
from classifier.facts.status.weighing import state_model
from yaluwatch.patterns import lazy_regex

#: The lowest probability at which a careful state that the signs tell counts.
AGREED: Final[Mapping[str, float]] = {"limited": 0.05, "closed": 0.1, "planned": 0.1}
#: The lowest probability at which a state counts without signs.
UNSIGNED: Final[Mapping[str, float]] = {"open": 0.7, "limited": 0.9, "closed": 0.7, "planned": 0.8}
#: The same where a sentence names a crossing or what passes it, and nothing that belongs elsewhere.
PLAIN_UNSIGNED: Final[Mapping[str, float]] = {"open": 0.7, "limited": 0.55, "closed": 0.5, "planned": 0.5}
#: The probability from which words for going on are enough for an opening without signs.
SURE: Final = 0.85
#: The lowest probability at which a careful state replaces an opening by signs.
CAREFUL: Final[Mapping[str, float]] = {"limited": 0.9, "closed": 0.9, "planned": 0.7}
#: The probability of saying nothing from which the signs of a closing do not count.
SILENT: Final = 0.5
#: An opening by signs counts from this probability on, if it is so much likelier than all other states.
OPENING: Final = 0.3
LIKELIER: Final = 2.0
# Concepts that can speak against an opening that has no sign.
_DOUBTFUL: Final = (CORE - {"open", "move", "still", "again", "now"}) | {
    "smuggle", "elsewhere", "air", "kim", "building"
}  # fmt: skip
# Concepts of what crosses, and of what a sentence about something else names.
_CROSSING: Final = frozenset(("crossing", "rail", "road", "ship", "foot"))
_TRAFFIC: Final = _CROSSING | {"freight", "people"}
# Concepts beside which no other state is read without a sign.
_GUESSED: Final = frozenset(("modal", "ask", "deny", "past", "sight"))
_ELSEWHERE: Final = frozenset(("volume", "life", "elsewhere", "smuggle", "air", "kim"))
# Not at once: slow, but not closed.
AT_ONCE: Final = lazy_regex(
    r"\b(?:at\sonce|immediately|right\saway|straight\saway)\b|すぐに|直ちに|곧바로|바로|马上|立即|立刻"
)
#: A part of a sentence: where it starts and ends in it, its state and the traffic it is about.
Part = tuple[int, int, str, frozenset[str]]


# A sentence is asked about by its signs, without them, and for what stands against an opening.
@lru_cache(maxsize=8)
def _odds(sentence: str, language: str) -> Mapping[str, float]:
    return state_model().odds(sentence, language)


def agreed(sentence: str, language: str, told: Sequence[Part], signs: Signs) -> Iterator[Part]:
    """What the signs tell and the weights do not speak against."""
    for first, last, state, modes in told:
        part = sentence[first:last] if len(told) > 1 else sentence
        if state == "open" and not asserts_opening(sentence, part, language, signs):
            continue
        odds = _odds(part, language)
        if state == "open":
            counts = _is_likely_open(odds) or _is_bare_opening(part, language, odds)
        else:
            # A careful reading stands where the weights take it for an opening.
            also = odds["open"] if state in {"limited", "planned"} else 0.0
            # Words for "last seen" and "taken off" look like traffic to the weights.
            is_closing = state == "closed" and odds["none"] < SILENT
            counts = is_closing or odds[state] + odds["past"] + also >= AGREED[state]
        if counts:
            yield first, last, state, modes


def _is_likely_open(odds: Mapping[str, float]) -> bool:
    """Whether weights that do not know all words of an asserted opening see no other state in it."""
    careful = odds["limited"] + odds["closed"] + odds["planned"]
    return odds["open"] + odds["past"] >= max(OPENING, LIKELIER * careful)


def _is_bare_opening(part: str, language: str, odds: Mapping[str, float]) -> bool:
    """Whether nothing is told but an opening, and weights without other words find it likeliest."""
    found = concepts(part, language)
    is_likeliest = max(odds, key=odds.__getitem__) == "open"
    return is_likeliest and "alone:open" in found and _DOUBTFUL.isdisjoint(found)


def unsigned(sentence: str, language: str, traffic: frozenset[str], signs: Signs) -> Iterator[Part]:
    """What the weights are sure of where the signs find nothing, or nothing that counts."""
    # Clauses about another time would be taken for now.
    odds = _odds(signs.aside.sub(" ", sentence.lower()), language)
    state = max(odds, key=odds.__getitem__)
    found = concepts(sentence, language)
    is_plain = not _CROSSING.isdisjoint(found) and _ELSEWHERE.isdisjoint(found)
    if odds[state] < (PLAIN_UNSIGNED if is_plain else UNSIGNED).get(state, 1.0):
        return
    if state == "open":
        is_said = not _TRAFFIC.isdisjoint(found) and _moves(
            sentence, language, signs, is_sure=odds[state] >= SURE
        )
    else:
        is_said = _GUESSED.isdisjoint(found) and (state != "closed" or not AT_ONCE.search(sentence))
    if is_said:
        yield 0, len(sentence), state, traffic


def overrules_opening(state: str, sentence: str, language: str, signs: Signs) -> bool:
    """Whether the weights are so sure of a careful state that what looks like an opening is none."""
    odds = _odds(signs.aside.sub(" ", sentence.lower()), language)
    return odds[state] >= CAREFUL.get(state, 1.1)


def _moves(sentence: str, language: str, signs: Signs, *, is_sure: bool) -> bool:
    """Whether traffic moves in a sentence in which nothing speaks against an opening."""
    lower = sentence.lower()
    if signs.negated.search(lower) or signs.past.search(lower):
        return False
    return _DOUBTFUL.isdisjoint(concepts(sentence, language)) and asserts_movement(
        sentence, language, is_sure=is_sure
    )
