"""What a transport is."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from yaluwatch.model import Delivery

#: Sends one message and returns a note for the delivery log. Raises MailError.
Transport = Callable[[Delivery], str]


@runtime_checkable
class Connected(Protocol):
    """A transport that keeps a connection open between messages."""

    def close(self) -> None:
        """Close the connection; the next message opens another."""

    def abort(self) -> None:
        """End the message being sent, from any thread; it fails temporarily."""
