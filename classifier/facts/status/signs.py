"""What the words of one language say about a crossing, as regular expressions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from classifier.facts.scanning import Words


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one language. A sentence without a word of `about` and of `said` says nothing."""

    #: Stems, one of which stands in every sentence that can say something.
    stems: Words
    #: Stems, one of which stands in every sentence about the border as a whole: in a match of `border`.
    border_stems: Words
    #: Crossings, bridges, customs, trains, trucks, tours: what can be open.
    about: re.Pattern[str]
    #: Trains: between the capitals they pass Dandong.
    train: re.Pattern[str]
    #: The crossing itself: bridge, customs, port, line.
    facility: re.Pattern[str]
    #: The way goods take: through, by way of.
    via: re.Pattern[str]
    #: The border as a whole is closed or open: about every crossing if no place is named.
    border: re.Pattern[str]
    #: Foreigners and tour groups enter the country: about every crossing if no place is named.
    entry: re.Pattern[str]
    #: Unlike Quanhe: names in it are not what the sentence is about.
    contrast: re.Pattern[str]
    #: Questions, denials of reports, conditions, wishes and what merely looks like a statement.
    nothing: re.Pattern[str]
    #: Sanctions and bans on goods, which close no crossing: nothing is said if no crossing is named.
    sanctions: re.Pattern[str]
    #: Smuggling and flight: no opening is believed beside them.
    hidden: re.Pattern[str]
    # The signs from here to `closed` are asked of the sentence in lower case.
    #: Removed before the rest is read: clauses about another time, rumours.
    aside: re.Pattern[str]
    #: Where a sentence falls into parts that each say something.
    parts: re.Pattern[str]
    #: Not open, no longer allowed, has not resumed.
    not_open: re.Pattern[str]
    #: Not stopped; the ban is lifted.
    not_closed: re.Pattern[str]
    #: Not yet, still: about now, whatever dates stand beside it.
    still: re.Pattern[str]
    #: No, not, never: beside it in a clause nothing is believed to be open.
    negated: re.Pattern[str]
    #: A decision to close: closed, unless its date is still to come.
    decided: re.Pattern[str]
    #: Announced, expected, being built.
    planned: re.Pattern[str]
    #: Only some, in part, less than before.
    limited: re.Pattern[str]
    #: Being built, tours on sale: planned, without a word that means open.
    coming: re.Pattern[str]
    opened: re.Pattern[str]
    #: Trains, trucks or people cross: open, if the crossing is named.
    moves: re.Pattern[str]
    closed: re.Pattern[str]
    #: Lasting, not just happened: remains closed, 여전히.
    lasting: re.Pattern[str]
    #: From when a state lasts: directly before, or after, its date.
    since: re.Pattern[str]
    #: An earlier time, if it is not the news.
    past: re.Pattern[str]
    #: Names of crossings that are too short for the gazetteer → place id.
    names: Mapping[str, str]
    #: Those names where they count; None if there are none.
    named: re.Pattern[str] | None
    #: Other words for a place, with its id.
    described: tuple[tuple[re.Pattern[str], str], ...]
    #: By mode.
    modes: tuple[tuple[str, re.Pattern[str]], ...]
    #: Whether the last predicate is the main one.
    is_verb_last: bool


def short_names(names: Mapping[str, str], facility: str) -> re.Pattern[str]:
    """A pattern of short names of crossings, which count where a word for a crossing follows."""
    spellings = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?:{spellings})(?={facility})")
