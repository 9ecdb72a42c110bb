"""Counts by facet and over time."""

from datetime import date
from typing import Annotated

from pydantic import Field

from storage import Facet, Step
from web.api.models.fields import Answer, example


class ValueCount(Answer):
    """A value and the number of matching articles that have it."""

    value: Annotated[str, Field(description='Id, name, language or month ("2026-11", UTC).')]
    articles: Annotated[int, Field(ge=0)]


class Facets(Answer):
    """Matching articles, counted by one property; an article with two topics counts for both."""

    model_config = example(by="place", total=17, items=[{"value": "dandong", "articles": 12}])
    by: Facet
    total: Annotated[int, Field(ge=0, description="Number of matching articles.")]
    items: Annotated[
        tuple[ValueCount, ...], Field(description="Most frequent first; months in order of time, and all.")
    ]


class PointModel(Answer):
    """One period. If few sources could be read in it, a low count says little."""

    start: Annotated[date, Field(description="First day, UTC.")]
    articles: Annotated[int, Field(ge=0, description="By date of publication, or first sight if undated.")]
    sources_tried: Annotated[int, Field(ge=0, description="Sources that were polled.")]
    sources_healthy: Annotated[int, Field(ge=0, description="Those that answered at least once.")]


class Series(Answer):
    """Matching articles per period, without gaps."""

    model_config = example(
        by="month",
        points=[{"start": "2026-11-01", "articles": 12, "sources_tried": 40, "sources_healthy": 38}],
    )
    by: Step
    points: Annotated[tuple[PointModel, ...], Field(description="Oldest first.")]
