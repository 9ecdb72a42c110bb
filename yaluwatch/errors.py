"""All errors of Yaluwatch, in one tree.

YaluError
├── SettingsError            config.toml, the environment or a flag (exit code 2)
│   └── SourceListError      sources.toml
├── CrawlError
│   └── PageRefused          a page that is not an article, with its outcome
├── ClassifierError
│   └── LexiconError         a word list, with file and line
├── ListError                a sanctions list that can't be read
├── ArchiveError
│   ├── ArchiveLocked        temporary
│   ├── ArchiveFull          temporary
│   ├── ArchiveCorrupt
│   ├── ArchiveTooNew
│   ├── ArchiveOutdated      reading only; `yalu upgrade` upgrades it
│   ├── PagesUnreachable     temporary: the bucket of pages does not answer, or refuses
│   └── QueryError           an invalid search query
├── AlertError
│   ├── SubscriptionError
│   │   └── UselessSubscription  it matches nothing, or too much
│   ├── MailError            permanent or not
│   └── TranslationError     temporary: digests go out without
├── OutputError              a file a command was told to write
└── ServiceError             the service can't start or continue
"""

from collections.abc import Sequence
from pathlib import Path

from yaluwatch.model import Fault, Outcome
from yaluwatch.sentence import Sentence


class YaluError(Exception):
    """Root of the tree; the message is one sentence a person can act on."""

    #: Exit status of the command if nothing catches it: 1 failure, 2 usage error.
    exit_code = 1


class SettingsError(YaluError):
    """A setting is missing, unknown or invalid; the message names it."""

    exit_code = 2


class SourceListError(SettingsError):
    """An entry of sources.toml is invalid; the message names source and field."""


class CrawlError(YaluError):
    """Collecting from a source failed as a whole."""


class PageRefused(CrawlError):
    """A page was read but is not an article."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        #: What kind of page it is instead of an article.
        self.outcome = outcome
        #: The evidence, in one clause.
        self.reason = reason


class ClassifierError(YaluError):
    """The classifier can't be loaded or used."""


class LexiconError(ClassifierError):
    """A line of a word list is invalid."""

    exit_code = 2

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        #: Counted from 1; 0 means the whole file.
        self.line = line
        self.reason = reason


class ListError(YaluError):
    """A sanctions list can't be read or is not whole; the message names the file."""


class ArchiveError(YaluError):
    """The archive can't be read or written."""


class ArchiveLocked(ArchiveError):
    """Another process locked the archive for longer than we wait; try again."""


class ArchiveFull(ArchiveError):
    """The disk is full; nothing was lost, and writing resumes once space is free."""


class ArchiveCorrupt(ArchiveError):
    """The file is damaged or not a Yaluwatch archive."""


class ArchiveTooNew(ArchiveError):
    """The file was written by a newer version of this program."""


class ArchiveOutdated(ArchiveError):
    """The file was written by an older version and is to be upgraded before it can only be read."""


class PagesUnreachable(ArchiveError):
    """The store of raw pages can't be reached, or refuses us; nothing is said about what is in it."""


class QueryError(ArchiveError):
    """An invalid search query; the message gives the position."""

    exit_code = 2

    def __init__(
        self, reason: str, position: int, *, end: int | None = None, suggestions: Sequence[str] = ()
    ) -> None:
        said = reason if isinstance(reason, Sentence) else Sentence(reason)
        super().__init__(
            Sentence("%(reason)s (at character %(position)s)", reason=said, position=position + 1)
        )
        self.reason = said
        #: Where the error starts, in code points from 0.
        self.position = position
        #: Where it ends; equal to `position` if that is not known.
        self.end = position if end is None else end
        #: What may be meant, best first: each can be put in place of what is from `position` to `end`.
        self.suggestions = tuple(suggestions)


class AlertError(YaluError):
    """A digest can't be composed or delivered."""


class SubscriptionError(AlertError):
    """A subscription is invalid or does not exist; the message names it."""

    exit_code = 2


class UselessSubscription(SubscriptionError):
    """A subscription was not saved, because it matches nothing or too much; `reason` says which."""

    def __init__(self, subscription_id: str, reason: str) -> None:
        super().__init__(f"{subscription_id} was not saved: {reason}; change its filters, or use --force")
        #: A clause with the number.
        self.reason = reason


class MailError(AlertError):
    """A message was not delivered."""

    def __init__(
        self, message: str, *, permanent: bool, doubtful: bool = False, fault: Fault | None = None
    ) -> None:
        super().__init__(message)
        #: True if a retry can't succeed.
        self.permanent = permanent
        #: What is wrong; None = nothing in particular, such as a lost connection.
        self.fault = fault
        #: True if the server received the message but its reply was lost: it may have arrived.
        self.doubtful = doubtful


class TranslationError(AlertError):
    """The translation service can't be used now; digests go out without translations."""


class OutputError(YaluError):
    """A command may not, or can't, write the file it was told to write; the message names it."""


class ServiceError(YaluError):
    """The service can't start or continue."""
