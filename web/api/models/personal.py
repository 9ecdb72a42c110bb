"""The visitor: who they are, their subscriptions, the feedback they give."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from storage import Judgement
from web.access import Right, Role
from web.api.models.fields import Answer, Moment, example
from yaluwatch.model import Frequency


class Me(Answer):
    """Who makes the request, and what they may do."""

    name: str
    role: Role
    rights: tuple[Right, ...]
    csrf: Annotated[
        str,
        Field(
            description="To be sent with every POST as the header X-CSRF-Token, along with the cookies of "
            'this answer; "" for requests with a token, which need none.'
        ),
    ]


class SubscriptionModel(Answer):
    """A subscription, without the addresses of those who get it."""

    id: str
    name: str
    query: Annotated[str, Field(description='A search that articles must match; "" = none.')]
    topics: Annotated[tuple[str, ...], Field(description="One of them must match; empty = all.")]
    places: tuple[str, ...]
    languages: tuple[str, ...]
    sources: tuple[str, ...]
    minimum_score: Annotated[float, Field(description="Lowest relevance, 0–1.")]
    minimum_publishers: Annotated[int, Field(description="Fewest independent publishers of a story.")]
    frequency: Frequency
    hours: Annotated[tuple[int, ...], Field(description="Local hours of the digests, 0–23.")]
    days: Annotated[tuple[int, ...], Field(description="ISO weekdays, 1 = Monday; empty = every day.")]
    timezone: Annotated[str, Field(description="IANA zone of the hours.")]
    language: Annotated[str, Field(description="Of the e-mail's labels: en, ko or zh.")]
    is_paused: bool
    is_mine: Annotated[bool, Field(description="Whether it goes to your address.")]
    recipients: Annotated[int, Field(ge=0, description="Number of addresses.")]
    created_at: Annotated[Moment, Field(description="UTC.")]


class SubscriptionsList(Answer):
    """Your subscriptions, by id; all of them for an administrator."""

    items: tuple[SubscriptionModel, ...]


class FeedbackGiven(BaseModel):
    """A judgement on the verdict on one version of an article."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"article": 1834500000000, "version": 1, "judgement": "wrong", "topics": ["trade"]}]
        },
    )
    article: Annotated[int, Field(ge=0, le=2**63 - 1, description="Number of the article.")]
    version: Annotated[int, Field(ge=1, le=2**63 - 1, description="Number of the version you have read.")]
    judgement: Annotated[
        Judgement,
        Field(
            description="right: relevance and topics are correct; relevant: it is, and `topics` are missing; "
            "not-relevant; wrong: `topics` are wrong; split: it does not belong to its story; merge: its "
            "story is the same as the one in `note`."
        ),
    ]
    topics: Annotated[
        tuple[Annotated[str, Field(max_length=60)], ...],
        Field(max_length=20, description="Topics to add (relevant) or to remove (wrong)."),
    ] = ()
    note: Annotated[str, Field(max_length=1_000)] = ""


class FeedbackReceived(Answer):
    """Feedback as it was stored."""

    model_config = example(
        article=1834500000000,
        version=1,
        judgement="wrong",
        topics=["trade"],
        note="",
        by="analyst",
        at="2026-11-24T05:00:00Z",
    )
    article: int
    version: int
    judgement: Judgement
    topics: tuple[str, ...]
    note: str
    by: Annotated[str, Field(description="Your log-in name.")]
    at: Annotated[Moment, Field(description="UTC.")]
