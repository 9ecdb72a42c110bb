"""Which speakers a reader means: "source in Pyongyang" finds 평양 소식통 and 平壤消息人士, too."""

import re
from dataclasses import dataclass

from classifier import role_of_speaker
from classifier.lexicon import entry_names
from yaluwatch.patterns import lazy_regex

# Words that say nothing of who it is.
_FILLING = lazy_regex(
    r"\b(?:an?|the|one|some|unnamed|anonymous|local|in|from|inside|at|near|of|sources?)\b|[의에있는한은는이가]\s|的|の|[一名位个個]"
)


@dataclass(frozen=True, slots=True)
class SpeakerFilter:
    """What `ClaimQuery` asks of the speaker."""

    #: Empty if any.
    roles: tuple[str, ...] = ()
    #: Place ids; empty if anywhere.
    places: tuple[str, ...] = ()
    #: Text in the words that name the speaker; "" if role and place say all.
    text: str = ""


def speaker_filter(words: str) -> SpeakerFilter:
    """The speakers meant: those of a kind ("trader"), at a place ("source in Pyongyang"), or with this name.

    >>> speaker_filter("source in Pyongyang")
    SpeakerFilter(roles=('source',), places=('pyongyang',), text='')
    """
    role = role_of_speaker(words)
    place = _place_in(words)
    if role in {"", "official", "medium", "spokesperson"} and not place:
        return SpeakerFilter(text=words.strip())
    rest = words
    return SpeakerFilter((role,) if role else (), place, "" if role else rest.strip())


def _place_in(words: str) -> tuple[str, ...]:
    """The ids of the place with the longest name in the words."""
    names = entry_names("place")
    folded = words.casefold()
    found = ""
    for name in names:
        plain = name.casefold()
        if len(plain) > len(found) and plain in folded and _stands_alone(folded, plain):
            found = plain
    return (
        next((tuple(places) for name, places in names.items() if name.casefold() == found), ())
        if found
        else ()
    )


def _stands_alone(text: str, name: str) -> bool:
    if not name.isascii():
        return True
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
