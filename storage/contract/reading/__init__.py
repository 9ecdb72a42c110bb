"""Contracts for people who read stories: the stories of the last days, and what each user marked."""

from storage.contract.reading.marks import Mark, Marks, StoryMarks, Visit
from storage.contract.reading.overview import DayCount, Overview, StoryMember, StorySummary

__all__ = ["DayCount", "Mark", "Marks", "Overview", "StoryMarks", "StoryMember", "StorySummary", "Visit"]
