"""The shipped lists and what finds their words: the same for everything in a process."""

from functools import cache
from importlib.resources import files

from classifier.lexicon.lexicon import Lexicon, load_lexicon
from classifier.lexicon.matcher import Matcher


@cache
def shipped_lexicon() -> Lexicon:
    """The words of the shipped lists. Takes .1 s of CPU, the first time."""
    return load_lexicon(files("classifier") / "data")


@cache
def shipped_matcher() -> Matcher:
    """Finds them. Takes .2 s of CPU, the first time."""
    return Matcher(shipped_lexicon().words)
