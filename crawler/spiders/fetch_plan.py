"""Which pages a crawl asks for, and what becomes of those that brought no article. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from crawler.fetching import TEMPORARY, is_final
from yaluwatch.model import Candidate, Outcome

#: Stored articles looked at again per poll at most.
MAX_REVISITS = 20
#: Two looks at one page are at least this far apart.
LEAST_REVISIT = timedelta(minutes=30)
#: So many changes at once are always believed.
BELIEVED = 3


@dataclass(frozen=True, slots=True)
class FetchTask:
    """A page to be fetched and why."""

    candidate: Candidate
    #: It is stored already; we look whether it was edited or removed.
    is_revisit: bool = False


class Disposition(Enum):
    """What becomes of a page without an article."""

    #: Never asked for again.
    DISMISS = "settle"
    #: A stored article whose page is not there.
    MISSING = "missing"
    #: A stored article that did not come, for another reason: its next look is as far off as after any.
    VISITED = "looked"
    #: The next poll should ask soon.
    WAIT = "wait"
    #: Nothing is noted; it is asked for again as long as it is announced.
    LEAVE = "leave"


def first_tasks(
    announced: Mapping[str, Candidate], fresh: set[str], max_pages: int
) -> tuple[list[FetchTask], int]:
    """Fresh articles in the order announced, up to the limit, and how many have to wait."""
    wanted = [FetchTask(candidate) for url, candidate in announced.items() if url in fresh]
    return wanted[:max_pages], len(wanted[max_pages:])


def revisits_wanted(tasks: Sequence[FetchTask], max_pages: int) -> int:
    """How many stored pages there is room to look at again."""
    return max(0, min(MAX_REVISITS, max_pages - len(tasks)))


def changed_since(
    announced: Mapping[str, Candidate], last_reads: Mapping[str, datetime], now: datetime
) -> list[str]:
    """Stored articles whose announcement says that they were changed after we read them, latest first.

    A feed that says so of most of them at once stamps them with its own time: it is not believed.
    """
    changed = {
        url: updated
        for url, read_at in last_reads.items()
        if (updated := announced[url].updated_at)
        and read_at < updated <= now
        and now - read_at > LEAST_REVISIT
    }
    if len(changed) > max(BELIEVED, len(last_reads) // 2):
        return []
    return sorted(changed, key=lambda url: changed[url], reverse=True)


def disposition_of(task: FetchTask, outcome: Outcome, now: datetime) -> Disposition:
    """What becomes of a page that ended with an outcome other than ok."""
    if task.is_revisit:
        return Disposition.MISSING if outcome in {Outcome.NOT_FOUND, Outcome.GONE} else Disposition.VISITED
    if is_final(outcome, task.candidate.published_at, now):
        return Disposition.DISMISS
    return Disposition.WAIT if outcome in TEMPORARY else Disposition.LEAVE
