"""Decide what goes into a digest: which stories are due, their order, and what is new in each. Pure."""

from alerts.digests.ages import AgeRule, is_backlog
from alerts.digests.batch import Batch, DueArticle, due_of, wants
from alerts.digests.blind_spots import BlindSpot, BlindSpots, SourceSummary, grouped, source_summary
from alerts.digests.corrections import Correction, edited, removed
from alerts.digests.digest import Digest, compose
from alerts.digests.figures import figure_text
from alerts.digests.gloss import gloss
from alerts.digests.gloss_names import meaning_in, name_of_entity
from alerts.digests.origins import independent, origin
from alerts.digests.periods import due_period, next_due
from alerts.digests.quotes import Quote
from alerts.digests.ranking import PARTS, Score, Weights, importance, score
from alerts.digests.spikes import BASELINE_DAYS, Spike, spikes, wanted
from alerts.digests.story_view import DigestStory, News, Outlet, StoryView, view

__all__ = [
    "BASELINE_DAYS",
    "PARTS",
    "AgeRule",
    "Batch",
    "BlindSpot",
    "BlindSpots",
    "Correction",
    "Digest",
    "DigestStory",
    "DueArticle",
    "News",
    "Outlet",
    "Quote",
    "Score",
    "SourceSummary",
    "Spike",
    "StoryView",
    "Weights",
    "compose",
    "due_of",
    "due_period",
    "edited",
    "figure_text",
    "gloss",
    "grouped",
    "importance",
    "independent",
    "is_backlog",
    "meaning_in",
    "name_of_entity",
    "next_due",
    "origin",
    "removed",
    "score",
    "source_summary",
    "spikes",
    "view",
    "wanted",
    "wants",
]
