"""Double opt-in: a new address gets one confirmation request, and nothing else until it confirms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import tokens
from alerts.delivery import MessageDefaults, build_message, message_id
from alerts.rendering import render_confirmation
from storage import Archive, DigestRecord, Question
from yaluwatch.errors import SubscriptionError
from yaluwatch.model import Recipient, Subscription
from yaluwatch.sentence import Sentence

#: How long a confirmation link is valid.
VALID = timedelta(days=14)
_PURPOSE = "confirm"


@dataclass(frozen=True, slots=True)
class Consent:
    """The recipients to store for the new addresses of a subscription, and the requests to send them."""

    recipients: tuple[Recipient, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def asked(self) -> list[str]:
        """Addresses that get a confirmation request."""
        return [question.address for question in self.questions]


def consent(
    before: Subscription | None,
    made: Subscription,
    known: Iterable[Recipient],
    defaults: MessageDefaults,
    now: datetime,
    *,
    agreed: bool,
) -> Consent:
    """Which addresses of a new or changed subscription must confirm first, and which are accepted at once.

    Addresses that were in the subscription before and are `known` are left alone. Of the others, e-mail
    addresses must confirm, if the web pages can be reached. Webhooks and chats can't confirm: whoever enters
    their address controls them. With `agreed` the operator vouches for all that have not confirmed yet.
    Raises MailError for an invalid address.
    """
    stayed = before.addresses if before else ()
    kept = {
        item.address
        for item in known
        if item.subscription_id == made.id
        and item.address in stayed
        and not (agreed and item.confirmed_at is None)
    }
    recipients, questions = [], []
    for address in dict.fromkeys(made.addresses):
        if address in kept:
            continue
        if agreed or "://" in address or not defaults.secret:
            recipients.append(Recipient(subscription_id=made.id, address=address, confirmed_at=now))
        else:
            recipients.append(Recipient(subscription_id=made.id, address=address, asked_at=now))
            questions.append(question(made, address, defaults, now))
    return Consent(tuple(recipients), tuple(questions))


def subscribe(
    archive: Archive, made: Subscription, defaults: MessageDefaults, now: datetime, *, agreed: bool
) -> list[str]:
    """Save a subscription and queue its confirmation requests in one transaction.

    Returns the addresses that must confirm. Raises like `consent` and `question`.
    """
    before = next((item for item in archive.subscriptions.all() if item.id == made.id), None)
    decided = consent(before, made, archive.subscriptions.recipients(), defaults, now, agreed=agreed)
    archive.subscriptions.save(made, decided.recipients, decided.questions)
    return decided.asked


def ask(
    archive: Archive, subscription: Subscription, address: str, defaults: MessageDefaults, now: datetime
) -> None:
    """Queue a confirmation request to an address; it gets nothing else until it confirms.

    Raises SubscriptionError if the web pages can't be reached, MailError for an invalid address.
    """
    recipient = Recipient(subscription_id=subscription.id, address=address, asked_at=now)
    archive.subscriptions.ask(recipient, question(subscription, address, defaults, now))


def question(subscription: Subscription, address: str, defaults: MessageDefaults, now: datetime) -> Question:
    """The confirmation request to an address. Raises like `ask`."""
    if not (defaults.secret and defaults.web_url):
        raise SubscriptionError(
            "recipients can't be asked to confirm: set web.public_url, or use --agreed if all agreed"
        )
    key = f"confirm {address} {now.isoformat()}"
    token = tokens.sign_with_time(defaults.secret, _PURPOSE, [subscription.id, address])
    url = f"{defaults.web_url}/confirm/{token}"
    name = message_id(subscription.id, key, address, defaults.sender)
    rendered = render_confirmation(subscription, address, url)
    content = build_message(
        rendered,
        defaults,
        address=address,
        message_id=name,
        subscription_id=subscription.id,
        date=now,
    )
    record = DigestRecord(
        subscription_id=subscription.id,
        period_key=key,
        period_start=now,
        period_end=now,
        after_verdict=0,
        up_to_verdict=0,
        subject=rendered.subject,
        composed_at=now,
        kind="notice",
    )
    return Question(record, address, name, content)


def read_confirmation(secret: str, token: str) -> tuple[str, str]:
    """Subscription id and address of a link. Raises SubscriptionError for an invalid or expired one."""
    values = tokens.read_with_time(secret, _PURPOSE, token, VALID)
    subscription_id, address = tokens.fields(values, str, str)
    return subscription_id, address


def confirm(archive: Archive, subscription_id: str, address: str, now: datetime) -> None:
    """Confirm an address, so that it gets digests from now on; confirming twice is harmless.

    Raises SubscriptionError if the address is no longer in the subscription.
    """
    if not archive.subscriptions.confirm(subscription_id, address, now):
        raise SubscriptionError(
            Sentence(
                "%(address)s is no longer a recipient of the subscription %(id)s",
                address=address,
                id=repr(subscription_id),
            )
        )
