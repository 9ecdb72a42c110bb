"""Claims and promises as the API answers them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from classifier import HEDGES
from indicators import FATES, Evidence, Judged, judged_page, speaker_filter, subjects_about
from storage import Archive, ClaimQuery, Query
from web.api.cursors import read_cursor, write_cursor
from web.api.models import ClaimModel, ClaimsPage, FateEvidence
from web.api.parameters import ClaimsParameters
from web.api.problems import RequestError

_KINDS = ("claim", "promise", "outcome")


def claims_page(archive: Archive, articles: Query, asked: ClaimsParameters, today: date) -> ClaimsPage:
    """A page of claims with their fates as of the day asked for, or `today` (UTC), newest article first.

    Raises RequestError for a cursor of another query, `asof:`, and values that don't exist.
    """
    if articles.as_of is not None:
        raise RequestError("Claims can't be searched with asof:; use as_of=DAY.")
    for name, values, known in (
        ("kind", asked.kind, _KINDS),
        ("hedge", asked.hedge, HEDGES),
        ("fate", asked.fate, FATES),
    ):
        if unknown := [value for value in values if value not in known]:
            raise RequestError(f"There is no {name} {unknown[0]!r}; there are {', '.join(known)}.")
    query = _query(articles, asked)
    belongs_to = ("claims", query, asked.fate)
    after = read_cursor(belongs_to, asked.cursor) if asked.cursor else None
    judged, following = judged_page(archive, query, asked.as_of or today, limit=asked.limit, after=after)
    return ClaimsPage(
        items=tuple(_model(each) for each in judged if not asked.fate or each.fate in asked.fate),
        next=write_cursor(belongs_to, *following) if following else None,
    )


def _query(articles: Query, asked: ClaimsParameters) -> ClaimQuery:
    query = ClaimQuery(
        kinds=asked.kind,
        hedges=asked.hedge,
        subjects=tuple(each for words in asked.about for each in subjects_about(words)),
        known_by=asked.as_of,
        articles=articles,
    )
    if not asked.speaker:
        return query
    who = speaker_filter(asked.speaker)
    return replace(query, roles=who.roles, speaker_places=who.places, speaker=who.text)


def _model(judged: Judged) -> ClaimModel:
    claim = judged.claim
    return ClaimModel(
        **{name: getattr(claim, name) for name in _SAME},
        due=(judged.due[0].isoformat(), judged.due[1].isoformat()) if judged.due else None,
        fate=judged.fate,
        late_days=judged.late_days,
        publishers=judged.publishers,
        because=_evidence(judged.because),
        against=_evidence(judged.against),
        article=claim.article_id,
    )


# Fields that are in both under the same name.
_SAME = (
    "kind", "subject", "mode", "state", "date", "inferred", "hedge", "removed", "speaker", "is_anonymous",
    "role", "speaker_place", "actor", "sentence", "day", "version", "number", "title", "url", "publisher",
    "language", "published_at",
)  # fmt: skip


def _evidence(found: Sequence[Evidence]) -> tuple[FateEvidence, ...]:
    same: tuple[str, ...] = (
        "kind", "state", "mode", "hedge", "day", "speaker", "sentence", "url", "publisher", "language",
    )  # fmt: skip
    return tuple(
        FateEvidence(article=each.article_id, **{name: getattr(each, name) for name in same})
        for each in found
    )
