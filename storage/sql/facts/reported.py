"""Claims, promises and outcomes in the table reported_claims, written with the facts."""

from collections.abc import Iterator, Mapping
from typing import Final

from storage.sql.database import Database
from yaluwatch.model import Fact, FactSet

KINDS: Final = ("claim", "promise", "outcome")
_TELLING: Final = frozenset(("promise", "outcome"))
_COLUMNS: Final = (
    "kind", "subject", "mode", "state", "hedge", "removed", "is_anonymous", "role", "speaker_place", "actor",
    "date", "known_on", "article", "version", "number",
)  # fmt: skip
_INSERT = f"INSERT INTO reported_claims ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


def remove(db: Database, article_id: int, version: int) -> None:
    """Delete the claims of a version."""
    db.execute("DELETE FROM reported_claims WHERE article = ? AND version = ?", [article_id, version])


def add(db: Database, article_id: int, version: int, found: FactSet, known_on: str) -> None:
    """Store the claims, promises and outcomes of a version that readers could know from a day on."""
    rows = list(_rows(found))
    if rows:
        db.conn.executemany(_INSERT, [(*row, known_on, article_id, version, number) for number, row in rows])


def _rows(found: FactSet) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Number of the fact, and the values of its row up to the date."""
    topics = _topics(found)
    for number, fact in enumerate(found.facts, 1):
        is_told = fact.kind == "claim" and getattr(topics.get(fact.sentence_start), "kind", "") in _TELLING
        if fact.kind not in KINDS or is_told:
            # The promise or outcome in its sentence says who says it.
            continue
        # A claim is about what its sentence says of a crossing or of goods.
        topic = topics.get(fact.sentence_start, fact) if fact.kind == "claim" else fact
        subject = subject_of(topic)
        yield (
            number,
            (
                fact.kind, subject, topic.mode if subject else "", topic.state if subject else "", fact.hedge,
                fact.removed, int(fact.attribution.startswith("anonymous")), fact.role, fact.speaker_place,
                fact.actor, fact.date,
            ),
        )  # fmt: skip


def _topics(found: FactSet) -> Mapping[int, Fact]:
    """By start of its sentence, the promise or outcome there, else the first state of a crossing."""
    topics: dict[int, Fact] = {}
    for fact in found.facts:
        is_state = fact.kind == "status" and not fact.is_past and fact.state != "planned"
        if fact.kind in _TELLING:
            topics[fact.sentence_start] = fact
        elif is_state:
            topics.setdefault(fact.sentence_start, fact)
    return topics


def subject_of(fact: Fact) -> str:
    """What a fact is about: a place id, or "coal:from-north"; "" if neither."""
    if fact.kind == "claim":
        return ""
    return f"{fact.good}:{fact.direction}" if fact.good else fact.place
