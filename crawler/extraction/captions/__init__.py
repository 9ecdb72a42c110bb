"""Captions of pictures: taken out of a page before its text is extracted, and kept apart from it."""

from crawler.extraction.captions.elements import PageCaptions
from crawler.extraction.captions.lines import split_captions
from crawler.extraction.captions.wording import distinct_captions

__all__ = ["PageCaptions", "distinct_captions", "split_captions"]
