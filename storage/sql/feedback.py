"""`FeedbackRecords` in SQL."""

import json
from collections.abc import Sequence
from itertools import groupby

from typing_extensions import override

from storage.contract import Feedback, FeedbackRecords, Judgement, Label
from storage.sql.database import Connection
from storage.sql.rows import (
    Row,
    insert,
    json_text,
    time_text,
    to_strings,
    to_time,
)
from storage.sql.tables import (
    versions,
)
from yaluwatch.errors import ArchiveError
from yaluwatch.model import (
    StoredArticle,
)


class SqlFeedbackRecords(FeedbackRecords):
    """Feedback in the table feedback."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def add(self, feedback: Feedback) -> None:
        with self._connection.write(f"storing feedback on article {feedback.article_id}") as db:
            judged = db.execute(
                "SELECT max(id) FROM verdicts WHERE article = ? AND version = ?",
                [feedback.article_id, feedback.version],
            ).fetchone()[0]
            if judged is None:
                raise ArchiveError(f"article {feedback.article_id} has no verdict yet; run `yalu tag` first")
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

    @override
    def all(self, limit: int = 1_000_000) -> list[Feedback]:
        with self._connection.read("reading feedback") as db:
            rows = db.query("SELECT * FROM feedback ORDER BY id DESC LIMIT ?", [limit])
            return [_to_feedback(row) for row in rows]

    @override
    def labels(self) -> list[Label]:
        with self._connection.read("reading feedback") as db:
            rows = list(
                db.query(
                    """
                    SELECT f.*, d.is_relevant, d.tags FROM feedback f JOIN verdicts d ON d.id = f.verdict
                    WHERE f.judgement NOT IN ('split', 'merge') ORDER BY f.article, f.version, f.id
                    """
                )
            )
            found = []
            for (article, version), given in groupby(rows, key=lambda row: (row["article"], row["version"])):
                stored = versions.read_one(db, article, version)
                if stored is not None:
                    found.append(_label(stored, list(given)))
        return found


def _label(stored: StoredArticle, feedback: Sequence[Row]) -> Label:
    """Apply feedback, oldest first, to the verdict the first of it refers to."""
    is_relevant, topics = _verdict(feedback[0])
    for row in feedback:
        judgement, named = Judgement(row["judgement"]), to_strings(row["topics"])
        if judgement is Judgement.RIGHT:
            is_relevant, topics = _verdict(row)
        elif judgement is Judgement.NOT_RELEVANT:
            is_relevant, topics = False, ()
        else:
            is_relevant = True
            kept = [topic for topic in topics if topic not in named]
            topics = (*kept, *named) if judgement is Judgement.RELEVANT else tuple(kept)
    return Label(stored=stored, is_relevant=is_relevant, topics=topics)


def _verdict(row: Row) -> tuple[bool, tuple[str, ...]]:
    """Relevance and topics of the verdict the feedback refers to."""
    return bool(row["is_relevant"]), tuple(tag["topic"] for tag in json.loads(row["tags"]))


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
