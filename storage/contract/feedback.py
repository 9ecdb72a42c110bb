"""What people say of verdicts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

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


class FeedbackRecords(Protocol):
    """What people say of verdicts."""

    def add(self, feedback: Feedback) -> None:
        """Put a person's word on record. Raises ArchiveError for an article without a verdict."""

    def all(self, limit: int = 1_000_000) -> list[Feedback]:
        """Everything people said, newest first."""

    def labels(self) -> list[Label]:
        """One example for each version people spoke of, by article; the last word counts."""
