"""What the API answers, as pydantic models: each field with its unit, zone and shape."""

from web.api.models.articles import (
    ArticleChanges,
    ArticleModel,
    ArticleSummary,
    ChangedText,
    EvidenceModel,
    MentionModel,
    SearchPage,
    SearchResult,
    SnippetText,
    TagModel,
    VerdictModel,
    VersionModel,
    Versions,
)
from web.api.models.claims import ClaimModel, ClaimsPage, FateEvidence
from web.api.models.facts import ContradictionModel, FactModel, FactsOfArticle, FactsPage
from web.api.models.indicators import (
    PriceModel,
    Prices,
    TradeClaimModel,
    TradeClaimsPage,
    TradeFigureModel,
    TradeFigures,
)
from web.api.models.operation import CheckModel, Health, SourceModel, SourcesList
from web.api.models.personal import FeedbackGiven, FeedbackReceived, Me, SubscriptionModel, SubscriptionsList
from web.api.models.problem import Invalid, Problem
from web.api.models.research import Facets, PointModel, Series, ValueCount
from web.api.models.stories import StoriesPage, StoryMember, StoryModel, StorySummary

__all__ = [
    "ArticleChanges",
    "ArticleModel",
    "ArticleSummary",
    "ChangedText",
    "CheckModel",
    "ClaimModel",
    "ClaimsPage",
    "ContradictionModel",
    "EvidenceModel",
    "Facets",
    "FactModel",
    "FactsOfArticle",
    "FactsPage",
    "FateEvidence",
    "FeedbackGiven",
    "FeedbackReceived",
    "Health",
    "Invalid",
    "Me",
    "MentionModel",
    "PointModel",
    "PriceModel",
    "Prices",
    "Problem",
    "SearchPage",
    "SearchResult",
    "Series",
    "SnippetText",
    "SourceModel",
    "SourcesList",
    "StoriesPage",
    "StoryMember",
    "StoryModel",
    "StorySummary",
    "SubscriptionModel",
    "SubscriptionsList",
    "TagModel",
    "TradeClaimModel",
    "TradeClaimsPage",
    "TradeFigureModel",
    "TradeFigures",
    "ValueCount",
    "VerdictModel",
    "VersionModel",
    "Versions",
]
