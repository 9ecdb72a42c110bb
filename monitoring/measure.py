"""Reads the facts: from the archive, the data folder and this process. Raises nothing."""

import errno
import logging
import os
import resource
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from monitoring.facts import Facts, Process, Storage
from monitoring.work_queue import read_queue
from storage import OPERATOR, Archive, has_file, open_archive, probe_write
from yaluwatch.errors import ArchiveError, ArchiveLocked, SettingsError
from yaluwatch.model import Source
from yaluwatch.owner import is_dead

log = logging.getLogger(__name__)

#: How long a reader waits for the locks of others, seconds: a monitor wants an answer within two.
WAIT_SECONDS = 0.7


def gather(
    path: Path,
    read_sources: Callable[[], Sequence[Source]],
    now: datetime,
    *,
    clock_moved: timedelta = timedelta(),
    damage: str = "",
) -> Facts:
    """The facts at `now` (aware UTC) about the archive at `path`, whatever state it is in.

    `damage` is what is known to be wrong with its file.
    """
    started = time.monotonic()
    outside = _outside(path.parent, read_sources, now)
    facts = replace(outside, clock_moved=clock_moved, damage=damage)
    try:
        with open_archive(path, read_only=True, wait_seconds=WAIT_SECONDS) as archive:
            facts = _inside(archive, facts)
        probe_write(path, wait_seconds=WAIT_SECONDS)
    except ArchiveLocked as error:
        facts = replace(facts, is_locked=True, archive_error="" if facts.status.file_bytes else str(error))
    except ArchiveError as error:
        facts = replace(facts, archive_error=str(error))
    except (OSError, MemoryError) as error:
        facts = replace(facts, archive_error=f"{path} can't be read: {_reason(error)}")
    return replace(facts, seconds=time.monotonic() - started)


def measure(
    archive: Archive,
    read_sources: Callable[[], Sequence[Source]],
    now: datetime,
    *,
    clock_moved: timedelta = timedelta(),
) -> Facts:
    """The facts at `now` (aware UTC) about an open archive. Raises ArchiveError."""
    outside = _outside(archive.path.parent, read_sources, now)
    return _inside(archive, replace(outside, clock_moved=clock_moved))


def _inside(archive: Archive, facts: Facts) -> Facts:
    instance = archive.jobs.instance()
    return replace(
        facts,
        status=archive.status.read(facts.now),
        instance=instance,
        is_instance_dead=instance is not None and is_dead(instance.owner),
        jobs=archive.jobs.states(),
        has_file=has_file(archive.path),
        queue=read_queue(archive.path),
        states=archive.sources.states(),
        mail=archive.outbox.problems(),
        outages=[outage for outage in archive.sources.own_outages(facts.now) if outage.lasts],
        # The operators are told whatever became of earlier messages to them.
        suspended=[
            one
            for one in archive.subscriptions.recipients()
            if one.suspended_at and one.subscription_id != OPERATOR
        ],
    )


def _outside(folder: Path, read_sources: Callable[[], Sequence[Source]], now: datetime) -> Facts:
    sources: Sequence[Source] = ()
    sources_error = ""
    try:
        sources = read_sources()
    except SettingsError as error:
        sources_error = str(error)
    except OSError as error:
        sources_error = f"the source list can't be read: {_reason(error)}"
    return Facts(
        now=now, sources=sources, sources_error=sources_error, storage=_storage(folder), process=_process()
    )


def _storage(folder: Path) -> Storage:
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return Storage(f"{folder}: {_reason(error)}")
    return Storage(_folder_error(folder), usage.free, usage.total)


def _folder_error(folder: Path) -> str:
    """Why a small file can't be written into a folder; "" if it can.

    Free space does not tell: quotas, inodes and file systems that were mounted read-only after an error.
    """
    file = folder / f".probe-{os.getpid()}"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            os.write(descriptor, b"x" * 4096)
        finally:
            os.close(descriptor)
            with suppress(OSError):
                file.unlink()
    except OSError as error:
        return f"nothing can be written to {folder}: {_reason(error)}"
    return ""


def _process() -> Process:
    try:
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    except OSError:
        return Process()
    try:
        return Process(len(os.listdir("/proc/self/fd")), max(allowed, 0))  # noqa: PTH208 - no path is needed
    except OSError as error:
        is_at_limit = error.errno in {errno.EMFILE, errno.ENFILE}
        return Process(allowed, allowed) if is_at_limit else Process()


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "no memory left"
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
