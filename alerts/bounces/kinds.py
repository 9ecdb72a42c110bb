"""What a returned message says about one recipient."""

from dataclasses import dataclass
from enum import StrEnum

#: Of a report about more recipients, only this many entries are given.
MAX_RECIPIENTS = 100


class BounceKind(StrEnum):
    """What a returned message reports; a closed list. Only FAILED speaks against the address."""

    #: Permanent: the address or its domain does not exist, or takes no mail.
    FAILED = "failed"
    #: Over quota (RFC 3463, x.2.2); the address exists.
    MAILBOX_FULL = "mailbox-full"
    #: Rejected for policy, content, size, reputation or the sender, whoever the recipient is.
    BLOCKED = "blocked"
    #: Given up after temporary errors (4xx, time-outs, a host that did not respond), or without any reason.
    GIVEN_UP = "given-up"
    #: Not delivered yet; the server keeps trying.
    DELAYED = "delayed"
    #: Delivered, relayed or expanded (RFC 3464).
    DELIVERED = "delivered"
    #: An out-of-office note or another automatic reply (RFC 3834).
    AUTO_REPLY = "auto-reply"
    #: The recipient reported the message as spam (RFC 5965).
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What a returned message says about one recipient."""

    kind: BounceKind
    #: Message-ID of the original message, with angle brackets; "" if unknown.
    message_id: str = ""
    #: Address the report is about (Final-Recipient), domain in lower case; "" if unknown.
    recipient: str = ""
    #: Address the message was sent to before forwarding (Original-Recipient); "" if unknown.
    original_recipient: str = ""
    #: List-Id of the original message without angle brackets; "" if unknown.
    list_id: str = ""
    #: The VERP address the report was sent to, see `read_verp`; "" if there is none.
    verp: str = ""
    #: Action of the report as it stands (RFC 3464), lower case: "failed", "delayed"; "" if there is none.
    action: str = ""
    #: Enhanced status code (RFC 3463), such as "5.1.1"; "" if unknown.
    status: str = ""
    #: Reply of the remote server, one line; "" if unknown.
    diagnostic: str = ""

    @property
    def is_final(self) -> bool:
        """Whether the address itself was rejected permanently, so that a retry can't help."""
        return self.kind is BounceKind.FAILED
