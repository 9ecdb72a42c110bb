"""Source health: the state of each source in words, comparing it with its history, and proposing fixes."""

from crawler.health.diagnosis import examine
from crawler.health.doctor import MOVED_POLLS, SELECTED, Cause, Finding, doctor
from crawler.health.overview import DAYS, SourceLine, by_attention, read_line, source_line, spans_of
from crawler.health.selector_trial import SelectorTrial, try_selectors
from crawler.health.states import OUTCOME_WORDS, cause_words, state_words

__all__ = [
    "DAYS",
    "MOVED_POLLS",
    "OUTCOME_WORDS",
    "SELECTED",
    "Cause",
    "Finding",
    "SelectorTrial",
    "SourceLine",
    "by_attention",
    "cause_words",
    "doctor",
    "examine",
    "read_line",
    "source_line",
    "spans_of",
    "state_words",
    "try_selectors",
]
