"""Claims and promises in the press, and what became of them."""

from typing import Annotated

from pydantic import Field

from web.api.models.fields import Answer, ArticleId, Language, Moment, NextCursor


class FateEvidence(Answer):
    """What another report says of the same subject."""

    kind: Annotated[str, Field(description="status of a crossing, claim, promise or outcome.")]
    state: Annotated[str, Field(description="open, limited, closed or postponed.")]
    mode: Annotated[str, Field(description="Of a crossing, its traffic; else empty.")]
    hedge: Annotated[str, Field(description="confirmed, said, reportedly, rumoured or denied.")]
    day: Annotated[str, Field(description="Of publication, or the day it is dated.")]
    speaker: Annotated[str, Field(description="As printed; empty if nobody is named.")]
    sentence: Annotated[str, Field(description="As printed.")]
    article: ArticleId
    url: Annotated[str, Field(description="Of the article.")]
    publisher: Annotated[str, Field(description="Of the article.")]
    language: Language


class ClaimModel(Answer):
    """A claim, a promise, or an outcome of one, with what became of it."""

    kind: Annotated[str, Field(description="claim, promise or outcome (done, denied, put off).")]
    subject: Annotated[
        str, Field(description="Place id, or good and direction: coal:from-north; empty of any other claim.")
    ]
    mode: Annotated[
        str, Field(description="Of a crossing: road, rail, foot, freight, passengers, ship, all.")
    ]
    state: Annotated[str, Field(description="open, limited, closed or postponed; empty without a subject.")]
    date: Annotated[
        str, Field(description="Of a promise, for when: ISO 8601 or an interval 2024-07/2024-12.")
    ]
    inferred: Annotated[
        str, Field(description="How the date was inferred: printed, last, next, relative, span.")
    ]
    due: Annotated[
        tuple[str, str] | None, Field(description="First and last day a promise is for; null if not dated.")
    ]
    fate: Annotated[
        str,
        Field(
            description="Of a promise: open, kept, broken, overdue, expired. Of a claim: confirmed, "
            "corroborated, contradicted, single, expired, unchecked. Empty of an outcome."
        ),
    ]
    late_days: Annotated[int, Field(ge=0, description="Of a kept promise: days after its last day.")]
    hedge: Annotated[str, Field(description="confirmed, said, reportedly, rumoured or denied.")]
    removed: Annotated[
        int, Field(ge=0, description="People and media it has passed through; 0 if nobody is named.")
    ]
    speaker: Annotated[str, Field(description="As printed.")]
    is_anonymous: Annotated[bool, Field(description="Whether the speaker is only described.")]
    role: Annotated[str, Field(description="source, official, trader, resident, medium…; empty if not said.")]
    speaker_place: Annotated[str, Field(description="Id of the place in the words that name the speaker.")]
    actor: Annotated[str, Field(description="Id of the actor who speaks.")]
    publishers: Annotated[tuple[str, ...], Field(description="Publisher families that report it.")]
    sentence: Annotated[str, Field(description="As printed.")]
    because: Annotated[tuple[FateEvidence, ...], Field(description="What decided its fate.")]
    against: Annotated[tuple[FateEvidence, ...], Field(description="What speaks against it.")]
    day: Annotated[str, Field(description="From which day readers could know it.")]
    article: ArticleId
    version: Annotated[int, Field(ge=1)]
    number: Annotated[int, Field(ge=1, description="Of the facts of this version, from 1.")]
    title: Annotated[str, Field(description="Of the article.")]
    url: Annotated[str, Field(description="Of the article.")]
    publisher: Annotated[str, Field(description="Of the article.")]
    language: Language
    published_at: Annotated[Moment | None, Field(description="Of the article, UTC.")]


class ClaimsPage(Answer):
    """A page of claims, newest article first; it may have few or none and not be the last."""

    items: tuple[ClaimModel, ...]
    next: NextCursor
