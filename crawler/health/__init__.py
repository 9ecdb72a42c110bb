"""How a source is doing compared with its history: likely cause, evidence, fix."""

from crawler.health.diagnosis import examine
from crawler.health.doctor import Finding, doctor

__all__ = ["Finding", "doctor", "examine"]
