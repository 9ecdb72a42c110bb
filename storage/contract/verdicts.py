"""What classifiers say of articles."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from yaluwatch.model import StoredArticle, Verdict


class Verdicts(Protocol):
    """What classifiers say of articles."""

    def untagged(self, limit: int) -> list[StoredArticle]:
        """Articles whose newest version no classifier has judged, oldest arrival first."""

    def add(self, judged: Iterable[tuple[StoredArticle, Verdict]], at: datetime) -> None:
        """Store verdicts, all or none; judging the same version twice changes nothing."""

    def watermark(self) -> int:
        """The verdict id up to which every relevant article has its story: what a digest covers up to."""

    def outdated(self, classifier: str, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        """Articles whose verdict in force is of another classifier, with it; by id, from above `after`."""

    def count_outdated(self, classifier: str) -> int:
        """How many `outdated` would bring in all."""
