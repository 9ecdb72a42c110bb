"""Readers' judgements on verdicts, and the training labels made from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from yaluwatch.model import StoredArticle


class Judgement(StrEnum):
    """A reader's judgement on a verdict."""

    #: Relevance and topics are correct.
    RIGHT = "right"
    #: The article is relevant; `Feedback.topics` are topics to add.
    RELEVANT = "relevant"
    #: The article is off-topic.
    NOT_RELEVANT = "not-relevant"
    #: The article is relevant; `Feedback.topics` are topics to remove.
    WRONG = "wrong"
    #: The article does not belong to its story.
    SPLIT = "split"
    #: The article's story is the same as another; `Feedback.note` says which.
    MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One reader's judgement on the verdict on one version of an article."""

    article_id: int
    version: int
    judgement: Judgement
    #: Topics to add (RELEVANT) or to remove (WRONG).
    topics: tuple[str, ...] = ()
    #: Who gave it; empty when unknown.
    by: str = ""
    note: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A training example: a version of an article with its verdict as corrected by all feedback on it."""

    stored: StoredArticle
    is_relevant: bool
    topics: tuple[str, ...]


class FeedbackRecords(Protocol):
    """Readers' judgements on verdicts, and the training labels made from them."""

    def add(self, feedback: Feedback) -> None:
        """Store feedback on the newest verdict on that version; feedback is never changed or replaced.

        Raises ArchiveError when that version has no verdict.
        """

    def all(self, limit: int = 1_000_000) -> list[Feedback]:
        """All feedback, newest first."""

    def labels(self) -> list[Label]:
        """One label per version with feedback on its verdict, ordered by article and version.

        Feedback is applied in the order given to the verdict the first of it refers to, so the last wins.
        """
