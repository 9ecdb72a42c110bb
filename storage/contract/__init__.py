"""What an archive promises, by subject; every engine keeps it."""

from storage.contract.archive import Archive
from storage.contract.articles import Added, Articles
from storage.contract.claims import Claim, Claims
from storage.contract.digest_inputs import Candidate, DigestInputs, Presence, Removal, Told
from storage.contract.feedback import Feedback, FeedbackRecords, Judgement, Label
from storage.contract.maintenance import Backup, Dropped, Finding, Head, Maintenance, Retention, Verification
from storage.contract.outbox import Answer, DigestRecord, Outbox
from storage.contract.reextraction import OldReading, Reextraction
from storage.contract.research import (
    Cell,
    Count,
    Event,
    Facet,
    Format,
    Pair,
    Point,
    Record,
    Research,
    Step,
    TradeYear,
    Version,
)
from storage.contract.search import Hit, Order, Search
from storage.contract.sources import Day, History, Sources
from storage.contract.stories import Stories, StoryChange, StoryEdit, StoryLine
from storage.contract.subscriptions import Question, Subscriptions
from storage.contract.text_diff import ChangeKind, TextChange, TextChanges, compare
from storage.contract.verdicts import Verdicts

__all__ = [
    "Added",
    "Answer",
    "Archive",
    "Articles",
    "Backup",
    "Candidate",
    "Cell",
    "ChangeKind",
    "Claim",
    "Claims",
    "Count",
    "Day",
    "DigestInputs",
    "DigestRecord",
    "Dropped",
    "Event",
    "Facet",
    "Feedback",
    "FeedbackRecords",
    "Finding",
    "Format",
    "Head",
    "History",
    "Hit",
    "Judgement",
    "Label",
    "Maintenance",
    "OldReading",
    "Order",
    "Outbox",
    "Pair",
    "Point",
    "Presence",
    "Question",
    "Record",
    "Reextraction",
    "Removal",
    "Research",
    "Retention",
    "Search",
    "Sources",
    "Step",
    "Stories",
    "StoryChange",
    "StoryEdit",
    "StoryLine",
    "Subscriptions",
    "TextChange",
    "TextChanges",
    "Told",
    "TradeYear",
    "Verdicts",
    "Verification",
    "Version",
    "compare",
]
