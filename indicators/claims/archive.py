"""Claims and promises as the archive has them, each with what became of it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from classifier import CROSSINGS, date_bounds
from indicators.claims.fates import CLAIM_LIFETIME, OVERDUE, UNDATED, Evidence, Judged, judge
from indicators.claims.sourcing import Sourcing, sourcing_of
from storage import Archive, BorderStatement, ClaimQuery, Quotation, ReportedClaim

# Of each kind of statement about a subject, at most.
_MOST: Final = 40
# Reports as far apart as this may be about the same days.
_AROUND: Final = timedelta(days=14)
_WHOLE_BORDER: Final = "border"


def subjects_about(words: str) -> tuple[str, ...]:
    """The subjects a reader means: goods with a direction, or all places of a crossing."""
    if ":" in words:
        return (words,)
    places = {
        place
        for crossing in CROSSINGS
        if words == crossing.id or words in crossing.places
        for place in crossing.places
    }
    return tuple(sorted(places | {words}))


def judged_claims(
    archive: Archive,
    query: ClaimQuery,
    today: date,
    *,
    fates: Sequence[str] = (),
    limit: int | None = None,
) -> Iterator[Judged]:
    """Matching claims with their fate at the end of `today` (UTC), newest article first.

    `fates`, if any, restricts them. Each costs some steps in an index, however large the archive is.
    """
    left = limit
    for claim in archive.reported_claims.find(query):
        if left == 0:
            return
        judged = judge(claim, _evidence(archive, claim, today), today)
        if not fates or judged.fate in fates:
            left = None if left is None else left - 1
            yield judged


def judged_page(
    archive: Archive, query: ClaimQuery, today: date, *, limit: int, after: tuple[int, int] | None = None
) -> tuple[list[Judged], tuple[int, int] | None]:
    """A page of claims with their fates, as `ReportedClaims.page` gives them."""
    claims, following = archive.reported_claims.page(query, limit=limit, after=after)
    return [judge(claim, _evidence(archive, claim, today), today) for claim in claims], following


def judged_promises(
    archive: Archive, articles: Sequence[int], today: date, *, most: int | None = None
) -> list[Judged]:
    """The promises in the newest versions of articles, newest first, with their fates; `most` of them."""
    claims = archive.reported_claims.of_articles(articles)
    promises = [claim for claim in claims if claim.kind == "promise"]
    promises.sort(key=lambda claim: claim.day, reverse=True)
    return [judge(claim, _evidence(archive, claim, today), today) for claim in promises[:most]]


def story_sourcing(archive: Archive, articles: Sequence[int], today: date) -> Sourcing | None:
    """What a story rests on, by the claims in its articles and denials up to the end of `today`."""
    claims = archive.reported_claims.of_articles(articles)
    # One subject is enough to look for denials, and a story has few.
    subjects = {claim.subject: claim for claim in claims if claim.subject and claim.kind != "outcome"}
    denials = [
        _of_claim(each)
        for claim in subjects.values()
        for each in _claims_about(archive, claim, *_days(claim, today))
        if each.kind == "outcome" and each.hedge == "denied" and each.day >= claim.day
        and each.state in {claim.state, "postponed"}
    ]  # fmt: skip
    return sourcing_of(claims, denials)


def _evidence(archive: Archive, claim: ReportedClaim, today: date) -> list[Evidence]:
    """What else is said of the subject of a claim, in the days that can decide it."""
    if not claim.subject or claim.kind == "outcome":
        return []
    first, last = _days(claim, today)
    found = [_of_claim(each) for each in _claims_about(archive, claim, first, last)]
    places = _places(claim.subject)
    if not places or last < first:
        return found
    seen = {(each.article_id, each.sentence) for each in found}
    statements = [
        each
        for each in archive.border.statements(places, first=first, last=last, each=_MOST)
        if each.state != "planned"
    ]
    quotations = archive.border.quotations(statements)
    stated = [_of_statement(each, quotations[each.id]) for each in statements]
    return found + [each for each in stated if (each.article_id, each.sentence) not in seen]


def _claims_about(archive: Archive, claim: ReportedClaim, first: date, last: date) -> list[ReportedClaim]:
    """Other claims about the subject of one, in these days."""
    if last < first:
        return []
    about = _places(claim.subject) or [claim.subject]
    claims = archive.reported_claims.about(about, first=first, last=last, each=_MOST)
    return [each for each in claims if each.kind != "claim" or claim.kind == "claim"]


def _days(claim: ReportedClaim, today: date) -> tuple[date, date]:
    """The first and the last day that can decide a claim, up to today."""
    said = date.fromisoformat(claim.day)
    return said - _AROUND, min(today, _until(claim, said))


def _until(claim: ReportedClaim, said: date) -> date:
    """The last day that can decide a claim."""
    if claim.kind != "promise":
        return said + CLAIM_LIFETIME
    due = date_bounds(claim.date) if claim.date else None
    return due[1] + OVERDUE if due else said + UNDATED


def _places(subject: str) -> tuple[str, ...]:
    """The places that mean the same crossing as a subject; empty if it is about goods."""
    if ":" in subject:
        return ()
    if subject == _WHOLE_BORDER:
        return (_WHOLE_BORDER,)
    places = {place for crossing in CROSSINGS if subject in crossing.places for place in crossing.places}
    return tuple(sorted(places | {subject}))


def _of_claim(claim: ReportedClaim) -> Evidence:
    return Evidence(
        kind=claim.kind, day=claim.day, mode=claim.mode, state=claim.state, hedge=claim.hedge,
        date=claim.date, speaker=claim.speaker, is_anonymous=claim.is_anonymous, removed=claim.removed,
        sentence=claim.sentence, publisher=claim.publisher, article_id=claim.article_id, url=claim.url,
        language=claim.language,
    )  # fmt: skip


def _of_statement(statement: BorderStatement, quotation: Quotation) -> Evidence:
    return Evidence(
        kind="status", day=statement.day, mode=statement.mode, state=statement.state, hedge="said",
        date=statement.date, sentence=quotation.text, publisher=statement.publisher,
        article_id=statement.article_id, url=quotation.url, language=quotation.language,
    )  # fmt: skip
