"""Signed unsubscribe links (RFC 8058): each is valid for one subscription and one address."""

from itsdangerous import BadSignature, URLSafeSerializer

from storage import Archive
from yaluwatch.errors import SubscriptionError


def unsubscribe_token(secret: str, subscription_id: str, address: str) -> str:
    """The signed part of the link."""
    return str(_serializer(secret).dumps([subscription_id, address]))


def read_token(secret: str, token: str) -> tuple[str, str]:
    """Subscription id and address of a link. Raises SubscriptionError for an invalid signature."""
    try:
        subscription_id, address = _serializer(secret).loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise SubscriptionError("this link is not valid; it may have been cut off") from error
    return subscription_id, address


def unsubscribe(archive: Archive, subscription_id: str, address: str) -> None:
    """Remove an address from a subscription; does nothing if either is already gone."""
    archive.subscriptions.unsubscribe(subscription_id, address)


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="unsubscribe")
