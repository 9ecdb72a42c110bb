"""Classifier verdicts on articles, numbered so that digests can cover them by id."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from yaluwatch.model import StoredArticle, Verdict


class Verdicts(Protocol):
    """Classifier verdicts on articles.

    Digests cover verdicts by number: each digest covers the ids above the last one's watermark, up to and
    including its own (`watermark`). So verdict ids must be usable as a watermark: once an engine has returned
    a watermark, no verdict with an id at or below it may become visible later, or its article would never be
    reported. Ids therefore grow in commit order and are never reused. SQLite assigns them inside the write
    lock, so they already are in commit order. An engine with concurrent writers, where a transaction with a
    lower id may commit after one with a higher id, must keep the watermark below the ids of all transactions
    still open.

    The verdict in force is the last one on an article's newest version. Earlier verdicts are kept.
    """

    def untagged(self, limit: int) -> list[StoredArticle]:
        """Articles whose newest version has no verdict yet, first seen first."""

    def add(self, judged: Iterable[tuple[StoredArticle, Verdict]], at: datetime) -> None:
        """Store verdicts made at `at` with their facts, in one transaction, and put them in force.

        A verdict by the classifier whose verdict on that version is already in force changes nothing, so
        classifying twice is harmless. One on a version older than the last one judged is stored, for the
        article's history, but not put in force.
        """

    def watermark(self) -> int:
        """The highest verdict id up to which every relevant article has a story; 0 before the first verdict.

        What a digest composed now covers up to: an article not yet grouped is left to the next digest. It may
        be lower than one returned earlier (when an older article becomes relevant), but no verdict at or
        below any watermark returned so far may appear later; see the class.
        """

    def outdated(self, classifier: str, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        """Articles whose verdict in force is by another classifier, with that verdict.

        Ordered by article id, only ids above `after`: pass the last id to continue.
        """

    def count_outdated(self, classifier: str) -> int:
        """The number of articles `outdated` would return in total."""
