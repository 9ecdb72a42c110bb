"""Reading the facts of stored articles again, by newer rules or for the first time."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from classifier import FACT_RULES
from scheduler.jobs import read_facts
from storage import Archive
from yaluwatch.model import FactSet, StoredArticle

#: Articles per transaction: at most this many are repeated after a crash.
BATCH = 200


def rebuild_facts(archive: Archive, *, on_batch: Callable[[int], None] = lambda _: None) -> int:
    """Read the facts of every relevant article that has none by the current rules; returns how many.

    Nobody is notified. It can be stopped at any time; the next run continues where this one stopped.
    `on_batch` is called with the number of articles done so far.
    """
    done = after = 0
    with _without_collections():
        while batch := archive.facts.outdated(FACT_RULES, after=after, limit=BATCH):
            archive.facts.add([(stored, _facts_of(stored)) for stored in batch])
            after = batch[-1].id
            done += len(batch)
            on_batch(done)
    return done


@contextmanager
def _without_collections() -> Iterator[None]:
    """Leave what is loaded out of garbage collections: facts make many objects and no cycles."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _facts_of(stored: StoredArticle) -> FactSet:
    # `outdated` returns articles with their verdict only.
    assert stored.verdict is not None
    return read_facts(stored.article, stored.verdict)
