"""Judging stored articles again: what another classifier would change, and the change itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from classifier import Classifier
from storage import Archive
from yaluwatch.model import StoredArticle, Verdict

#: Articles judged per transaction: a crash repeats at most so many.
BATCH = 200
#: Articles of each kind kept to be shown.
SAMPLES = 10


@dataclass(slots=True)
class Shift:
    """What a classifier says otherwise than the verdicts in force."""

    judged: int = 0
    #: On the subject now and not before, off it now, and with other topics.
    gained: int = 0
    lost: int = 0
    retagged: int = 0
    #: The first of each kind: (what, article, topics before, topics after).
    samples: list[tuple[str, StoredArticle, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)

    def add(self, stored: StoredArticle, verdict: Verdict) -> None:
        """Count one article, whose verdict in force is `stored.verdict`."""
        self.judged += 1
        was, before = _told(stored.verdict)
        now, after = _told(verdict)
        if (was, set(before)) == (now, set(after)):
            return
        what = "retagged" if was == now else "gained" if now else "lost"
        setattr(self, what, getattr(self, what) + 1)
        if getattr(self, what) <= SAMPLES:
            self.samples.append((what, stored, before, after))


def judge_again(
    archive: Archive,
    classifier: Classifier,
    now: datetime,
    *,
    is_dry: bool,
    on_batch: Callable[[Shift], None] = lambda _: None,
) -> Shift:
    """Judge every article whose verdict in force is of another classifier; verdicts are only added.

    Readers are not told: what they hear of depends on the first verdict. Stopping is harmless, the next
    run goes on where this one stopped.
    """
    shift = Shift()
    after = 0
    while batch := archive.verdicts.outdated(classifier.version, after=after, limit=BATCH):
        judged = [(stored, _judge(classifier, stored)) for stored in batch]
        for stored, verdict in judged:
            shift.add(stored, verdict)
        if not is_dry:
            archive.verdicts.add(judged, now)
        after = batch[-1].id
        on_batch(shift)
    return shift


def _judge(classifier: Classifier, stored: StoredArticle) -> Verdict:
    article = stored.article
    return classifier.classify(article.title, article.body, article.language)


def _told(verdict: Verdict | None) -> tuple[bool, tuple[str, ...]]:
    if verdict is None or not verdict.is_relevant:
        return False, ()
    return True, tuple(tag.topic for tag in verdict.tags)
