"""Rejecting pages that are not articles although the server answers 200: notices, bot walls, wrong places."""

from crawler.extraction.refusals.notices import free_part
from crawler.extraction.refusals.pages import (
    STUB,
    TOO_THIN,
    refuse_non_html,
    refuse_notice,
    refuse_wall,
    refuse_wrong_place,
)

__all__ = [
    "STUB",
    "TOO_THIN",
    "free_part",
    "refuse_non_html",
    "refuse_notice",
    "refuse_wall",
    "refuse_wrong_place",
]
