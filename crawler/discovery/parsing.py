"""What a poll of one address brought, whichever kind it is."""

from dataclasses import dataclass

from yaluwatch.model import Candidate, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A feed, sitemap or listing page as it was read."""

    outcome: Outcome
    #: Announced articles in the order of the page, each address once.
    candidates: tuple[Candidate, ...] = ()
    #: Further pages of the same announcement: parts of a sitemap index, next listing pages.
    follow: tuple[str, ...] = ()
    #: One clause for people, empty when all was well.
    detail: str = ""


def reading_of(
    candidates: list[Candidate], *, follow: tuple[str, ...] = (), detail: str = ""
) -> Announcement:
    """A reading of what was found: ok, or empty when that is nothing at all."""
    unique: dict[str, Candidate] = {}
    for candidate in candidates:
        unique.setdefault(candidate.url, candidate)
    outcome = Outcome.OK if unique or follow else Outcome.EMPTY
    return Announcement(outcome=outcome, candidates=tuple(unique.values()), follow=follow, detail=detail)
