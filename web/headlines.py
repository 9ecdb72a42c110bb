"""What foreign headlines mean: stored machine translations, and glosses from our own lists.

Nothing is translated here: digests ask the translation service, and what it said is stored.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from alerts.digests import gloss
from storage import Archive
from web.context import WebContext
from yaluwatch.model import StoredArticle

# How long a gloss is kept; an edited text has another key.
_GLOSS_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline that a page shows."""

    #: Of the article.
    id: int
    version: int
    #: ISO 639-1.
    language: str
    title: str
    #: The article, if it was read already; None = it is read when a gloss is wanted.
    stored: StoredArticle | None = None


@dataclass(frozen=True, slots=True)
class Sense:
    """What a headline means, in the reader's language."""

    #: "" if none is stored.
    translation: str = ""
    #: Parts of the gloss line; empty if nothing is known.
    gloss: tuple[str, ...] = ()


def headline_of(stored: StoredArticle) -> Headline:
    """The headline of an article."""
    return Headline(stored.id, stored.version, stored.article.language, stored.article.title, stored)


def senses(
    site: WebContext, archive: Archive, headlines: Iterable[Headline], language: str
) -> Mapping[int, Sense]:
    """Article id → sense of its headline, for those in another language than the reader's `language`.

    Glosses are kept between requests, so that only articles nobody saw before are read.
    """
    foreign = [one for one in headlines if one.language != language]
    translations = _translations(archive, foreign, language, site.read_translation_engine())
    glosses = _glosses(site, archive, foreign, language)
    return {one.id: Sense(translations.get(one.title, ""), glosses.get(one.id, ())) for one in foreign}


def _translations(
    archive: Archive, foreign: Iterable[Headline], language: str, engine: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    by_language: dict[str, list[str]] = {}
    for one in foreign if engine else ():
        by_language.setdefault(one.language, []).append(one.title)
    for source, titles in by_language.items():
        found |= archive.translations.get(titles, source, language, engine)
    return found


def _glosses(
    site: WebContext, archive: Archive, foreign: Iterable[Headline], language: str
) -> dict[int, tuple[str, ...]]:
    keys: dict[int, Hashable] = {one.id: ("gloss", one.id, one.version, language) for one in foreign}
    found = {id_: kept for id_, key in keys.items() if (kept := site.recent.peek(key)) is not None}
    new = {one.id: one.stored for one in foreign if one.id not in found}
    known = {id_: stored for id_, stored in new.items() if stored is not None}
    if unread := new.keys() - known.keys():
        known |= archive.articles.several(unread)
    for id_, stored in known.items():
        found[id_] = gloss(stored, language)
        site.recent.put(keys[id_], _GLOSS_SECONDS, found[id_])
    return found
