"""Collects what a verification finds: sentences, counted by kind so that a flood stays readable."""

from collections import Counter
from enum import StrEnum

_MOST = 20


class About(StrEnum):
    """What a problem is about."""

    #: The bytes of a page in its file.
    BYTES = "page"
    PAGES = "page row"
    TEXTS = "version"
    VERDICTS = "verdict"
    #: The tables by which articles are found, made from the verdicts.
    FILTERS = "article's filter data"
    LEDGER = "ledger entry"
    HEAD = "link"


class Problems:
    """The problems found so far."""

    def __init__(self) -> None:
        self._texts: dict[About, list[str]] = {}
        self._counts: Counter[About] = Counter()
        #: Names of page files with a problem, in the order they were found.
        self.files: dict[str, None] = {}

    def add(self, about: About, text: str) -> None:
        """Add a sentence; control characters in it, as in damaged addresses, are replaced."""
        self._counts[about] += 1
        texts = self._texts.setdefault(about, [])
        if len(texts) < _MOST:
            texts.append("".join(letter if letter.isprintable() else "�" for letter in text))

    def add_bytes(self, file: str, text: str) -> None:
        """Add a sentence about bytes in a page file."""
        self.files.setdefault(file)
        self.add(About.BYTES, text)

    @property
    def are_only_bytes(self) -> bool:
        """Whether there is none beside those about bytes in page files."""
        return set(self._counts) <= {About.BYTES}

    def sentences(self) -> tuple[str, ...]:
        """At most 20 sentences of each kind, and one that counts the rest."""
        found: list[str] = []
        for about, texts in self._texts.items():
            found += texts
            if more := self._counts[about] - len(texts):
                found.append(f"… and {more:,} more problems of the same kind ({about})")
        return tuple(found)
