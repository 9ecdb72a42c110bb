"""What may be saved as a subscription, tried over the past first, and its new addresses asked."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts.delivery import (
    MessageDefaults,
    QueryReader,
    complaint_of,
    complaint_of_chat,
    is_chat,
    is_webhook,
    shown_address,
)
from alerts.subscriptions.backtest import Backtest, backtest, complaint
from alerts.subscriptions.consent import subscribe
from storage import Archive
from yaluwatch.errors import SubscriptionError
from yaluwatch.model import StoredArticle, Subscription

#: How far back a new rule is tried.
LOOK_BACK = timedelta(days=100)

_LANGUAGES = {"en", "ko", "zh", "ja"}


@dataclass(frozen=True, slots=True)
class Known:
    """What subscriptions can name."""

    topics: Collection[str]
    #: Gazetteer ids.
    places: Collection[str]
    #: Source ids.
    sources: Collection[str]


@dataclass(frozen=True, slots=True)
class Saved:
    """A subscription as it was saved."""

    backtest: Backtest
    #: Stories the one it replaced would have brought; None when it is new.
    earlier_stories: frozenset[int] | None
    #: Addresses that are asked first.
    asked: Sequence[str]


def save(
    archive: Archive,
    made: Subscription,
    read_query: QueryReader,
    defaults: MessageDefaults,
    now: datetime,
    *,
    agreed: bool,
    force: bool,
) -> Saved:
    """Run a subscription over the past and save it, its recipients and the questions to them together.

    Raises SubscriptionError when the past speaks against it, unless forced, and QueryError for its search.
    """
    past = archive.stories.grouped_since(now - LOOK_BACK)
    tried = try_over(archive, made, past, read_query, now)
    if (reason := complaint(tried)) and not force:
        raise SubscriptionError(f"{made.id} is refused: {reason}; widen or narrow it, or give --force")
    before = next((item for item in archive.subscriptions.all() if item.id == made.id), None)
    earlier = try_over(archive, before, past, read_query, now).stories if before else None
    return Saved(tried, earlier, subscribe(archive, made, defaults, now, agreed=agreed))


def try_over(
    archive: Archive,
    subscription: Subscription,
    past: Sequence[StoredArticle],
    read_query: QueryReader,
    now: datetime,
    *,
    days: int = LOOK_BACK.days,
) -> Backtest:
    """What a subscription would have brought of these grouped articles. Raises QueryError for its search."""
    found = None
    if subscription.query:
        found = archive.digest_inputs.matching(read_query(subscription.query), at_least=0)
    return backtest(subscription, past, days=days, now=now, found=found)


def check(subscription: Subscription, known: Known) -> None:
    """Raise SubscriptionError naming what can't be right."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", subscription.id):
        raise SubscriptionError(f"{subscription.id!r} is no id; use lower-case letters, digits and hyphens")
    for address in subscription.addresses:
        _check_address(address)
    for word, wanted, there in (
        ("topic", subscription.topics, known.topics),
        ("place", subscription.places, known.places),
        ("language", subscription.languages, _LANGUAGES),
        ("source", subscription.sources, known.sources),
    ):
        if unknown := [item for item in wanted if item not in there]:
            raise SubscriptionError(f"there is no {word} {unknown[0]!r}")
    try:
        ZoneInfo(subscription.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SubscriptionError(
            f"{subscription.timezone!r} is no IANA time zone, such as Asia/Seoul"
        ) from error


def _check_address(address: str) -> None:
    if is_webhook(address):
        if why := complaint_of(address):
            raise SubscriptionError(f"nothing can be posted to {address!r}: {why}")
    elif is_chat(address):
        if why := complaint_of_chat(address):
            raise SubscriptionError(f"nothing can be sent to {shown_address(address)!r}: {why}")
    elif not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(address)[1]):
        raise SubscriptionError(f"{address!r} is not a valid e-mail address")
