"""Who says what, and what became of it: promises kept or broken, claims confirmed or denied."""

from indicators.claims.archive import (
    judged_articles,
    judged_claims,
    judged_page,
    story_sourcing,
    subjects_about,
)
from indicators.claims.fates import CLAIM_FATES, FATES, PROMISE_FATES, Evidence, Judged, judge
from indicators.claims.sourcing import Sourcing, sourcing_of
from indicators.claims.speakers import SpeakerFilter, speaker_filter

__all__ = [
    "CLAIM_FATES",
    "FATES",
    "PROMISE_FATES",
    "Evidence",
    "Judged",
    "Sourcing",
    "SpeakerFilter",
    "judge",
    "judged_articles",
    "judged_claims",
    "judged_page",
    "sourcing_of",
    "speaker_filter",
    "story_sourcing",
    "subjects_about",
]
