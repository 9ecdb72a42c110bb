"""Double opt-in: an address that somebody else named is asked once, and gets nothing until it agrees."""

from dataclasses import replace
from datetime import datetime, timedelta

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from alerts.mailer import Letterhead, build_message, message_id
from alerts.rendering import render_confirmation
from storage import Archive, DigestRecord
from yaluwatch.errors import SubscriptionError
from yaluwatch.model import Subscription

#: How long the link in the question can be used.
VALID = timedelta(days=14)


def ask(archive: Archive, subscription: Subscription, address: str, house: Letterhead, now: datetime) -> None:
    """Queue the question whether an address wants a subscription; it gets nothing else until it agrees.

    Raises SubscriptionError when readers can't reach our pages, MailError for an address that is none.
    """
    if not (house.secret and house.web_url):
        raise SubscriptionError(
            "nobody can be asked: set web.public_url to where readers reach the pages, or give --agreed"
        )
    key = f"confirm {address} {now:%Y-%m-%dT%H:%M:%SZ}"
    url = f"{house.web_url}/confirm/{_serializer(house.secret).dumps([subscription.id, address])}"
    name = message_id(subscription.id, key, address, house.sender)
    content = build_message(
        render_confirmation(subscription, address, url),
        house,
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
    archive.add_digest(record, [(address, name, content)])
    known = archive.post.recipient(subscription.id, address)
    archive.post.save(replace(known, asked_at=now, confirmed_at=None))


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
    named = {item.id: item.addresses for item in archive.subscriptions()}
    if address not in named.get(subscription_id, ()):
        raise SubscriptionError(f"{address} is no longer named in the subscription {subscription_id!r}")
    known = archive.post.recipient(subscription_id, address)
    if known.confirmed_at is None:
        archive.post.save(replace(known, confirmed_at=now))


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="confirm")
