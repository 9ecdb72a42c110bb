"""A restore drill: a backup is restored to a folder of its own, tried, and the folder deleted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.sources import read_sources
from storage import Backup, examine, open_archive, parse_query, restore, upgrade
from yaluwatch.config import load_settings
from yaluwatch.errors import YaluError
from yaluwatch.files import work_folder


@dataclass(frozen=True, slots=True)
class Drill:
    """The result of a restore drill."""

    backup: Path
    #: What was restored; None when the backup could not be.
    restored: Backup | None
    #: One sentence each; empty = an installation came back from it and works.
    problems: tuple[str, ...]
    #: When it began and ended, aware UTC.
    began_at: datetime
    ended_at: datetime

    @property
    def is_passed(self) -> bool:
        """Whether no problem was found."""
        return not self.problems


def restore_drill(backup: Path, clock: Callable[[], datetime], scratch: Path | None = None) -> Drill:
    """Restore a backup and check that an installation comes back: settings, sources, key, archive, search.

    It is restored to a temporary folder in `scratch` (default: beside the backup), deleted at the end. What
    goes wrong is in the result.
    """
    began_at = clock()
    restored, problems = None, []
    try:
        with work_folder(scratch or backup.parent, ".drill.") as folder:
            data = folder / "data"
            restored = restore(backup, data / "yalu.db")
            problems = [f"{name}: {reason}" for name, reason in restored.lost.items()]
            problems += restored.problems
            problems += _tried(data, restored)
    except (YaluError, OSError) as error:
        problems.append(str(error))
    return Drill(backup, restored, tuple(dict.fromkeys(problems)), began_at, clock())


def _tried(data: Path, restored: Backup) -> Iterator[str]:
    """What does not work in a restored data folder."""
    # The environment of this process belongs to another installation; so does a database.
    settings, _ = load_settings(data, environment={}, flags={"database.url": ""})
    if settings.sources.exists():
        read_sources(settings.sources)
    if restored.has_secrets and not settings.secret:
        yield "the key that signs links in mails is missing, so links in old mails do not work"
    upgrade(settings.archive, with_copy=False)
    for finding in examine(settings.archive):
        # The drill's folder is not where an installation would run.
        if not finding.is_ok and finding.check != "free space":
            yield f"{finding.check}: {finding.detail}"
    with open_archive(settings.archive, read_only=True) as archive:
        # Reading is enough: a table that can't be read raises.
        archive.subscriptions.all()
        archive.outbox.newest(1)
        archive.search.count(parse_query("relevant:any"))
