"""How a word is written in the lists: its text and the marks behind it.

DPRK            anywhere, whatever the case
NK!             only in the case as written
smuggl~         with any ending (Latin script)
무산^            only with a particle behind it (Korean), not as the start of a longer word
선<             also inside a longer word (Korean)
罗先>生         not before one of these characters (Mr Luo)
Musan?          held until a second cue stands in the same or a neighbouring sentence
MSS!?dprk       held until one of these concepts or ids does (joined by +)
NK!??           the same, but a cue anywhere in the text is enough
"""

import re
from dataclasses import dataclass

_FORM = re.compile(
    r"(?P<text>[^!~^<>?]+)(?P<marks>[!~^<]*)(?:>(?P<not>[^!~^<>?]+))?(?:(?P<ask>\?\??)(?P<needs>[a-z0-9]+(?:[+-][a-z0-9]+)*)?)?"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way a word is printed, and when it counts."""

    text: str
    is_case_sensitive: bool = False
    #: Any Latin ending may follow.
    is_stem: bool = False
    #: Korean: only a particle may follow in the same word.
    is_strict: bool = False
    #: Korean: may start inside a word.
    is_free: bool = False
    #: It is another word when one of these characters follows.
    not_before: str = ""
    #: Held until a cue is there.
    is_held: bool = False
    #: Any of these concepts or ids is a cue; empty = the general second cue.
    needs: tuple[str, ...] = ()
    #: The cue may stand anywhere in the text.
    is_wide: bool = False


def parse_spelling(written: str) -> Spelling:
    """Raises ValueError with a reason when the marks make no sense.

    >>> parse_spelling("MSS!?dprk").needs
    ('dprk',)
    """
    form = _FORM.fullmatch(written.strip())
    if form is None:
        raise ValueError(f"can't read {written!r}: marks without a word, or in the wrong order")
    marks = form["marks"]
    return Spelling(
        text=form["text"],
        is_case_sensitive="!" in marks,
        is_stem="~" in marks,
        is_strict="^" in marks,
        is_free="<" in marks,
        not_before=form["not"] or "",
        is_held=form["ask"] is not None,
        needs=tuple((form["needs"] or "").split("+")) if form["needs"] else (),
        is_wide=form["ask"] == "??",
    )
