"""The original publisher of a report: "according to Daily NK", "데일리NK에 따르면", "据韩联社报道".

Ten outlets that all credit one publisher count as one independent publisher. The name must be in the first
part of the text, next to words that credit it. An outlet that credits itself is its own origin.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation

from yaluwatch.model import StoredArticle
from yaluwatch.patterns import lazy_regex

# Credits are looked for in the headline and this much of the body, characters.
_LEAD = 800

# An unlisted Latin name counts as an agency if it ends in one of these terms.
_AGENCY_TERMS = ("News Agency", "News Service", "Press Agency", "Newswire")
_UNKNOWN = rf"(?:[A-Z][\w’'&.-]*\s){{1,4}}(?:{'|'.join(_AGENCY_TERMS)})"
_CAPITAL = lazy_regex("[A-Z]")

# What stands before a name to credit it.
_LATIN_CUES = (
    "according to",
    "citing",
    "cited by",
    "quoted by",
    "comes from",
    "as reported by",
    "told",
    "quoting",
)
_CHINESE_CUES = ("据", "據", "援引", "引述", "引用")


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of outlets, as they are credited in articles."""

    #: Name as written → publisher family.
    families: dict[str, str]
    #: Finds credits; exactly one group matches, the name.
    credits: re.Pattern[str]
    #: Finds what every credit contains, a name or agency term, and how it may begin: `_NAME` and so on.
    automaton: AhoCorasick
    #: What each word of the automaton is.
    kinds: tuple[int, ...]


# What a word of the automaton is: a name, a word before one, a term of an unlisted agency.
_NAME, _CUE, _TERM = range(3)


def origin(stored: StoredArticle) -> str:
    """The publisher family that the article credits, otherwise its own."""
    return (
        credited(f"{stored.article.title}\n{stored.article.body[:_LEAD]}", stored.publisher)
        or stored.publisher
    )


def independent(articles: Iterable[StoredArticle]) -> tuple[str, ...]:
    """The publisher families that report a story independently, in order of first appearance."""
    return tuple(dict.fromkeys(origin(stored) for stored in articles))


# Cached because ranking, composing and listing a story each ask for its origins within the same minute.
@lru_cache(maxsize=1024)
def credited(text: str, publisher: str) -> str:
    """The first publisher family other than `publisher` that the text credits; "" for none.

    >>> credited("Rice prices rose in Hyesan, according to Daily NK.", "Herald Corp")
    'Unification Media Group'
    """
    names = _names()
    end = 0
    for start in _starts(names, text):
        if start >= end and (match := names.credits.match(text, start)):
            end = match.end()
            name = next(group for group in match.groups() if group)
            family = names.families.get(name, " ".join(name.split()))
            if family != publisher:
                return family
    return ""


def _starts(names: _Names, text: str) -> list[int]:
    """Where a credit may begin, ascending: at a name or at a word before one; nowhere if none is named.

    The pattern is tried there only, because it is slow where nothing matches.
    """
    found = [
        (names.kinds[word], start)
        for word, start, _ in names.automaton.find_matches_as_indexes(text, overlapping=True)
    ]
    kinds = {kind for kind, _ in found}
    if not kinds & {_NAME, _TERM}:
        return []
    starts = {start for kind, start in found if kind != _TERM}
    if _TERM in kinds:
        starts.update(match.start() for match in _CAPITAL.finditer(text))
    return sorted(starts)


@cache
def _names() -> _Names:
    listed = tomllib.loads((files("alerts.digests") / "outlets.toml").read_text(encoding="utf-8"))["families"]
    families = {name: family for family, names in listed.items() for name in names}
    # Longest first, otherwise "Yonhap" would match before "Yonhap News Agency".
    known = "|".join(re.escape(name) for name in sorted(families, key=len, reverse=True))
    latin = rf"(?<![\w])(?:the\s+)?({known}|{_UNKNOWN})(?![\w])"
    patterns = (
        # English: a credit before the name, or the name and a verb of saying.
        rf"(?:{'|'.join(_LATIN_CUES)})\s+{latin}",
        rf"{latin}\s+(?:reported|reports|has learned|said in a report|quoted|cited)",
        # Korean: the particle that credits, or a verb of reporting soon after.
        rf"({known})(?:에 따르면|에 의하면|을 인용|를 인용|[은는이가][^.\n]{{0,40}}?(?:보도|전했))",
        # Chinese.
        rf"(?:{'|'.join(_CHINESE_CUES)})\s*({known})",
        rf"({known})[^。\n]{{0,12}}?(?:报道|報道|报导|報導)",
        # Japanese.
        rf"({known})(?:によると|によれば|が報じ|は報じ|が伝え|は[^。\n]{{0,20}}?報じ)",
    )
    words = [
        *((name, _NAME) for name in families),
        *((cue, _CUE) for cue in (*_LATIN_CUES, *_CHINESE_CUES, "the")),
        *((term, _TERM) for term in _AGENCY_TERMS),
    ]
    automaton = AhoCorasick([word for word, _ in words], implementation=Implementation.ContiguousNFA)
    return _Names(families, re.compile("|".join(patterns)), automaton, tuple(kind for _, kind in words))
