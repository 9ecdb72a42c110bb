"""The files of a backup: copied without following links, listed in a manifest, checked against it."""

import errno
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from yaluwatch.errors import ArchiveCorrupt
from yaluwatch.files import PRIVATE_FILE, PRIVATE_FOLDER, open_without_links

#: Name of the archive in a backup, of the folder of its pages, and of that with the other files of a data
#: folder.
ARCHIVE, PAGES, DATA = "yalu.db", "pages", "data"
MANIFEST = "manifest.json"
_CHUNK = 1 << 20


class Unreadable(Exception):
    """A file can't be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest lists it."""

    size: int
    #: Hexadecimal.
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    #: Name in the backup → file.
    files: Mapping[str, Listed]
    #: Names of files that are missing or damaged in it because they were when it was made → why.
    lost: Mapping[str, str] = field(default_factory=dict)
    #: Whether texts and verdicts did not verify when it was made.
    is_doubtful: bool = False
    #: Whether it has the key that signs links in mails, and passwords.
    has_secrets: bool = False

    def to_json(self) -> str:
        """The text of the file."""
        files = {name: [listed.size, listed.sha256] for name, listed in self.files.items()}
        made = {
            "files": files,
            "lost": dict(self.lost),
            "is_doubtful": self.is_doubtful,
            "has_secrets": self.has_secrets,
        }
        return json.dumps(made, indent=1)


def copy(source: Path, target: Path, limit: int | None = None) -> tuple[Listed, str]:
    """Copy a file, or its first `limit` bytes, for its owner only, and sync it to disk.

    Returns what was copied, and why it is not all; "" if it is. The target's folder must exist. Raises
    Unreadable for a source that can't be opened, such as a link; OSError when the target can't be written.
    """
    digest, size, reason = hashlib.sha256(), 0, ""
    with _opened(source) as old, _created(target) as new:
        while limit is None or size < limit:
            try:
                data = old.read(_CHUNK if limit is None else min(_CHUNK, limit - size))
            except OSError as error:
                reason = f"it can't be read after byte {size}: {_reason(error)}"
                break
            if not data:
                break
            new.write(data)
            digest.update(data)
            size += len(data)
        new.flush()
        os.fsync(new.fileno())
    if not reason and limit is not None and size < limit:
        reason = f"its last {limit - size} bytes are missing"
    return Listed(size, digest.hexdigest()), reason


def write(target: Path, content: bytes) -> Listed:
    """Write a file for its owner only, and sync it to disk; its folder must exist."""
    with _created(target) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return Listed(len(content), hashlib.sha256(content).hexdigest())


def make_folders(target: Path, top: Path) -> None:
    """Create the folders between `top`, which exists, and a file in it, for their owner only."""
    for folder in reversed([one for one in target.parents if one.is_relative_to(top)]):
        if not folder.is_dir():
            folder.mkdir(mode=PRIVATE_FOLDER)


def inspect(folder: Path, name: str) -> Listed:
    """A file of a backup as it is now. Raises Unreadable, also when a folder on the way is a link."""
    for between in PurePosixPath(name).parents:
        if (folder / between).is_symlink() and str(between) != ".":
            raise Unreadable(f"{between} is a link")
    with _opened(folder / name) as stream:
        try:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise Unreadable(_reason(error)) from error
        return Listed(stream.tell(), digest)


def check(folder: Path, manifest: Manifest) -> None:
    """Raise ArchiveCorrupt unless every listed file is there and as it was when the backup was made."""
    for name, listed in manifest.files.items():
        try:
            found = inspect(folder, name)
        except Unreadable as error:
            raise ArchiveCorrupt(f"{folder / name} can't be read: {error}") from error
        if found != listed:
            raise ArchiveCorrupt(f"{folder / name} has changed since it was backed up")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises ArchiveCorrupt when it can't be read or names files elsewhere."""
    try:
        with open_without_links(folder / MANIFEST) as stream:
            manifest = _parsed(json.load(stream))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArchiveCorrupt(f"{folder} is not a backup: its {MANIFEST} can't be read") from error
    for name in [*manifest.files, *manifest.lost]:
        if not _is_inside(name):
            raise ArchiveCorrupt(f"{folder} is not a backup made by yalu: its {MANIFEST} names {name!r}")
    if ARCHIVE not in manifest.files:
        raise ArchiveCorrupt(f"{folder} is not a backup: {ARCHIVE} is missing from its {MANIFEST}")
    return manifest


def _parsed(read: Mapping[str, Any]) -> Manifest:
    files = {str(name): Listed(int(size), str(digest)) for name, (size, digest) in read["files"].items()}
    return Manifest(
        files=files,
        lost={str(name): str(reason) for name, reason in read.get("lost", {}).items()},
        is_doubtful=bool(read.get("is_doubtful", False)),
        has_secrets=bool(read.get("has_secrets", False)),
    )


def _is_inside(name: str) -> bool:
    """Whether a manifest may name this: the archive, a page file, or a file of the data folder."""
    first, *rest = name.split("/")
    if {"", ".", ".."} & {first, *rest} or "\x00" in name:
        return False
    if first == PAGES:
        return len(rest) == 1
    if first == DATA:
        # A backup must not bring an archive or pages by another way.
        return bool(rest) and rest[0] != PAGES and not rest[0].startswith(ARCHIVE)
    return name == ARCHIVE


def _opened(source: Path) -> BufferedReader:
    try:
        return open_without_links(source)
    except OSError as error:
        raise Unreadable(_reason(error)) from error


def _reason(error: OSError) -> str:
    # What the system says of a link that was not followed sounds like a loop of links.
    return "it is a link" if error.errno == errno.ELOOP else error.strerror or str(error)


def _created(target: Path) -> BinaryIO:
    number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, PRIVATE_FILE)
    return os.fdopen(number, "wb")
