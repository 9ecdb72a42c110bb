"""The visitor's own: who they are, their subscriptions, their feedback."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, HTTPException, Request

from storage import Feedback
from web.access import (
    CHECKED_CALLS,
    Known,
    Right,
    Visitor,
    form_code,
    is_same_address,
    needs,
    record_change,
)
from web.api.models import FeedbackGiven, FeedbackReceived, Me, SubscriptionModel, SubscriptionsList
from web.api.negotiation import check_accept
from web.api.parameters import NO_PARAMETERS, TAGGED
from web.api.problems import responses
from web.context import Opened, Writable
from yaluwatch.model import Subscription

reading = APIRouter(
    tags=["personal"],
    dependencies=[needs(Right.READ), Depends(check_accept), TAGGED],
    responses=responses(304, 406),
)
judging = APIRouter(
    tags=["personal"],
    dependencies=[needs(Right.JUDGE), CHECKED_CALLS, Depends(check_accept)],
    responses=responses(400, 404, 406, 409, 413),
)


@reading.get("/me", dependencies=[NO_PARAMETERS])
def me(
    request: Request,
    visitor: Known,
) -> Me:
    """Who you are, and what you may do."""
    return Me(
        name=visitor.name,
        role=visitor.role,
        rights=tuple(right for right in Right if visitor.may(right)),
        csrf=form_code(request),
    )


@reading.get("/subscriptions", dependencies=[NO_PARAMETERS])
def subscriptions(
    visitor: Known,
    archive: Opened,
) -> SubscriptionsList:
    """Your subscriptions: those that go to your address; all for an administrator."""
    sees_all = visitor.may(Right.ADMINISTER)
    shown = [one for one in archive.subscriptions.all() if sees_all or _is_theirs(one, visitor)]
    return SubscriptionsList(items=tuple(_subscription(one, visitor) for one in shown))


def _is_theirs(subscription: Subscription, visitor: Visitor) -> bool:
    return any(is_same_address(visitor.address, address) for address in subscription.addresses)


def _subscription(one: Subscription, visitor: Visitor) -> SubscriptionModel:
    return SubscriptionModel(
        id=one.id,
        name=one.name,
        query=one.query,
        topics=one.topics,
        places=one.places,
        languages=one.languages,
        sources=one.sources,
        minimum_score=one.minimum_score,
        minimum_publishers=one.minimum_publishers,
        frequency=one.frequency,
        hours=one.hours,
        days=one.days,
        timezone=one.timezone,
        language=one.language,
        is_paused=one.paused,
        is_mine=_is_theirs(one, visitor),
        recipients=len(one.addresses),
        created_at=one.created_at,
    )


@judging.post("/feedback", status_code=201, dependencies=[NO_PARAMETERS])
def feedback(
    request: Request,
    visitor: Known,
    archive: Writable,
    given: FeedbackGiven,
) -> FeedbackReceived:
    """Store a judgement on the verdict on one version of an article. Needs the right `judge`.

    Training learns from it. With a token nothing else is needed; with cookies, X-CSRF-Token (see /me).
    """
    stored = archive.articles.get(given.article, version=given.version)
    if stored is None:
        raise HTTPException(404, f"There is no version {given.version} of article {given.article}.")
    if stored.verdict is None:
        raise HTTPException(409, f"Version {given.version} of article {given.article} has no verdict yet.")
    made = Feedback(
        article_id=given.article,
        version=given.version,
        judgement=given.judgement,
        topics=given.topics,
        by=visitor.name,
        note=given.note.strip(),
        at=datetime.now(UTC),
    )
    with archive.together():
        archive.feedback.add(made)
        after = " ".join([made.judgement, *made.topics])
        record_change(request, archive, "verdict judged", str(made.article_id), after=after)
    return FeedbackReceived(
        article=made.article_id,
        version=made.version,
        judgement=made.judgement,
        topics=made.topics,
        note=made.note,
        by=made.by,
        at=made.at,
    )
