"""Links by which a reader ends a subscription: signed, for one purpose, one address each (RFC 8058)."""

from itsdangerous import BadSignature, URLSafeSerializer

from storage import Archive
from yaluwatch.errors import SubscriptionError


def unsubscribe_token(secret: str, subscription_id: str, address: str) -> str:
    """What stands in the link; only who has the secret can make one."""
    return str(_serializer(secret).dumps([subscription_id, address]))


def read_token(secret: str, token: str) -> tuple[str, str]:
    """Subscription and address of a link. Raises SubscriptionError for one we did not make."""
    try:
        subscription_id, address = _serializer(secret).loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise SubscriptionError("this link was not made by us, or was cut short on its way") from error
    return subscription_id, address


def unsubscribe(archive: Archive, subscription_id: str, address: str) -> None:
    """End a subscription for one reader; asked twice, or for what is gone, it changes nothing."""
    archive.subscriptions.unsubscribe(subscription_id, address)


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="unsubscribe")
