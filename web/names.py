"""Names of places, actors and languages for readers, and the addresses of their pages."""

from alerts.digests import name_of_entity
from alerts.rendering import labels_in
from classifier.lexicon import entries

#: Kinds of names that have a page, with its address.
PAGES = {"place": "places", "actor": "actors"}


def name_of(kind: str, id_: str, language: str) -> str:
    """The name of a place, actor, kind of goods, rule or topic in a language; its id if it has none."""
    if kind == "topic":
        return labels_in(language).topic(id_)
    entry = entries(kind).get(id_) if kind in PAGES else None
    return name_of_entity(language, id_, entry.name if entry else id_)
