"""Signed links: nobody can make one for another reader, and none is valid for another purpose."""

from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeSerializer, URLSafeTimedSerializer

from yaluwatch.errors import SubscriptionError
from yaluwatch.sentence import Sentence


def sign(secret: str, purpose: str, values: Any) -> str:
    """The signed part of a link. Raises SubscriptionError without a secret."""
    _check(secret)
    return str(URLSafeSerializer(secret, salt=purpose).dumps(values))


def read(secret: str, purpose: str, token: str) -> Any:
    """The values of a link. Raises SubscriptionError for an invalid signature, or without a secret."""
    _check(secret)
    try:
        return URLSafeSerializer(secret, salt=purpose).loads(token)
    except BadSignature as error:
        raise _invalid() from error


def sign_with_time(secret: str, purpose: str, values: Any) -> str:
    """The signed part of a link that expires. Raises SubscriptionError without a secret."""
    _check(secret)
    return str(URLSafeTimedSerializer(secret, salt=purpose).dumps(values))


def read_with_time(secret: str, purpose: str, token: str, valid: timedelta) -> Any:
    """The values of a link that expires after `valid`. Raises SubscriptionError as `read` does."""
    _check(secret)
    try:
        return URLSafeTimedSerializer(secret, salt=purpose).loads(token, max_age=int(valid.total_seconds()))
    except SignatureExpired as error:
        raise SubscriptionError(
            Sentence(
                "this link has expired after %(days)s days; ask the operator for a new one", days=valid.days
            )
        ) from error
    except BadSignature as error:
        raise _invalid() from error


def fields(values: Any, *kinds: type) -> tuple[Any, ...]:
    """The values of a link, if they are of these types. Raises SubscriptionError for others."""
    if not isinstance(values, list) or [type(value) for value in values] != list(kinds):
        raise _invalid()
    return tuple(values)


def _check(secret: str) -> None:
    # An empty key would sign links that anyone can make.
    if not secret:
        raise SubscriptionError("links can't be signed, because there is no secret; `yalu init` creates one")


def _invalid() -> SubscriptionError:
    return SubscriptionError(Sentence("this link is not valid; it may have been cut off"))
