"""The languages of the pages: catalogues in gettext's format, and which one a visitor gets."""

import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

#: Languages the pages come in, ISO 639-1; the first is the one they are written in.
LANGUAGES = ("en", "ko", "zh")

_WEIGHT = lazy_regex(r";\s*q=([0-9.]+)")


@cache
def translations(language: str) -> Translations:
    """The texts of the pages in a language; as written for English."""
    if language == LANGUAGES[0]:
        return Translations()
    text = (files("web") / "catalogues" / f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=language))
    compiled.seek(0)
    return Translations(compiled)


def said_in(language: str, text: str) -> str:
    """A text of the program in a language: a `Sentence` with its parts, any other if it is in the catalogue.

    What is not in the catalogue is returned as it is. It is no markup, and not safe as such.
    """
    known = translations(language)
    if isinstance(text, Sentence) and text.values:
        parts = {
            name: said_in(language, part) if isinstance(part, Sentence) else part
            for name, part in text.values.items()
        }
        return str(known.ugettext(text.template)) % parts
    # The empty text is the key of the catalogue's header.
    return str(known.ugettext(str(text))) if text else ""


def preferred_language(accepted: str) -> str:
    """The language for a browser with this Accept-Language header (RFC 9110); English if none fits."""
    # With a weight of 0 a language is not wanted.
    asked = [name for weight, name in sorted(_asked(accepted), key=lambda one: -one[0]) if weight]
    # "zh-Hant-TW" also asks for "zh".
    names = [name for full in asked for name in (full, full.partition("-")[0])]
    return negotiate_locale(names, list(LANGUAGES), sep="-") or LANGUAGES[0]


def _asked(accepted: str) -> Iterator[tuple[float, str]]:
    for part in accepted.split(","):
        name = part.partition(";")[0].strip().lower()
        weight = _WEIGHT.search(part)
        try:
            yield float(weight[1]) if weight else 1.0, name
        except ValueError:
            continue
