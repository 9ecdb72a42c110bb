"""One name for two places: Tumen is a river and a city."""

from collections.abc import Iterator
from typing import Final

from indicators.contradictions.values import Contradiction, Passage, ReadArticle
from yaluwatch.model import Mention
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

_KINDS: Final = ("river", "city", "county")
# In East Asian scripts the ending says which it is: 图们江, 图们市.
_WORD: Final = lazy_regex(r"[A-Z][a-z]{2,}")


def names(read: ReadArticle) -> Iterator[Contradiction]:
    """Two places with one name of different kinds, each as first named."""
    first: dict[str, dict[str, Mention]] = {}
    for mention in read.mentions:
        stem, _, kind = mention.id.rpartition("-")
        if mention.kind == "place" and stem and kind in _KINDS and mention.span.part != "captions":
            first.setdefault(stem, {}).setdefault(kind, mention)
    for kinds in first.values():
        one, *others = kinds.values()
        for other in others[:1]:
            if not set(_WORD.findall(one.span.text)) & set(_WORD.findall(other.span.text)):
                continue
            reason = Sentence(
                "one name for two places: %(first)s and %(second)s", first=one.id, second=other.id
            )
            yield Contradiction("name", reason, _passage(read, one), _passage(read, other))


def _passage(read: ReadArticle, mention: Mention) -> Passage:
    text = read.text
    start = mention.span.start + (len(read.article.title) + 2 if mention.span.part == "body" else 0)
    line = max(text.rfind(mark, 0, start) for mark in "\n.。") + 1
    ends = [end + 1 for mark in "\n.。" if (end := text.find(mark, start)) >= 0]
    return Passage(mention.span.text, text[line : min(ends, default=len(text))].strip(), start)
