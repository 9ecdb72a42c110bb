"""Names of places, actors and languages for readers, and the addresses of their pages."""

from babel import Locale

from alerts.digests import name_of_entity
from alerts.rendering import labels_in
from classifier.lexicon import entries

#: Kinds of names that have a page, with its address.
PAGES = {"place": "places", "actor": "actors"}


def language_name(code: str, language: str) -> str:
    """The name of a language (ISO 639-1) in a language; its code if it has none."""
    return str(Locale(language).languages.get(code, code))


def name_of(kind: str, id_: str, language: str) -> str:
    """The name of a place, actor, kind of goods, rule or topic in a language; its id if it has none."""
    if kind == "rule":
        return name_of_entity(language, id_, id_)
    if kind == "topic":
        return labels_in(language).topic(id_)
    entry = entries(kind).get(id_)
    return name_of_entity(language, id_, entry.name if entry else id_)
