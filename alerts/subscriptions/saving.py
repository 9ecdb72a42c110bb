"""Saving a subscription: validates it, backtests it, and asks new recipients to confirm."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts.delivery import MessageDefaults, QueryReader
from alerts.subscriptions.backtest import Backtest, backtest, complaint
from alerts.subscriptions.consent import subscribe
from alerts.transports import (
    check_address,
    complaint_of,
    complaint_of_chat,
    is_chat,
    is_webhook,
    shown_address,
)
from storage import Archive, Change
from yaluwatch.errors import SubscriptionError, UselessSubscription
from yaluwatch.model import StoredArticle, Subscription

#: How far back a subscription is backtested.
LOOK_BACK = timedelta(days=100)

_LANGUAGES = {"en", "ko", "zh", "ja"}


@dataclass(frozen=True, slots=True)
class Known:
    """The values that subscriptions can filter by."""

    topics: Collection[str]
    #: Gazetteer ids.
    places: Collection[str]
    #: Source ids.
    sources: Collection[str]


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of saving a subscription."""

    backtest: Backtest
    #: Ids of stories its previous version matches in the same articles; None if it is new.
    earlier_stories: frozenset[int] | None
    #: Addresses that must confirm first.
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
    change: Change | None = None,
) -> Saved:
    """Backtest a subscription, then save it with its recipients and confirmation requests in one transaction.

    `change` is what is recorded with it: who saves it.
    Raises SubscriptionError if the backtest speaks against it, unless `force`; QueryError for an invalid
    search; MailError for an invalid address.
    """
    past = archive.stories.grouped_since(now - LOOK_BACK)
    tried = try_over(archive, made, past, read_query, now)
    if (reason := complaint(tried)) and not force:
        raise UselessSubscription(made.id, reason)
    before = next((item for item in archive.subscriptions.all() if item.id == made.id), None)
    earlier = try_over(archive, before, past, read_query, now).stories if before else None
    with archive.together():
        asked = subscribe(archive, made, defaults, now, agreed=agreed)
        if change:
            archive.accounts.record(change)
    return Saved(tried, earlier, asked)


def try_over(
    archive: Archive,
    subscription: Subscription,
    past: Sequence[StoredArticle],
    read_query: QueryReader,
    now: datetime,
    *,
    days: int = LOOK_BACK.days,
) -> Backtest:
    """Backtest a subscription over these grouped articles. Raises QueryError for an invalid search."""
    found = None
    if subscription.query:
        found = archive.digest_inputs.matching(read_query(subscription.query), at_least=0)
    return backtest(subscription, past, days=days, now=now, found=found)


def check(subscription: Subscription, known: Known, *, allow_private: bool = False) -> None:
    """Raise SubscriptionError for the first invalid field; `allow_private` as for `complaint_of`."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", subscription.id):
        raise SubscriptionError(
            f"{subscription.id!r} is not a valid id; use lower-case letters, digits and hyphens"
        )
    for address in subscription.addresses:
        _check_address(address, allow_private=allow_private)
    # Mail systems ignore the case of addresses, so the reader would get everything twice.
    times = Counter(map(str.lower, subscription.addresses))
    if twice := [address for address in subscription.addresses if times[address.lower()] > 1]:
        raise SubscriptionError(f"the address {shown_address(twice[0])} is named twice")
    for kind, wanted, valid in (
        ("topic", subscription.topics, known.topics),
        ("place", subscription.places, known.places),
        ("language", subscription.languages, _LANGUAGES),
        ("source", subscription.sources, known.sources),
    ):
        if unknown := [item for item in wanted if item not in valid]:
            close = get_close_matches(unknown[0].lower(), valid, n=3, cutoff=0.6)
            hint = f"; did you mean {' or '.join(close)}?" if close else ""
            raise SubscriptionError(f"unknown {kind} {unknown[0]!r}{hint}")
    try:
        ZoneInfo(subscription.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SubscriptionError(
            f"{subscription.timezone!r} is not an IANA time zone such as Asia/Seoul"
        ) from error


def _check_address(address: str, *, allow_private: bool) -> None:
    if is_webhook(address):
        if why := complaint_of(address, allow_private=allow_private):
            raise SubscriptionError(f"can't post to {address!r}: {why}")
    elif is_chat(address):
        if why := complaint_of_chat(address):
            raise SubscriptionError(f"can't send to {shown_address(address)!r}: {why}")
    else:
        check_address(address)
