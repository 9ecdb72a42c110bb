"""Diagnose sources by comparing each with its own history, and propose fixes."""

from crawler.health.diagnosis import examine
from crawler.health.doctor import Finding, doctor

__all__ = ["Finding", "doctor", "examine"]
