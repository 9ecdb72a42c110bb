"""Whose a subscription is: of those it goes to. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from alerts.transports import shown_address
from web.access import Right, Visitor, is_same_address
from yaluwatch.model import Recipient, Subscription
from yaluwatch.sentence import Sentence

# An address that did not answer is asked this often in a day, and so many addresses in all.
_MOST_QUESTIONS, _MOST_ASKED, _DAY = 3, 30, timedelta(days=1)


def may_see(visitor: Visitor, subscription: Subscription) -> bool:
    """Whether it goes to them, or they manage all."""
    return _manages_all(visitor) or bool(own_addresses(visitor, subscription))


def may_change(visitor: Visitor, subscription: Subscription) -> bool:
    """Whether they may pause, resume and remove it: it goes to nobody else, or they manage all."""
    mine = own_addresses(visitor, subscription)
    return _manages_all(visitor) or (bool(mine) and len(mine) == len(subscription.addresses))


def own_addresses(visitor: Visitor, subscription: Subscription) -> tuple[str, ...]:
    """Their address as the subscription has it; capitals don't count."""
    return tuple(one for one in subscription.addresses if is_same_address(visitor.address, one))


def visible_addresses(visitor: Visitor, subscription: Subscription) -> list[str]:
    """The addresses it goes to that they may see: their own, or all; keys in addresses are masked."""
    seen = subscription.addresses if _manages_all(visitor) else own_addresses(visitor, subscription)
    return [shown_address(one) for one in seen]


def complaint_of_address(
    visitor: Visitor, address: str, known: Iterable[Recipient], now: datetime, *, can_ask: bool
) -> str:
    """Why mail for this address can't be ordered by them; "" if it can.

    `known` are all recipients, `can_ask` is whether confirmation requests can be sent.
    """
    if not address or "://" in address:
        return Sentence("Give an e-mail address. Webhooks and chats are added with `yalu subscriptions add`.")
    is_own = is_same_address(visitor.address, address)
    if not (can_ask or is_own or _manages_all(visitor)):
        return Sentence(
            "Only your own address: others can't be asked to confirm, because web.public_url is not set."
        )
    asked = [
        one.address.lower()
        for one in known
        if one.confirmed_at is None and one.asked_at and now - one.asked_at < _DAY
    ]
    if asked.count(address.lower()) >= _MOST_QUESTIONS:
        return Sentence(
            "%(address)s was asked to confirm %(times)s times today and has not answered.",
            address=address,
            times=_MOST_QUESTIONS,
        )
    if len(asked) >= _MOST_ASKED and not (is_own or _manages_all(visitor)):
        return Sentence(
            "Too many addresses were asked to confirm today and have not answered. Try again tomorrow."
        )
    return ""


def _manages_all(visitor: Visitor) -> bool:
    return visitor.is_local or visitor.may(Right.ADMINISTER)
