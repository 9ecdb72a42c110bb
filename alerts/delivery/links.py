"""The pages a reader reaches from an e-mail, by signed links, and what each of them does."""

from dataclasses import dataclass

from alerts import tokens
from storage import Archive

_UNSUBSCRIBE, _CARRIED, _FEEDBACK = "unsubscribe", "carried", "feedback"


def unsubscribe_token(secret: str, subscription_id: str, address: str) -> str:
    """The signed part of an unsubscribe link (RFC 8058)."""
    return tokens.sign(secret, _UNSUBSCRIBE, [subscription_id, address])


def read_token(secret: str, token: str) -> tuple[str, str]:
    """Subscription id and address of an unsubscribe link. Raises SubscriptionError for an invalid one."""
    subscription_id, address = tokens.fields(tokens.read(secret, _UNSUBSCRIBE, token), str, str)
    return subscription_id, address


def unsubscribe(archive: Archive, subscription_id: str, address: str) -> None:
    """Remove an address from a subscription; does nothing if either is already gone."""
    archive.subscriptions.unsubscribe(subscription_id, address)


def carried_token(secret: str, subscription_id: str, period_key: str) -> str:
    """The signed part of a link to the stories that did not fit into a digest."""
    return tokens.sign(secret, _CARRIED, [subscription_id, period_key])


def carried_articles(archive: Archive, secret: str, token: str) -> list[int]:
    """Ids of the articles a digest carried over. Raises SubscriptionError for an invalid link."""
    subscription_id, period_key = tokens.fields(tokens.read(secret, _CARRIED, token), str, str)
    return archive.digest_inputs.carried_by(subscription_id, period_key)


@dataclass(frozen=True, slots=True)
class FeedbackLink:
    """Who gives feedback on what."""

    subscription_id: str
    address: str
    article_id: int
    version: int


def feedback_token(secret: str, link: FeedbackLink) -> str:
    """The signed part of a feedback link."""
    values = [link.subscription_id, link.address, link.article_id, link.version]
    return tokens.sign(secret, _FEEDBACK, values)


def read_feedback_token(secret: str, token: str) -> FeedbackLink:
    """What a feedback link is about. Raises SubscriptionError for an invalid one."""
    return FeedbackLink(*tokens.fields(tokens.read(secret, _FEEDBACK, token), str, str, int, int))
