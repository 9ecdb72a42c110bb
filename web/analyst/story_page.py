"""What the page of a story shows: who was first, who cites whom, the evidence, the facts. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.digests import independent, origin
from storage import FoundFact, StoryChange, StoryEdit
from yaluwatch.model import Evidence, Source, StoredArticle, Story

# Quotes per topic, and facts in all.
_MOST_QUOTES, _MOST_FACTS = 3, 25
#: Facts that say little without the rest of the article.
_MINOR_KINDS = frozenset({"date", "resolution", "firm"})


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a story."""

    stored: StoredArticle
    #: Name of its source.
    source: str
    is_state_media: bool
    #: Why it is in the story, a sentence.
    reason: str
    #: The publisher family it credits; "" if it credits none but its own.
    cites: str

    @property
    def at(self) -> datetime:
        """When it was published, or else first seen."""
        return self.stored.article.published_at or self.stored.first_seen_at


@dataclass(frozen=True, slots=True)
class Family:
    """The reports of one publisher family, earliest first."""

    publisher: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """The reports in one language, by publisher family, the earliest family first."""

    #: ISO 639-1.
    code: str
    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence that supports a topic."""

    evidence: Evidence
    report: Report


@dataclass(frozen=True, slots=True)
class Citation:
    """A publisher family, and those that credit it."""

    cited: str
    by: tuple[str, ...]


def reports_of(
    story: Story,
    sources: Mapping[str, Source],
    reasons: Mapping[int, str],
) -> list[Report]:
    """The reports of a story, earliest published first; the rest by article id or source id."""
    reports = []
    for stored in story.articles:
        source = sources.get(stored.article.source_id)
        credited = origin(stored)
        reports.append(
            Report(
                stored,
                source.name if source else stored.publisher,
                bool(source and source.state_media),
                reasons.get(stored.id, ""),
                credited if credited != stored.publisher else "",
            )
        )
    return sorted(reports, key=lambda report: (report.at, report.stored.id))


def by_language(reports: Sequence[Report]) -> list[Language]:
    """The reports by language and publisher family, in order of the first of each."""
    found: dict[str, dict[str, list[Report]]] = {}
    for report in reports:
        families = found.setdefault(report.stored.article.language, {})
        families.setdefault(report.stored.publisher, []).append(report)
    return [
        Language(code, tuple(Family(name, tuple(those)) for name, those in families.items()))
        for code, families in found.items()
    ]


def citations(reports: Iterable[Report]) -> list[Citation]:
    """Who is cited by whom, the most cited first."""
    found: dict[str, dict[str, None]] = {}
    for report in reports:
        if report.cites:
            found.setdefault(report.cites, {})[report.stored.publisher] = None
    return sorted(
        (Citation(cited, tuple(by)) for cited, by in found.items()), key=lambda one: (-len(one.by), one.cited)
    )


def independent_publishers(reports: Iterable[Report]) -> tuple[str, ...]:
    """The publisher families that report it independently."""
    return independent(report.stored for report in reports)


def evidence(reports: Sequence[Report]) -> dict[str, list[Quotation]]:
    """Topic → its best sentences, one a report, most probable first; topics by their probability."""
    found: dict[str, list[tuple[float, Quotation]]] = {}
    for report in reports:
        for tag in report.stored.verdict.tags if report.stored.verdict else ():
            quotation = Quotation(tag.evidence[0], report)
            found.setdefault(tag.topic, []).append((tag.probability, quotation))
    ordered = {
        topic: sorted(those, key=lambda one: -one[0])
        for topic, those in sorted(found.items(), key=lambda item: -max(one[0] for one in item[1]))
    }
    return {topic: _without_repeats(one[1] for one in those) for topic, those in ordered.items()}


def _without_repeats(quotations: Iterable[Quotation]) -> list[Quotation]:
    by_text: dict[str, Quotation] = {}
    for one in quotations:
        by_text.setdefault(one.evidence.text, one)
    return list(by_text.values())[:_MOST_QUOTES]


def main_facts(facts: Iterable[FoundFact]) -> list[tuple[FoundFact, int]]:
    """The facts of a story's articles with the number of articles that have them, most first.

    Facts are the same if kind, amount and goods agree, in whatever language.
    """
    same: dict[tuple[object, ...], list[FoundFact]] = {}
    for found in facts:
        fact = found.fact
        if fact.kind not in _MINOR_KINDS and not fact.is_converted:
            amount = (fact.value, fact.high, fact.unit, fact.per) if fact.value is not None else found.text
            same.setdefault((fact.kind, amount, fact.good), []).append(found)
    counted = [(those[0], len({one.article_id for one in those})) for those in same.values()]
    return sorted(counted, key=lambda one: -one[1])[:_MOST_FACTS]


def successor(story_id: int, edits: Iterable[StoryChange]) -> int | None:
    """The story that a merged one has gone into; `edits` are those of the story, newest first."""
    merges = (edit for edit in edits if edit.kind is StoryEdit.MERGE and edit.other_id == story_id)
    return next((edit.story_id for edit in merges), None)
