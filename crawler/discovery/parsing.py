"""The result of reading a feed, sitemap or listing page."""

from dataclasses import dataclass

from yaluwatch.model import Candidate, DateOrderName, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """The articles a feed, sitemap or listing page announces."""

    outcome: Outcome
    #: Announced articles in the order of the page, each URL once.
    candidates: tuple[Candidate, ...] = ()
    #: URLs of further pages to read: parts of a sitemap index, the next listing page.
    follow: tuple[str, ...] = ()
    #: Short explanation for people; empty when nothing went wrong.
    detail: str = ""
    #: Order of day and month that its dates show, as in `Source.date_order`; "" if they don't.
    date_order: DateOrderName = ""


def announcement_of(
    candidates: list[Candidate], *, follow: tuple[str, ...] = (), detail: str = ""
) -> Announcement:
    """An announcement of these candidates, each URL once; its outcome is OK, or EMPTY without any."""
    unique: dict[str, Candidate] = {}
    for candidate in candidates:
        unique.setdefault(candidate.url, candidate)
    outcome = Outcome.OK if unique or follow else Outcome.EMPTY
    return Announcement(outcome=outcome, candidates=tuple(unique.values()), follow=follow, detail=detail)
