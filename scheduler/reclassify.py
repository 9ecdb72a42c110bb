"""Re-classifying stored articles: what another classifier would change, and the change itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from classifier import Classifier
from scheduler.jobs import classify
from scheduler.listed import matcher_of
from storage import Archive
from yaluwatch.model import StoredArticle, Verdict

#: Articles classified per transaction: at most this many are repeated after a crash.
BATCH = 200
#: Examples kept of each kind of change.
SAMPLES = 10


@dataclass(slots=True)
class Shift:
    """How the verdicts of a classifier differ from the current ones."""

    judged: int = 0
    #: Articles that became relevant, stopped being relevant, or got other topics.
    gained: int = 0
    lost: int = 0
    retagged: int = 0
    #: The first few of each kind: (kind of change, article, topics before, topics after).
    samples: list[tuple[str, StoredArticle, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)

    def add(self, stored: StoredArticle, verdict: Verdict) -> None:
        """Count one article, whose current verdict is `stored.verdict`."""
        self.judged += 1
        was, before = _relevance_and_topics(stored.verdict)
        now, after = _relevance_and_topics(verdict)
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
    """Re-classify every article whose current verdict is by another classifier; verdicts are only added.

    Readers are not notified: notifications depend on the first verdict. It can be stopped at any time; the
    next run continues where this one stopped.
    """
    shift = Shift()
    after = 0
    lists = matcher_of(archive)
    while batch := archive.verdicts.outdated(classifier.version, after=after, limit=BATCH):
        judged = [(stored, classify(classifier, stored, lists)) for stored in batch]
        for stored, verdict in judged:
            shift.add(stored, verdict)
        if not is_dry:
            archive.verdicts.add(judged, now)
        after = batch[-1].id
        on_batch(shift)
    return shift


def _relevance_and_topics(verdict: Verdict | None) -> tuple[bool, tuple[str, ...]]:
    if verdict is None or not verdict.is_relevant:
        return False, ()
    return True, tuple(tag.topic for tag in verdict.tags)
