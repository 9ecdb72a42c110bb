"""The archive; the only room that speaks SQL."""

from storage.archive import Archive
from storage.articles import Added
from storage.backup import Backup, restore
from storage.cells import Cell
from storage.chain import Head
from storage.changes import Change, Changes, compare
from storage.changes import Kind as ChangeKind
from storage.counts import Count, Facet, Pair
from storage.curation import StoryChange, StoryEdit, StoryLine
from storage.desk import Candidate, Presence, Removal, Told
from storage.digests import DigestRecord
from storage.doctor import Finding
from storage.exports import Format
from storage.exports.fields import FIELDS
from storage.judging import Feedback, Judgement, Label
from storage.proof import Verification
from storage.query import Query
from storage.query_parser import parse_query
from storage.readings import OldReading
from storage.recipients import Answer, Question
from storage.records import Record
from storage.reference import Event, TradeYear
from storage.retention import Dropped, Retention
from storage.search import Hit, Order
from storage.series import Point, Step
from storage.snippets import Piece, snippet
from storage.source_history import Day, History
from storage.versions import Version

__all__ = [
    "FIELDS",
    "Added",
    "Answer",
    "Archive",
    "Backup",
    "Candidate",
    "Cell",
    "Change",
    "ChangeKind",
    "Changes",
    "Count",
    "Day",
    "DigestRecord",
    "Dropped",
    "Event",
    "Facet",
    "Feedback",
    "Finding",
    "Format",
    "Head",
    "History",
    "Hit",
    "Judgement",
    "Label",
    "OldReading",
    "Order",
    "Pair",
    "Piece",
    "Point",
    "Presence",
    "Query",
    "Question",
    "Record",
    "Removal",
    "Retention",
    "Step",
    "StoryChange",
    "StoryEdit",
    "StoryLine",
    "Told",
    "TradeYear",
    "Verification",
    "Version",
    "compare",
    "parse_query",
    "restore",
    "snippet",
]
