"""Examines a whole installation: each finding is fine, or says what to do."""

from monitoring.installation.examination import Examiner
from monitoring.installation.findings import Finding, Result

__all__ = ["Examiner", "Finding", "Result"]
