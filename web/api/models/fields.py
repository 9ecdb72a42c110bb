"""Fields that many models have."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from yaluwatch.times import time_text


def _in_utc(moment: datetime) -> str:
    return time_text(moment.astimezone(UTC))


#: ISO 8601 in UTC, whole seconds: "2026-11-24T05:00:00Z".
Moment = Annotated[
    datetime,
    PlainSerializer(_in_utc, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]

#: Opaque: where the next page begins.
NextCursor = Annotated[
    str | None,
    Field(description="Send it as `cursor` with the same parameters to get the next page; null on the last."),
]

ArticleId = Annotated[
    int,
    Field(ge=0, description="Number of the article; never changes, ascends with the time of publication."),
]
Language = Annotated[str, Field(description="ISO 639-1: en, ko, zh or ja.")]
Topics = Annotated[tuple[str, ...], Field(description="Topics, most probable first.")]


class Answer(BaseModel):
    """An answer, or a part of one; it never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def example(**values: Any) -> ConfigDict:
    """The settings of a model whose description has this example."""
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [values]})
