"""What a transport is, and the one that writes messages to a folder."""

from collections.abc import Callable
from pathlib import Path

from yaluwatch.errors import MailError
from yaluwatch.model import Delivery

#: Sends one message and returns a note for the delivery log. Raises MailError.
Transport = Callable[[Delivery], str]


def folder_transport(folder: Path) -> Transport:
    """Writes each message as an .eml file, with the same name at every attempt."""

    def write(delivery: Delivery) -> str:
        name = f"{delivery.period_end:%Y%m%dT%H%M}-{delivery.subscription_id}-{delivery.id}.eml"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(delivery.content)
        except OSError as error:
            raise MailError(f"{folder / name} can't be written: {error}", permanent=False) from error
        return str(folder / name)

    return write
