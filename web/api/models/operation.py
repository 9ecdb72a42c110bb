"""Sources, and whether the service does its work."""

from typing import Annotated

from pydantic import Field

from monitoring import Level
from web.api.models.fields import Answer, Language, Moment


class SourceModel(Answer):
    """A source and how its polls go."""

    id: str
    name: str
    publisher: Annotated[str, Field(description="Reports of one family don't corroborate each other.")]
    homepage: str
    language: Language
    country: Annotated[str, Field(description="ISO 3166-1 alpha-2 of the newsroom.")]
    tier: Annotated[int, Field(description="1 = specialist or primary, 2 = regular, 3 = occasional.")]
    is_state_media: bool
    is_paused: bool
    is_healthy: Annotated[bool, Field(description="Whether its last poll succeeded.")]
    last_outcome: Annotated[
        str | None, Field(description="How its last poll ended, such as ok or timeout; null if never polled.")
    ]
    last_polled_at: Annotated[Moment | None, Field(description="UTC.")]
    last_ok_at: Annotated[Moment | None, Field(description="UTC.")]
    last_new_at: Annotated[Moment | None, Field(description="When it last announced a new article, UTC.")]
    silent_since: Annotated[
        Moment | None, Field(description="Since when it has published less than it should, UTC.")
    ]


class SourcesList(Answer):
    """Every source, by id."""

    items: tuple[SourceModel, ...]


class CheckModel(Answer):
    """One check of the service."""

    name: str
    level: Level
    text: Annotated[str, Field(description="What was found, in one sentence.")]


class Health(Answer):
    """Whether the service does its work. The status code is 200 whatever the level; /readyz is for probes."""

    level: Annotated[Level, Field(description="The worst of all checks.")]
    checked_at: Annotated[Moment, Field(description="UTC; at most a second ago.")]
    articles: Annotated[int, Field(ge=0, description="Number of stored articles.")]
    checks: tuple[CheckModel, ...]
