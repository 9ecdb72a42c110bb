"""The archive as everybody sees it: one object, its promises by subject."""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from storage.contract.articles import Articles
from storage.contract.claims import Claims
from storage.contract.digest_inputs import DigestInputs
from storage.contract.feedback import FeedbackRecords
from storage.contract.maintenance import Maintenance
from storage.contract.outbox import Outbox
from storage.contract.reextraction import Reextraction
from storage.contract.research import Research
from storage.contract.search import Search
from storage.contract.sources import Sources
from storage.contract.stories import Stories
from storage.contract.subscriptions import Subscriptions
from storage.contract.verdicts import Verdicts


class Archive(Protocol):
    """The archive. Open one per thread; any number may read, writers take turns.

    Every method is one transaction: what it promises holds together, or nothing was written. All raise
    ArchiveError or one of its kinds, naming what was being done. Lists of ids and URLs may be of any length.

    >>> with open_archive(Path("var/yalu.db")) as archive:
    ...     hits = archive.search.find(parse_query("밀수"), limit=20)
    """

    #: The file, or the folder of a shared archive; pages are kept in the folder `pages` beside it.
    path: Path

    #: What was read.
    articles: Articles
    #: How sources are doing.
    sources: Sources
    #: What classifiers say.
    verdicts: Verdicts
    #: What people say of verdicts.
    feedback: FeedbackRecords
    #: Which articles tell one event.
    stories: Stories
    #: Who wants what.
    subscriptions: Subscriptions
    #: Digests and messages.
    outbox: Outbox
    #: What a run of digests needs.
    digest_inputs: DigestInputs
    #: CheckResult and counting articles.
    search: Search
    #: Counts, series, exports, versions.
    research: Research
    #: Stored pages for a newer extractor.
    reextraction: Reextraction
    #: Proof, backup, repair, retention.
    maintenance: Maintenance
    #: Who works on what.
    claims: Claims

    def close(self) -> None:
        """Let go of the archive."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
