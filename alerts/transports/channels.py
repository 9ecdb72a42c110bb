"""The choice among transports, and the one that writes messages to a folder."""

from pathlib import Path

from alerts.transports.chats import is_chat
from alerts.transports.transport import Connected, Transport
from alerts.transports.webhooks import is_webhook
from yaluwatch.errors import MailError
from yaluwatch.files import PRIVATE_FILE, PRIVATE_FOLDER, write_whole
from yaluwatch.model import Delivery

# Maximum length of a subscription's id in a file name, characters.
_MAX_ID = 150


class ByAddress:
    """Picks the transport by the kind of each message's address."""

    def __init__(
        self, mail: Transport, webhook: Transport, chat: Transport, folder: Transport | None
    ) -> None:
        self._mail, self._webhook, self._chat, self._folder = mail, webhook, chat, folder or mail

    def __call__(self, delivery: Delivery) -> str:
        """Send a message. Raises MailError."""
        address = delivery.address
        if not address:
            return self._folder(delivery)
        transport = self._webhook if is_webhook(address) else self._chat if is_chat(address) else self._mail
        return transport(delivery)

    def close(self) -> None:
        """Close the connections that are open."""
        for transport in self._connected():
            transport.close()

    def abort(self) -> None:
        """End the message being sent."""
        for transport in self._connected():
            transport.abort()

    def _connected(self) -> list[Connected]:
        transports: tuple[object, ...] = (self._mail, self._webhook, self._chat)
        return [one for one in transports if isinstance(one, Connected)]


def by_address(
    mail: Transport, webhook: Transport, chat: Transport, folder: Transport | None = None
) -> ByAddress:
    """Picks the transport by the kind of each message's address; `folder` takes those without one."""
    return ByAddress(mail, webhook, chat, folder)


def folder_transport(folder: Path) -> Transport:
    """Writes each message as an .eml file, with the same name at every attempt."""

    def write(delivery: Delivery) -> str:
        # File systems allow 255 octets, of which a temporary name takes some.
        subscription = delivery.subscription_id[:_MAX_ID]
        name = f"{delivery.period_end:%Y%m%dT%H%M}-{subscription}-{delivery.id}.eml"
        try:
            # Digests name their readers.
            folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            write_whole(folder / name, delivery.content, mode=PRIVATE_FILE)
        except OSError as error:
            raise MailError(f"{folder / name} can't be written: {error}", permanent=False) from error
        return str(folder / name)

    return write
