"""Takes returned mail: counts bounces against addresses, and heeds complaints."""

from dataclasses import dataclass
from datetime import datetime

from alerts.bounces import Bounce, BounceKind, MatchedBy, match, read_bounces
from alerts.delivery.sending import MAX_BOUNCES, log_suspension
from storage import Answer, Archive
from yaluwatch.model import Recipient

#: What each kind of bounce says about the address; the others say nothing.
_ANSWERS = {BounceKind.FAILED: Answer.REFUSED, BounceKind.MAILBOX_FULL: Answer.FULL}
#: Evidence that only a server that got our message can have.
_PROVEN = {MatchedBy.VERP, MatchedBy.MESSAGE_ID}


@dataclass(frozen=True, slots=True)
class TakenBounce:
    """A bounce and what was done about it."""

    bounce: Bounce
    #: Address of the message it belongs to; "" if it is none of ours.
    address: str
    #: What was done, for people; "" for nothing.
    done: str


def take_bounces(archive: Archive, raw: bytes, now: datetime, secret: str = "") -> list[TakenBounce]:
    """Record what returned mail says about addresses; taking the same mail twice counts once.

    A complaint ends the subscription of the address, if it quotes our message. `secret` verifies the
    envelope sender of messages sent with mail.verp. Raises MailError if `raw` is no returned mail.
    """
    taken = []
    for bounce in read_bounces(raw):
        found = match(bounce, archive.outbox, secret)
        if (delivery := found.delivery) is None:
            taken.append(TakenBounce(bounce, "", ""))
            continue
        done = ""
        if answer := _ANSWERS.get(bounce.kind):
            reason = f"returned: {bounce.status} {bounce.diagnostic}".strip()
            recipient = archive.outbox.count_refusal(
                delivery, reason, now, suspend_after=MAX_BOUNCES, answer=answer
            )
            log_suspension(recipient, now)
            done = _counted(recipient)
        elif bounce.kind is BounceKind.COMPLAINT and found.by in _PROVEN:
            archive.subscriptions.unsubscribe(delivery.subscription_id, delivery.address)
            done = f"unsubscribed from {delivery.subscription_id}, because the reader complained"
        taken.append(TakenBounce(bounce, delivery.address, done))
    return taken


def _counted(recipient: Recipient | None) -> str:
    if recipient is None:
        return "counted before"
    return "suspended" if recipient.suspended_at else "counted"
