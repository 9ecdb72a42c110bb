"""Returned mail in a Maildir (https://cr.yp.to/proto/maildir.html), as local mail servers deliver it."""

from collections.abc import Iterator
from pathlib import Path

from alerts.bounces.parts import MAX_BYTES
from yaluwatch.errors import MailError

#: Sub-folders (Maildir++) for messages that are done and for those that can't be read.
PROCESSED, UNREADABLE = ".Processed", ".Unreadable"


class MaildirMailbox:
    """A Maildir: messages in new and cur wait; done ones are moved into a sub-folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Messages that wait, oldest first; a file name is the id."""
        if not (self._folder / "new").is_dir():
            raise MailError(f"{self._folder} is not a Maildir: it has no folder new", permanent=False)
        try:
            waiting = sorted(
                (path.stat().st_mtime, path.name, path)
                for name in ("new", "cur")
                for path in (self._folder / name).glob("[!.]*")
                if path.is_file()
            )
            for _, name, path in waiting:
                try:
                    with path.open("rb") as file:
                        content = file.read(MAX_BYTES)
                except FileNotFoundError:
                    # Another program moved it since the folder was listed.
                    continue
                yield name, content
        except OSError as error:
            raise MailError(f"Maildir {self._folder} can't be read: {error}", permanent=False) from error

    def done(self, uid: str, ok: bool) -> None:
        """Move a message into .Processed, marked as seen, or into .Unreadable."""
        box = self._folder / (PROCESSED if ok else UNREADABLE)
        base, _, flags = uid.partition(":2,")
        name = f"{base}:2,{''.join(sorted({*flags, 'S'}))}"
        try:
            for part in ("tmp", "new", "cur"):
                (box / part).mkdir(parents=True, exist_ok=True)
            (box / "maildirfolder").touch()
            for part in ("new", "cur"):
                path = self._folder / part / uid
                if path.exists():
                    path.rename(box / "cur" / name)
        except OSError as error:
            raise MailError(
                f"Maildir {self._folder}: {uid} can't be moved: {error}", permanent=False
            ) from error
