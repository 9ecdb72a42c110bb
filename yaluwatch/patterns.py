"""Regular expressions that are compiled when they are first used.

Importing the readers of facts alone, six hundred of them, was a tenth to a third of the time in which
commands started, most of which read no facts.
"""

import re
from typing import Any, cast

from typing_extensions import TypeIs

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class LazyRegex:
    """A stand-in for `re.Pattern`. Methods only: functions of `re` don't take it."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __repr__(self) -> str:
        return f"lazy_regex({self.pattern!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return lazy_regex, (self.pattern, self._flags)


class _Uncompiled(LazyRegex):
    """One that becomes a `LazyRegex`, with the methods of what is compiled, when one of them is asked for."""

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        for known in (*_METHODS, "flags", "groups", "groupindex"):
            setattr(self, known, getattr(compiled, known))
        # Without __getattr__, attributes are found twice as fast.
        self.__class__ = LazyRegex  # type: ignore[assignment]
        return getattr(self, name)


def lazy_regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, later. What is no regular expression raises `re.error` when it is first used.

    >>> lazy_regex("a+").search("caat").group()
    'aa'
    """
    return cast("re.Pattern[str]", _Uncompiled(text, flags))


def is_regex(value: object) -> TypeIs[re.Pattern[str]]:
    """Whether something is a regular expression, compiled or to be compiled."""
    return isinstance(value, re.Pattern | LazyRegex)
