"""The notation of words in the lists: a text followed by marks.

DPRK            matches in any case
NK!             matches only in this case
smuggl~         matches with any ending (Latin script)
무산^            matches only if a particle follows (Korean), not as the start of a longer word
선<             also matches inside a word (Korean)
罗先>生         does not match before one of these characters (Mr Luo)
Musan?          counts only with a default cue in the same or a neighbouring sentence
MSS!?dprk       counts only with one of these concepts or ids as cue (joined by +)
NK!??           the cue may be anywhere in the text
"""

from dataclasses import dataclass

from yaluwatch.patterns import lazy_regex

_FORM = lazy_regex(
    r"(?P<text>[^!~^<>?]+)(?P<marks>[!~^<]*)(?:>(?P<not>[^!~^<>?]+))?(?:(?P<ask>\?\??)(?P<needs>[a-z0-9]+(?:[+-][a-z0-9]+)*)?)?"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a word, and when it matches and counts."""

    text: str
    is_case_sensitive: bool = False
    #: Any Latin ending may follow.
    is_stem: bool = False
    #: Korean: only a particle may follow in the same word.
    is_strict: bool = False
    #: Korean: may start inside a word.
    is_free: bool = False
    #: Does not match if one of these characters follows.
    not_before: str = ""
    #: Counts only with a cue ("held" until one is found).
    is_held: bool = False
    #: Concepts or ids, any of which is a cue; empty = the default cues.
    needs: tuple[str, ...] = ()
    #: The cue may be anywhere in the text.
    is_wide: bool = False


def parse_spelling(written: str) -> Spelling:
    """Parse the notation. Raises ValueError with a reason for invalid marks.

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
