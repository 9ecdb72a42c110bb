"""The section on sanctions lists: who was added, removed or changed, and which articles name them. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit

from alerts.indicators.section import CitedArticle, IndicatorLine, IndicatorSection, Wording
from indicators.lists import EntryChange
from storage import FoundListed

#: More lines than this are only counted.
MAX_LINES: Final = 10
#: Articles shown for each.
MAX_ARTICLES: Final = 3
_COUNTS: Final = {"added": "designation", "removed": "delisting", "changed": "changed_entry"}
# Field of an entry → the phrase that names it; several fields are one for readers.
_FIELDS: Final = {
    "kind": "entry_kind", "name": "entry_names", "aliases": "entry_names", "weak_aliases": "entry_names",
    "former_names": "entry_names", "births": "entry_births", "documents": "entry_documents",
    "imo": "entry_imo", "reasons": "entry_reasons", "authorities": "entry_listing",
    "program": "entry_listing", "listed_on": "entry_listing",
}  # fmt: skip


def list_section(
    changes: Sequence[EntryChange], named: Mapping[int, Sequence[FoundListed]]
) -> IndicatorSection | None:
    """The changes, in their order; None if there are none. `named`: entry id → articles that name it."""
    if not changes:
        return None
    kinds = Counter(change.kind for change in changes)
    return IndicatorSection(
        id="lists",
        lines=tuple(_line(change, named) for change in changes[:MAX_LINES]),
        counts=tuple((key, kinds[kind]) for kind, key in _COUNTS.items() if kinds[kind]),
        left_out=max(0, len(changes) - MAX_LINES),
        command="yalu lists changes",
    )


def authority(name: str) -> Wording:
    """Who lists: un, eu, us or uk."""
    return Wording(phrase=f"authority_{name}")


def _line(change: EntryChange, named: Mapping[int, Sequence[FoundListed]]) -> IndicatorLine:
    details = [Wording(phrase=f"entry_{change.entry_kind}")]
    if change.imo:
        details.append(Wording(phrase="entry_number", names={"imo": change.imo}))
    if change.kind == "changed":
        fields = dict.fromkeys(_FIELDS[name] for name in change.fields)
        details += [Wording(phrase=phrase) for phrase in fields]
    elif change.authorities:
        by = {"by": tuple(map(authority, change.authorities))}
        phrase = "entry_by" if change.kind == "added" else "entry_was_by"
        if change.kind == "added" and change.listed_on:
            details.append(Wording(phrase="entry_by_since", names={"day": change.listed_on}, parts=by))
        else:
            details.append(Wording(phrase=phrase, parts=by))
    return IndicatorLine(
        phrase=f"list_{change.kind}",
        names={"name": change.name},
        details=tuple(details),
        publisher=_source(change),
        url=change.origin if urlsplit(change.origin).scheme in {"http", "https"} else "",
        articles=_articles(one for entry in change.entries for one in named.get(entry, ())),
    )


def _source(change: EntryChange) -> str:
    """The list as people know it: its host or file, and its day."""
    name = urlsplit(change.origin).hostname or PurePath(change.origin).name or change.list
    return f"{name}, {change.version}" if change.version else name


def _articles(found: Iterable[FoundListed]) -> tuple[CitedArticle, ...]:
    articles = {
        one.article_id: CitedArticle(id=one.article_id, title=one.title, publisher=one.publisher, url=one.url)
        for one in found
    }
    return tuple(articles[number] for number in sorted(articles, reverse=True)[:MAX_ARTICLES])
