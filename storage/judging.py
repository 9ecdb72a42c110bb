"""`archive.judging`: verdicts of other classifiers, and what people said of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from storage import articles, verdicts, versions
from storage.connection import Connection
from storage.rows import Row, insert, json_text, time_text, to_strings, to_time
from yaluwatch.errors import ArchiveError
from yaluwatch.model import StoredArticle


class Judgement(StrEnum):
    """What a person says of a verdict."""

    #: Relevance and topics are as they should be.
    RIGHT = "right"
    #: The article is on the subject; topics may be named that belong to it.
    RELEVANT = "relevant"
    #: It is off the subject.
    NOT_RELEVANT = "not-relevant"
    #: It is on the subject, but these topics are not its.
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One person's word on the verdict of one version."""

    article_id: int
    version: int
    judgement: Judgement
    #: Topics that belong to it (relevant) or do not (wrong).
    topics: tuple[str, ...] = ()
    #: Who said it; empty when not told.
    by: str = ""
    note: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What an article is after all that people said of it: an example to learn from."""

    stored: StoredArticle
    is_relevant: bool
    topics: tuple[str, ...]


class Judging:
    """Judging stored articles again, and learning from readers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def outdated(self, classifier: str, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        """Articles whose verdict in force is of another classifier, with it; by id, from above `after`."""
        with self._connection.read("looking for verdicts of other classifiers") as db:
            rows = db.query(
                f"""
                SELECT {articles.COLUMNS} FROM articles a
                JOIN versions v ON v.article = a.id AND v.number = a.version
                WHERE a.id > ? AND ? != (
                    SELECT d.classifier FROM verdicts d
                    WHERE d.article = a.id AND d.version = a.version ORDER BY d.id DESC LIMIT 1
                ) ORDER BY a.id LIMIT ?
                """,
                [after, classifier, limit],
            )
            found = [articles.to_stored(row) for row in rows]
            judged = verdicts.newest(db, [stored.id for stored in found])
        return [replace(stored, verdict=judged[stored.id]) for stored in found]

    def count_outdated(self, classifier: str) -> int:
        """How many `outdated` would bring in all."""
        with self._connection.read("counting verdicts of other classifiers") as db:
            found = db.execute(
                """
                SELECT count(*) FROM articles a WHERE ? != (
                    SELECT d.classifier FROM verdicts d
                    WHERE d.article = a.id AND d.version = a.version ORDER BY d.id DESC LIMIT 1
                )
                """,
                [classifier],
            )
            return int(found.fetchone()[0])

    def add_feedback(self, feedback: Feedback) -> None:
        """Put a person's word on record. Raises ArchiveError for an article without a verdict."""
        with self._connection.write(f"keeping feedback on {feedback.article_id}") as db:
            judged = db.execute(
                "SELECT max(id) FROM verdicts WHERE article = ? AND version = ?",
                [feedback.article_id, feedback.version],
            ).fetchone()[0]
            if judged is None:
                raise ArchiveError(f"article {feedback.article_id} has not been judged yet; `yalu tag` does")
            row = {
                "article": feedback.article_id,
                "version": feedback.version,
                "verdict": judged,
                "judgement": feedback.judgement,
                "topics": json_text(feedback.topics),
                "by": feedback.by,
                "note": feedback.note,
                "at": time_text(feedback.at),
            }
            insert(db, "feedback", row)

    def feedback(self, limit: int = 1_000_000) -> list[Feedback]:
        """Everything people said, newest first."""
        with self._connection.read("reading feedback") as db:
            rows = db.query("SELECT * FROM feedback ORDER BY id DESC LIMIT ?", [limit])
            return [_to_feedback(row) for row in rows]

    def labels(self) -> list[Label]:
        """One example for each version people spoke of, by article; the last word counts."""
        with self._connection.read("reading feedback") as db:
            rows = list(
                db.query(
                    """
                    SELECT f.*, d.is_relevant, d.tags FROM feedback f JOIN verdicts d ON d.id = f.verdict
                    ORDER BY f.article, f.version, f.id
                    """
                )
            )
            found = []
            for (article, version), words in groupby(rows, key=lambda row: (row["article"], row["version"])):
                stored = versions.read_one(db, article, version)
                if stored is not None:
                    found.append(_label(stored, list(words)))
        return found


def _label(stored: StoredArticle, words: Sequence[Row]) -> Label:
    """What the words, oldest first, make of the verdict the first of them spoke of."""
    is_relevant, topics = _said(words[0])
    for word in words:
        judgement, named = Judgement(word["judgement"]), to_strings(word["topics"])
        if judgement is Judgement.RIGHT:
            is_relevant, topics = _said(word)
        elif judgement is Judgement.NOT_RELEVANT:
            is_relevant, topics = False, ()
        else:
            is_relevant = True
            kept = [topic for topic in topics if topic not in named]
            topics = (*kept, *named) if judgement is Judgement.RELEVANT else tuple(kept)
    return Label(stored=stored, is_relevant=is_relevant, topics=topics)


def _said(word: Row) -> tuple[bool, tuple[str, ...]]:
    """Relevance and topics of the verdict spoken of."""
    return bool(word["is_relevant"]), tuple(tag["topic"] for tag in json.loads(word["tags"]))


def _to_feedback(row: Row) -> Feedback:
    return Feedback(
        article_id=row["article"],
        version=row["version"],
        judgement=Judgement(row["judgement"]),
        topics=to_strings(row["topics"]),
        by=row["by"],
        note=row["note"],
        at=to_time(row["at"]),
    )
