"""Matching articles with the sanctions lists in the archive, when they are tagged or again later."""

from collections.abc import Callable
from pathlib import Path

from indicators.lists import LIST_RULES, ListMatcher
from storage import Archive

#: Articles per transaction: at most this many are repeated after a crash.
BATCH = 200

# The last matcher made, of which archive and state: making one takes half a second.
_LAST: dict[Path, tuple[int, ListMatcher]] = {}


def matcher_of(archive: Archive) -> ListMatcher | None:
    """A matcher for the lists in the archive as they are now; None without lists."""
    state = archive.lists.state()
    if not state:
        return None
    known = _LAST.get(archive.path)
    if known is None or known[0] != state:
        state, entries = archive.lists.in_force()
        known = state, ListMatcher(state, entries)
        _LAST.clear()
        _LAST[archive.path] = known
    return known[1]


def rebuild_listed(archive: Archive, *, on_batch: Callable[[int], None] = lambda _: None) -> int:
    """Match every relevant article that was not matched with the lists as they are now; returns how many.

    Nobody is notified. It can be stopped at any time; the next run continues where this one stopped.
    `on_batch` is called with the number of articles done so far.
    """
    matcher = matcher_of(archive)
    if matcher is None:
        return 0
    done = after = 0
    while batch := archive.listed.outdated(matcher.state, LIST_RULES, after=after, limit=BATCH):
        archive.listed.add(
            [(stored, matcher.find(stored.article.title, stored.article.body)) for stored in batch]
        )
        after = batch[-1].id
        done += len(batch)
        on_batch(done)
    return done
