"""Source health: comparing a source with its history, and proposing fixes."""

from crawler.health.diagnosis import examine
from crawler.health.doctor import MOVED_POLLS, Finding, doctor

__all__ = ["MOVED_POLLS", "Finding", "doctor", "examine"]
