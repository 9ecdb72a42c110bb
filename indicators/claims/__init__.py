"""Who says what, and what became of it: promises kept or broken, claims confirmed or denied."""

from indicators.claims.archive import (
    judged_claims,
    judged_page,
    judged_promises,
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
    "judged_claims",
    "judged_page",
    "judged_promises",
    "sourcing_of",
    "speaker_filter",
    "story_sourcing",
    "subjects_about",
]
