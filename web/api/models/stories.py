"""Stories: groups of articles that report one event."""

from typing import Annotated

from pydantic import Field

from web.api.models.articles import ArticleSummary
from web.api.models.fields import Answer, Moment, NextCursor

StoryId = Annotated[int, Field(ge=0, description="Number of the story; ascends as stories are opened.")]


class StorySummary(Answer):
    """A story in a list."""

    id: StoryId
    title: Annotated[str, Field(description="Of its newest article, in the original language.")]
    articles: Annotated[int, Field(ge=1)]
    publishers: Annotated[int, Field(ge=1, description="Publisher families that report it.")]
    first_seen_at: Annotated[Moment, Field(description="When its first article was read, UTC.")]


class StoriesPage(Answer):
    """A page of stories, opened last first."""

    items: tuple[StorySummary, ...]
    next: NextCursor


class StoryMember(ArticleSummary):
    """An article of a story."""

    reason: Annotated[str, Field(description="Why it belongs to the story, for people.")]


class StoryModel(Answer):
    """A story with its articles."""

    id: StoryId
    publishers: Annotated[int, Field(ge=1, description="Publisher families that report it.")]
    articles: Annotated[tuple[StoryMember, ...], Field(description="First seen first.")]
