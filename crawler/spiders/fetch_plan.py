"""Which pages a crawl fetches, and what happens to those that yield no article. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from crawler.fetching import TEMPORARY, is_final
from storage import MIN_REVISIT_INTERVAL
from yaluwatch.model import Candidate, Outcome

#: Maximum number of stored articles revisited per poll.
MAX_REVISITS = 20
#: Up to this many changes announced at once are always believed.
BELIEVED = 3


@dataclass(frozen=True, slots=True)
class FetchTask:
    """A page to fetch, and why."""

    candidate: Candidate
    #: The article is stored already; the visit checks whether it was edited or removed.
    is_revisit: bool = False


class Disposition(Enum):
    """What happens to a page that yielded no article."""

    #: Dismissed: never fetched again.
    DISMISS = "dismiss"
    #: A stored article whose page was not found.
    MISSING = "missing"
    #: A stored article that could not be read for another reason: recorded as an ordinary visit.
    VISITED = "visited"
    #: Retried soon, by an early next poll.
    WAIT = "wait"
    #: Nothing is recorded; it is retried by later polls as long as it is announced.
    LEAVE = "leave"


def first_tasks(
    announced: Mapping[str, Candidate], fresh: set[str], max_pages: int
) -> tuple[list[FetchTask], int]:
    """Tasks for the new articles in the order announced, at most `max_pages`, and how many are left over."""
    wanted = [FetchTask(candidate) for url, candidate in announced.items() if url in fresh]
    return wanted[:max_pages], len(wanted[max_pages:])


def revisits_wanted(tasks: Sequence[FetchTask], max_pages: int) -> int:
    """How many stored pages can be revisited within the page limit."""
    return max(0, min(MAX_REVISITS, max_pages - len(tasks)))


def changed_since(
    announced: Mapping[str, Candidate], last_reads: Mapping[str, datetime], now: datetime
) -> list[str]:
    """URLs of stored articles announced as changed after their last visit, latest change first.

    Empty if a feed reports most of them as changed at once: it probably gives the time of its own generation.
    """
    changed = {
        url: updated
        for url, read_at in last_reads.items()
        if (updated := announced[url].updated_at)
        and read_at < updated <= now
        and now - read_at > MIN_REVISIT_INTERVAL
    }
    if len(changed) > max(BELIEVED, len(last_reads) // 2):
        return []
    return sorted(changed, key=lambda url: changed[url], reverse=True)


def has_changes_left(
    announced: Mapping[str, Candidate], last_reads: Mapping[str, datetime], revisited: Sequence[str]
) -> bool:
    """Whether changes of stored articles are announced that are not among the `revisited` URLs."""
    changed = {url for url, at in last_reads.items() if (new := announced[url].updated_at) and at < new}
    return not changed <= set(revisited)


def disposition_of(task: FetchTask, outcome: Outcome, now: datetime) -> Disposition:
    """What happens to a page with an outcome other than OK."""
    if task.is_revisit:
        return Disposition.MISSING if outcome in {Outcome.NOT_FOUND, Outcome.GONE} else Disposition.VISITED
    if is_final(outcome, task.candidate.published_at, now):
        return Disposition.DISMISS
    return Disposition.WAIT if outcome in TEMPORARY else Disposition.LEAVE
