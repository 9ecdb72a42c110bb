"""A CSS selector for a field whose old one broke, tried on stored pages. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bs4 import BeautifulSoup, Tag

#: Pages a proposal must hold on at least.
MIN_PAGES = 2
#: How alike the selected text and the known one must be, 0–1, on average over the pages.
GOOD = 0.85
# Names made by a build tool or for one article change with the next one.
_PASSING = re.compile(r"\d{3,}|^(?:css|sc|jsx)-|__[A-Za-z0-9]{5,}$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A selector and how it did."""

    selector: str
    #: Pages it was tried on, and those on which it found the text.
    tried: int
    found: int
    #: How alike its text and the known one are, 0–1, on average over all pages.
    agreement: float

    def __str__(self) -> str:
        return (
            f"{self.selector!r} finds it on {self.found} of {self.tried} stored pages "
            f"({self.agreement:.0%} alike)"
        )


def propose(pages: Sequence[tuple[str, str]]) -> Proposal | None:
    """The selector that finds the known texts best, given (markup, known text) of several pages; or None.

    >>> page = '<p class="by">Kim</p><div class="story">{}</div>'
    >>> propose([(page.format(text), text) for text in ("Coal left port.", "The bridge is shut.")]).selector
    'div.story'
    """
    known = [(BeautifulSoup(markup, "lxml"), _pieces(text)) for markup, text in pages if text.strip()]
    if len(known) < MIN_PAGES:
        return None
    first, text = known[0]
    likely = {
        selector
        for tag in first.find_all(True)
        if _alike(_pieces(tag.get_text(" ")), text) >= GOOD
        for selector in _selectors(tag)
    }
    best = max((_tried(selector, known) for selector in sorted(likely)), key=_rank, default=None)
    return best if best is not None and best.agreement >= GOOD else None


def _rank(proposal: Proposal) -> tuple[float, int]:
    """The most alike; of equals the one with the shorter name."""
    return round(proposal.agreement, 2), -len(proposal.selector)


def _selectors(tag: Tag) -> Iterator[str]:
    identity = tag.get("id")
    if isinstance(identity, str) and _is_lasting(identity):
        yield f"#{identity}"
    for name in tag.get("class") or ():
        if _is_lasting(name):
            yield f"{tag.name}.{name}"
    for attribute in ("itemprop", "data-testid", "role"):
        value = tag.get(attribute)
        if isinstance(value, str) and _is_lasting(value):
            yield f'{tag.name}[{attribute}="{value}"]'
    if tag.name in {"article", "main", "h1"}:
        yield tag.name


def _is_lasting(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z_][\w-]*", name) is not None and _PASSING.search(name) is None


def _tried(selector: str, known: Sequence[tuple[BeautifulSoup, Counter[str]]]) -> Proposal:
    shares = []
    for soup, text in known:
        selected = " ".join(tag.get_text(" ") for tag in soup.select(selector))
        shares.append(_alike(_pieces(selected), text))
    found = sum(share >= GOOD for share in shares)
    return Proposal(selector, len(known), found, sum(shares) / len(shares))


def _pieces(text: str) -> Counter[str]:
    """Pairs of characters, white space aside: words and their order in any script, roughly."""
    plain = "".join(text.split())
    return Counter(map("".join, pairwise(plain)))


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """F1 of two bags, 0–1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
