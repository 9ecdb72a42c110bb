"""Source health: comparing a source with its history, and proposing fixes."""

from crawler.health.diagnosis import examine
from crawler.health.doctor import Finding, doctor

__all__ = ["Finding", "doctor", "examine"]
