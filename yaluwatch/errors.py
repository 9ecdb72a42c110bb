"""Everything that can go wrong, one tree.

YaluError
├── SettingsError            config.toml, the environment or a flag (exit code 2)
│   └── SourceListError      sources.toml
├── CrawlError
│   └── PageRefused          a page that is no article, with its outcome
├── ClassifierError
│   └── LexiconError         a word list, with file and line
├── ArchiveError
│   ├── ArchiveLocked        may pass by itself
│   ├── ArchiveFull          may pass by itself
│   ├── ArchiveCorrupt
│   ├── ArchiveTooNew
│   └── QueryError           what was typed into a search
├── AlertError
│   ├── SubscriptionError
│   └── MailError            permanent or not
└── ServiceError             the service can't start or go on
"""

from pathlib import Path

from yaluwatch.model import Outcome


class YaluError(Exception):
    """Root of the tree; its text is one sentence a person can act on."""

    #: What the command returns when this reaches the top: 1 failed, 2 wrong use.
    exit_code = 1


class SettingsError(YaluError):
    """A setting is missing, unknown or odd; the message names it."""

    exit_code = 2


class SourceListError(SettingsError):
    """An entry of sources.toml is wrong; the message names source and field."""


class CrawlError(YaluError):
    """Collecting from a source failed as a whole."""


class PageRefused(CrawlError):
    """A page was read but is not an article."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        #: Which kind of non-article it is.
        self.outcome = outcome
        #: What was seen, in one clause.
        self.reason = reason


class ClassifierError(YaluError):
    """The classifier can't be built or used."""


class LexiconError(ClassifierError):
    """A line of a word list can't be used."""

    exit_code = 2

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        #: Counted from 1; 0 means the file as a whole.
        self.line = line
        self.reason = reason


class ArchiveError(YaluError):
    """The archive can't be read or written."""


class ArchiveLocked(ArchiveError):
    """Another process held the archive longer than we wait; try again."""


class ArchiveFull(ArchiveError):
    """The disk is full; nothing was lost, writing resumes when there is room."""


class ArchiveCorrupt(ArchiveError):
    """The file is damaged or not an archive of ours."""


class ArchiveTooNew(ArchiveError):
    """The file was written by a newer version of this program."""


class QueryError(ArchiveError):
    """A search that can't be understood; says where."""

    exit_code = 2

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} (at character {position + 1})")
        #: Where the trouble starts, code points from 0.
        self.position = position


class AlertError(YaluError):
    """A digest can't be made or delivered."""


class SubscriptionError(AlertError):
    """A subscription that can't be used; the message names it."""

    exit_code = 2


class MailError(AlertError):
    """A message was not delivered."""

    def __init__(self, message: str, *, permanent: bool, doubtful: bool = False) -> None:
        super().__init__(message)
        #: True when trying again can't help (SMTP 5xx, RFC 5321 §4.2.1).
        self.permanent = permanent
        #: True when it was handed over and the answer is missing: it may have arrived.
        self.doubtful = doubtful


class ServiceError(YaluError):
    """The service can't start or go on."""
