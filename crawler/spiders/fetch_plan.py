"""Which pages a crawl asks for, and what becomes of those that brought no article. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from crawler.fetching import TEMPORARY, is_settled
from yaluwatch.model import Candidate, Outcome

#: Stored articles looked at again per poll at most.
MAX_REREADS = 20
#: Two looks at one page are at least this far apart.
LEAST_REREAD = timedelta(minutes=30)
#: So many changes at once are always believed.
BELIEVED = 3


@dataclass(frozen=True, slots=True)
class Errand:
    """A page to be fetched and why."""

    candidate: Candidate
    #: It is stored already; we look whether it was edited or removed.
    is_reread: bool = False


class Fate(Enum):
    """What becomes of a page without an article."""

    #: Never asked for again.
    SETTLE = "settle"
    #: A stored article whose page is not there.
    MISSING = "missing"
    #: A stored article that did not come, for another reason: its next look is as far off as after any.
    LOOKED = "looked"
    #: The next poll should ask soon.
    WAIT = "wait"
    #: Nothing is noted; it is asked for again as long as it is announced.
    LEAVE = "leave"


def first_errands(
    announced: Mapping[str, Candidate], fresh: set[str], max_pages: int
) -> tuple[list[Errand], int]:
    """Fresh articles in the order announced, up to the limit, and how many have to wait."""
    wanted = [Errand(candidate) for url, candidate in announced.items() if url in fresh]
    return wanted[:max_pages], len(wanted[max_pages:])


def rereads_wanted(errands: Sequence[Errand], max_pages: int) -> int:
    """How many stored pages there is room to look at again."""
    return max(0, min(MAX_REREADS, max_pages - len(errands)))


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
        and now - read_at > LEAST_REREAD
    }
    if len(changed) > max(BELIEVED, len(last_reads) // 2):
        return []
    return sorted(changed, key=lambda url: changed[url], reverse=True)


def fate_of(errand: Errand, outcome: Outcome, now: datetime) -> Fate:
    """What becomes of a page that ended with an outcome other than ok."""
    if errand.is_reread:
        return Fate.MISSING if outcome in {Outcome.NOT_FOUND, Outcome.GONE} else Fate.LOOKED
    if is_settled(outcome, errand.candidate.published_at, now):
        return Fate.SETTLE
    return Fate.WAIT if outcome in TEMPORARY else Fate.LEAVE
