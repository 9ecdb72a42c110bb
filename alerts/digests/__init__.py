"""Decide what goes into a digest: which stories are due, their order, and what is new in each. Pure."""

from alerts.digests.batch import Batch, DueArticle, due_of, wants
from alerts.digests.corrections import Correction, edited, removed
from alerts.digests.digest import Digest, SourceSummary, compose, source_summary
from alerts.digests.periods import due_period, next_due
from alerts.digests.spikes import BASELINE_DAYS, Spike, spikes, wanted
from alerts.digests.story_view import DigestStory, News, Quote, StoryView, view

__all__ = [
    "BASELINE_DAYS",
    "Batch",
    "Correction",
    "Digest",
    "DigestStory",
    "DueArticle",
    "News",
    "Quote",
    "SourceSummary",
    "Spike",
    "StoryView",
    "compose",
    "due_of",
    "due_period",
    "edited",
    "next_due",
    "removed",
    "source_summary",
    "spikes",
    "view",
    "wanted",
    "wants",
]
