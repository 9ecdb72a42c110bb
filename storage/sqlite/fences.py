"""`Fences` for an archive in a file: locks of single bytes of a file beside it, which the kernel keeps.

They belong to the open file, not to the process (fcntl(2), "Open file description locks"), so that two crawls
in one process keep each other out as well.
"""

import fcntl
import os
import struct
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from typing_extensions import override

from storage.contract import Fences
from yaluwatch.files import PRIVATE_FILE

# l_type, l_whence, l_start, l_len, l_pid, aligned as C does.
_FLOCK = "hhqqi"
# Bytes have numbers up to 2**63 - 1; none of them needs to exist.
_BYTES = (1 << 62) - 1
# Other systems than Linux lack them.
_SET, _GET = getattr(fcntl, "F_OFD_SETLK", None), getattr(fcntl, "F_OFD_GETLK", None)


class SqliteFences(Fences):
    """Locks in the file "yalu.db-fences". Where the system has no such locks, leases have to do."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(f"{path.name}-fences")

    @contextmanager
    @override
    def hold(self, names: Collection[str]) -> Iterator[bool]:
        try:
            opened = self._open()
        except OSError:
            # On a full disk, for example.
            yield True
            return
        is_held = False
        try:
            is_held = all(_is_locked(opened, _byte(name)) for name in names)
        finally:
            if not is_held:
                os.close(opened)
        try:
            yield is_held
        finally:
            if is_held:
                os.close(opened)

    @override
    def are_held(self, names: Collection[str]) -> bool:
        try:
            opened = self._open()
        except OSError:
            return True
        try:
            return all(_is_held(opened, _byte(name)) for name in names)
        finally:
            os.close(opened)

    def _open(self) -> int:
        return os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)


def _is_locked(opened: int, byte: int) -> bool:
    """Lock a byte; False if it is locked by others."""
    if _SET is None:
        return True
    try:
        fcntl.fcntl(opened, _SET, struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # A file system without locks.
        return True
    return True


def _is_held(opened: int, byte: int) -> bool:
    if _GET is None:
        return True
    try:
        found = fcntl.fcntl(opened, _GET, struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
    except OSError:
        return True
    kind, *_ = struct.unpack(_FLOCK, found)
    return bool(kind != fcntl.F_UNLCK)


def _byte(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) & _BYTES
