"""What the words of one language say about a crossing, as regular expressions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from classifier.facts.prefilter import Pattern
from classifier.facts.scanning import Words


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one language. A sentence without a word of `about` and of `said` says nothing."""

    #: Stems, one of which stands in every sentence that can say something.
    stems: Words
    #: Stems, one of which stands in every sentence about the border as a whole: in a match of `border`.
    border_stems: Words
    #: Crossings, bridges, customs, trains, trucks, tours: what can be open.
    about: Pattern
    #: Trains: between the capitals they pass Dandong.
    train: Pattern
    #: The crossing itself: bridge, customs, port, line.
    facility: Pattern
    #: The way goods take: through, by way of.
    via: Pattern
    #: The border as a whole is closed or open: about every crossing if no place is named.
    border: Pattern
    #: Foreigners and tour groups enter the country: about every crossing if no place is named.
    entry: Pattern
    #: Unlike Quanhe: names in it are not what the sentence is about.
    contrast: Pattern
    #: Questions, denials of reports, conditions, wishes and what merely looks like a statement.
    nothing: Pattern
    #: Sanctions and bans on goods, which close no crossing: nothing is said if no crossing is named.
    sanctions: Pattern
    #: Smuggling and flight: no opening is believed beside them.
    hidden: Pattern
    # The signs from here to `closed` are asked of the sentence in lower case.
    #: Removed before the rest is read: clauses about another time, rumours.
    aside: Pattern
    #: Where a sentence falls into parts that each say something.
    parts: Pattern
    #: Not open, no longer allowed, has not resumed.
    not_open: Pattern
    #: Not stopped; the ban is lifted.
    not_closed: Pattern
    #: Not yet, still: about now, whatever dates stand beside it.
    still: Pattern
    #: No, not, never: beside it in a clause nothing is believed to be open.
    negated: Pattern
    #: A decision to close: closed, unless its date is still to come.
    decided: Pattern
    #: Announced, expected, being built.
    planned: Pattern
    #: Only some, in part, less than before.
    limited: Pattern
    #: Being built, tours on sale: planned, without a word that means open.
    coming: Pattern
    opened: Pattern
    #: Trains, trucks or people cross: open, if the crossing is named.
    moves: Pattern
    closed: Pattern
    #: Lasting, not just happened: remains closed, 여전히.
    lasting: Pattern
    #: From when a state lasts: directly before, or after, its date.
    since: Pattern
    #: An earlier time, if it is not the news.
    past: Pattern
    #: Names of crossings that are too short for the gazetteer → place id.
    names: Mapping[str, str]
    #: Those names where they count; None if there are none.
    named: Pattern | None
    #: Other words for a place, with its id.
    described: tuple[tuple[Pattern, str], ...]
    #: By mode.
    modes: tuple[tuple[str, Pattern], ...]
    #: Whether the last predicate is the main one.
    is_verb_last: bool


def short_names(names: Mapping[str, str], facility: str) -> re.Pattern[str]:
    """A pattern of short names of crossings, which count where a word for a crossing follows."""
    spellings = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?:{spellings})(?={facility})")
