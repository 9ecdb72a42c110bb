"""Writing a file completely or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(file: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader, or we after a crash, find the old content or the new one, never a part.

    The content is on disk before the file gets its name. Raises OSError, and leaves no other file behind.
    """
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            os.fchmod(part.fileno(), mode)
            Path(part.name).replace(file)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
