"""The archive's contract: Protocols and data classes, by subject, that every storage engine implements."""

from storage.contract.archive import Archive
from storage.contract.articles import MIN_REVISIT_INTERVAL, Added, Articles
from storage.contract.backfills import Backfill, BackfillMonth, Backfills
from storage.contract.claims import Claim, Claims
from storage.contract.digest_inputs import (
    Beginning,
    DigestCandidate,
    DigestInputs,
    Presence,
    Removal,
    Reported,
)
from storage.contract.feedback import Feedback, FeedbackRecords, Judgement, Label
from storage.contract.maintenance import (
    Backup,
    CheckResult,
    Dropped,
    Head,
    Maintenance,
    OutdatedVersion,
    Reextraction,
    Retention,
    Verification,
)
from storage.contract.outbox import Answer, DigestRecord, MailProblem, Outbox
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
from storage.contract.service import ClockJump, Instance, JobRecords, JobResult, JobRun, JobState
from storage.contract.sources import Day, History, OwnOutage, Sources
from storage.contract.stories import Stories, StoryChange, StoryEdit, StoryLine
from storage.contract.subscriptions import Question, Subscriptions
from storage.contract.translations import Translations
from storage.contract.verdicts import Verdicts
from storage.query import ChangeKind, TextChange, TextChanges, compare

__all__ = [
    "MIN_REVISIT_INTERVAL",
    "Added",
    "Answer",
    "Archive",
    "Articles",
    "Backfill",
    "BackfillMonth",
    "Backfills",
    "Backup",
    "Beginning",
    "Cell",
    "ChangeKind",
    "CheckResult",
    "Claim",
    "Claims",
    "ClockJump",
    "Count",
    "Day",
    "DigestCandidate",
    "DigestInputs",
    "DigestRecord",
    "Dropped",
    "Event",
    "Facet",
    "Feedback",
    "FeedbackRecords",
    "Format",
    "Head",
    "History",
    "Hit",
    "Instance",
    "JobRecords",
    "JobResult",
    "JobRun",
    "JobState",
    "Judgement",
    "Label",
    "MailProblem",
    "Maintenance",
    "Order",
    "Outbox",
    "OutdatedVersion",
    "OwnOutage",
    "Pair",
    "Point",
    "Presence",
    "Question",
    "Record",
    "Reextraction",
    "Removal",
    "Reported",
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
    "TradeYear",
    "Translations",
    "Verdicts",
    "Verification",
    "Version",
    "compare",
]
