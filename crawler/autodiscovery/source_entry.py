"""A source-list entry for something `discover` has found. Pure."""

import re
from collections.abc import Collection

from crawler.autodiscovery.discover import Discovered
from crawler.text import host_of, language_of
from yaluwatch.model import Source

# Where newsrooms with such addresses are, and the clock they print times by.
_ZONES = {"KR": "Asia/Seoul", "KP": "Asia/Pyongyang", "CN": "Asia/Shanghai", "JP": "Asia/Tokyo"}
_ZONES |= {"HK": "Asia/Hong_Kong", "TW": "Asia/Taipei"}
_COUNTRY_OF_LANGUAGE = {"ko": "KR", "zh": "CN", "ja": "JP"}


def source_entry_for(
    found: Discovered,
    homepage: str,
    *,
    name: str = "",
    language: str = "",
    country: str = "",
    taken: Collection[str] = (),
) -> Source:
    """The entry to begin with; what is not said is guessed from address and headlines.

    `taken` holds the ids that are in use.
    """
    host = host_of(homepage).removeprefix("www.")
    language = language or language_of(" ".join((found.site, *(one.title for one in found.samples))), "en")
    ending = host.rsplit(".", 1)[-1].upper()
    country = country or (ending if ending in _ZONES else _COUNTRY_OF_LANGUAGE.get(language, "US"))
    name = name or found.site or host
    return Source(
        id=_free_id(host, taken),
        name=name,
        publisher=name,
        homepage=homepage,
        language=language,
        country=country,
        kind=found.kind,
        urls=(found.url,),
        include=found.include,
        timezone=_ZONES.get(country, "UTC"),
    )


def _free_id(host: str, taken: Collection[str]) -> str:
    """The host's words as an id, with a number when it is in use."""
    # The last word says what kind of name it is; an address on the network has none.
    stem = host.rpartition(".")[0] if host[-1:].isalpha() and "." in host else host
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "source"
    number, candidate = 1, plain
    while candidate in taken:
        number += 1
        candidate = f"{plain}-{number}"
    return candidate
