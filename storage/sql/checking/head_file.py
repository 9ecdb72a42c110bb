"""The file with the link of the chain that was shown last: a chain cut off at its end does not contain it."""

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.contract import Head
from storage.sql import ledger
from storage.sql.database import Database
from storage.sql.rows import time_text
from yaluwatch.files import PRIVATE_FILE, write_whole

log = logging.getLogger(__name__)

#: Its name; it lies next to the archive.
NAME = "chain-head.txt"


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A link as it is in the file."""

    #: Number of the entry, and its link.
    head: Head
    #: When it was shown, ISO 8601 UTC.
    at: str


def keep(db: Database, path: Path, head: Head, at: datetime) -> bool:
    """See `Maintenance.keep_head`."""
    try:
        kept = read(file_of(path))
    except ValueError:
        log.error("keeping the chain head failed: file=%s is damaged; yalu verify has more", file_of(path))
        return False
    if kept and ledger.link_at(db, kept.head.entry) != kept.head.digest:
        log.error("the chain head shown at=%s is not in the archive; yalu verify has more", kept.at)
        return False
    if kept and kept.head.entry >= head.entry:
        return True
    # A power cut can take the last commits with it, as the log is not synced at each of them; the file must
    # not know more than the archive afterwards.
    with suppress(FileNotFoundError), path.with_name(path.name + "-wal").open("rb") as stream:
        os.fsync(stream.fileno())
    write_whole(file_of(path), f"{time_text(at)} {head.entry} {head.digest}\n".encode(), mode=PRIVATE_FILE)
    return True


def read(file: Path) -> KeptHead | None:
    """The link that was shown last; None when there is no file. Raises ValueError for a damaged one."""
    if not file.exists():
        return None
    at, entry, link = file.read_text(encoding="ascii").split()
    return KeptHead(Head(int(entry), link), at)


def problem(db: Database, file: Path) -> str:
    """What is wrong with the end of the chain compared to the file; "" = nothing."""
    try:
        kept = read(file)
    except (ValueError, OSError):
        return f"{file} can't be read; delete it if you know why, the next verification writes it again"
    if kept is None or ledger.link_at(db, kept.head.entry) == kept.head.digest:
        return ""
    newest = ledger.head(db).entry
    if missing := max(0, kept.head.entry - newest):
        what = f"the ledger ends at entry {newest}, so its last {missing} entries are missing"
    else:
        what = "the ledger has another entry there"
    return (
        f"entry {kept.head.entry} was shown at {kept.at} with the link {kept.head.digest}, but {what}; "
        f"delete {file} only if you replaced the archive by an older copy yourself"
    )


def file_of(path: Path) -> Path:
    """The file next to an archive."""
    return path.with_name(NAME)
