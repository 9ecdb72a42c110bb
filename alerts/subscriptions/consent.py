"""Double opt-in: an address that somebody else named is asked once, and gets nothing until it agrees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from alerts.delivery import MessageDefaults, build_message, message_id
from alerts.rendering import render_confirmation
from storage import Archive, DigestRecord, Question
from yaluwatch.errors import SubscriptionError
from yaluwatch.model import Recipient, Subscription

#: How long the link in the question can be used.
VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Consent:
    """What is written of the new addresses of a subscription, and asked of them."""

    recipients: tuple[Recipient, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def asked(self) -> list[str]:
        """The addresses that are asked."""
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
    """Who of a changed subscription's addresses is asked first, and who is taken to have agreed.

    Addresses that were in it before and are `known` stay as they are. Of the others is asked who can answer:
    people, where readers reach our pages. A program can't agree; whoever gives its address has it in hand.
    `agreed`: the operator says that all have. Raises MailError for an address that is none.
    """
    rows = {item.address for item in known if item.subscription_id == made.id}
    kept = rows.intersection(before.addresses if before else ())
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
    """Save a subscription and ask its new addresses, all or nothing; the addresses asked."""
    before = next((item for item in archive.subscriptions.all() if item.id == made.id), None)
    decided = consent(before, made, archive.subscriptions.recipients(), defaults, now, agreed=agreed)
    archive.subscriptions.save(made, decided.recipients, decided.questions)
    return decided.asked


def ask(
    archive: Archive, subscription: Subscription, address: str, defaults: MessageDefaults, now: datetime
) -> None:
    """Queue the question whether an address wants a subscription; it gets nothing else until it agrees.

    Raises SubscriptionError when readers can't reach our pages, MailError for an address that is none.
    """
    recipient = Recipient(subscription_id=subscription.id, address=address, asked_at=now)
    archive.subscriptions.ask(recipient, question(subscription, address, defaults, now))


def question(subscription: Subscription, address: str, defaults: MessageDefaults, now: datetime) -> Question:
    """The mail that asks an address. Raises like `ask`."""
    if not (defaults.secret and defaults.web_url):
        raise SubscriptionError(
            "nobody can be asked: set web.public_url to where readers reach the pages, or give --agreed"
        )
    key = f"confirm {address} {now.isoformat()}"
    url = f"{defaults.web_url}/confirm/{_serializer(defaults.secret).dumps([subscription.id, address])}"
    name = message_id(subscription.id, key, address, defaults.sender)
    content = build_message(
        render_confirmation(subscription, address, url),
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
        subject="",
        composed_at=now,
        kind="notice",
    )
    return Question(record, address, name, content)


def read_confirmation(secret: str, token: str) -> tuple[str, str]:
    """Subscription and address of a link. Raises SubscriptionError for one we did not make, or an old one."""
    try:
        subscription_id, address = _serializer(secret).loads(token, max_age=int(VALID.total_seconds()))
    except SignatureExpired as error:
        raise SubscriptionError(
            f"this link was good for {VALID.days} days; ask whoever runs the desk for a new one"
        ) from error
    except (BadSignature, ValueError, TypeError) as error:
        raise SubscriptionError("this link was not made by us, or was cut short on its way") from error
    return subscription_id, address


def confirm(archive: Archive, subscription_id: str, address: str, now: datetime) -> None:
    """An address agrees: from now on it gets its mail. Asked twice, it changes nothing.

    Raises SubscriptionError when it is no longer named in the subscription.
    """
    if not archive.subscriptions.confirm(subscription_id, address, now):
        raise SubscriptionError(f"{address} is no longer named in the subscription {subscription_id!r}")


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="confirm")
