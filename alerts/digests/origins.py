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

from yaluwatch.model import StoredArticle

# Credits are looked for in the headline and this much of the body, characters.
_LEAD = 800

# An unlisted Latin name counts as an agency if it contains one of these terms.
_UNKNOWN = r"(?:[A-Z][\w’'&.-]*\s){1,4}(?:News Agency|News Service|Press Agency|Newswire)"


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of outlets, as they are credited in articles."""

    #: Name as written → publisher family.
    families: dict[str, str]
    #: Finds credits; exactly one group matches, the name.
    credits: re.Pattern[str]


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
    for match in names.credits.finditer(text):
        name = next(group for group in match.groups() if group)
        family = names.families.get(name, " ".join(name.split()))
        if family != publisher:
            return family
    return ""


@cache
def _names() -> _Names:
    listed = tomllib.loads((files("alerts.digests") / "outlets.toml").read_text(encoding="utf-8"))["families"]
    families = {name: family for family, names in listed.items() for name in names}
    # Longest first, otherwise "Yonhap" would match before "Yonhap News Agency".
    known = "|".join(re.escape(name) for name in sorted(families, key=len, reverse=True))
    latin = rf"(?<![\w])(?:the\s+)?({known}|{_UNKNOWN})(?![\w])"
    patterns = (
        # English: a credit before the name, or the name and a verb of saying.
        rf"(?:according to|citing|cited by|quoted by|comes from|as reported by|told|quoting)\s+{latin}",
        rf"{latin}\s+(?:reported|reports|has learned|said in a report|quoted|cited)",
        # Korean: the particle that credits, or a verb of reporting soon after.
        rf"({known})(?:에 따르면|에 의하면|을 인용|를 인용|[은는이가][^.\n]{{0,40}}?(?:보도|전했))",
        # Chinese.
        rf"(?:据|據|援引|引述|引用)\s*({known})",
        rf"({known})[^。\n]{{0,12}}?(?:报道|報道|报导|報導)",
        # Japanese.
        rf"({known})(?:によると|によれば|が報じ|は報じ|が伝え|は[^。\n]{{0,20}}?報じ)",
    )
    return _Names(families, re.compile("|".join(patterns)))
