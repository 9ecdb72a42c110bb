"""New SQLite archives from a copy: to apply all migrations takes a hundred times as long."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from storage import open_archive
from yaluwatch.files import PRIVATE_FILE


class NewArchive:
    """The file of an archive that was made as programs make it, and copied for every new one."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "yalu.db"
            open_archive(file).close()
            self._content = file.read_bytes()

    def create(self, path: Path) -> None:
        """Write the file unless there is one; nobody finds a part of it."""
        if path.exists():
            return
        # Threads of one program may open an archive at the same time.
        opened, name = tempfile.mkstemp(prefix=f"{path.name}.new-", dir=path.parent)
        copy = Path(name)
        try:
            copy.chmod(PRIVATE_FILE)
            with os.fdopen(opened, "wb") as file:
                file.write(self._content)
            with suppress(FileExistsError):
                os.link(copy, path)
        finally:
            copy.unlink()


def copy_new_archives(patch: pytest.MonkeyPatch) -> None:
    """Let every new archive of this process be a copy of one."""
    patch.setattr("storage.sqlite.connection._create_private", NewArchive().create)
