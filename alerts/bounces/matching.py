"""Which delivery a bounce belongs to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from alerts.bounces.kinds import Bounce
from alerts.bounces.verp import read_verp
from yaluwatch.model import Delivery


class MatchedBy(StrEnum):
    """What a delivery was found by; a closed list, the most certain first."""

    #: The signed address the bounce was sent to. Nobody else can write it.
    VERP = "verp"
    MESSAGE_ID = "message-id"
    #: The newest message to the address and of the subscription in the original's List-Id.
    ADDRESS_AND_LIST = "address-and-list"
    #: The newest message to the address. Anybody who knows the address can write such a bounce.
    ADDRESS = "address"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """A bounce and the delivery it belongs to."""

    bounce: Bounce
    #: None if the bounce is about no message of ours.
    delivery: Delivery | None
    by: MatchedBy


class Lookup(Protocol):
    """Finds deliveries in the outbox."""

    def get(self, delivery_id: int) -> Delivery | None:
        """One delivery; None when there is no such id."""

    def by_message_id(self, message_id: str) -> Delivery | None:
        """The delivery with this Message-ID; None when the outbox never sent it."""

    def newest_to(self, address: str, subscription_id: str = "") -> Delivery | None:
        """The newest delivery to an address, whatever its case, of one subscription or of any."""


def match(bounce: Bounce, outbox: Lookup, secret: str) -> Match:
    """The delivery a bounce belongs to, by the most certain evidence there is.

    Relays such as Amazon SES and some Exchange servers replace the Message-ID, so the address counts too.
    """
    delivery_id = read_verp(bounce.verp, secret) if bounce.verp else None
    if delivery_id is not None and (found := outbox.get(delivery_id)):
        return Match(bounce, found, MatchedBy.VERP)
    if bounce.message_id and (found := outbox.by_message_id(bounce.message_id)):
        return Match(bounce, found, MatchedBy.MESSAGE_ID)
    addresses = [each for each in dict.fromkeys((bounce.original_recipient, bounce.recipient)) if each]
    if subscription_id := subscription_of(bounce.list_id):
        for address in addresses:
            if found := outbox.newest_to(address, subscription_id):
                return Match(bounce, found, MatchedBy.ADDRESS_AND_LIST)
    for address in addresses:
        if found := outbox.newest_to(address):
            return Match(bounce, found, MatchedBy.ADDRESS)
    return Match(bounce, None, MatchedBy.NOTHING)


def subscription_of(list_id: str) -> str:
    """The subscription id of a List-Id such as "desk.yaluwatch.localhost"; "" for lists of others."""
    subscription_id, ours, _ = list_id.partition(".yaluwatch.")
    return subscription_id if ours else ""
