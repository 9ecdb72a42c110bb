"""Queueing: records digests in the archive with one message per recipient in the outbox."""

import logging
from collections.abc import Sequence
from datetime import datetime

from alerts.delivery.digest_run import DigestRun, Draft, Preferences, QueryReader
from alerts.delivery.message import MessageDefaults, build_message, message_id
from alerts.digests import due_period
from alerts.rendering import Renderer, digest_data
from alerts.transports import chat_content, is_chat, is_webhook, webhook_body
from storage import Archive, parse_query
from yaluwatch.errors import MailError, QueryError
from yaluwatch.model import Source, Subscription

log = logging.getLogger(__name__)

#: Maximum number of earlier messages in a References header; the latest are kept.
MAX_REFERENCES = 10


def draft(
    archive: Archive,
    subscription: Subscription,
    sources: Sequence[Source],
    *,
    period_key: str,
    web_url: str,
    now: datetime,
    can_unsubscribe: bool = False,
    read_query: QueryReader = parse_query,
    preferences: Preferences | None = None,
) -> Draft:
    """The digest a subscription would get now. Writes nothing. Raises QueryError for an invalid search."""
    renderer = Renderer(web_url, can_unsubscribe=can_unsubscribe)
    made = DigestRun(archive, [subscription], sources, now, renderer, read_query, preferences)
    return made.draft(subscription, period_key)


def queue(archive: Archive, made: Draft, message_defaults: MessageDefaults) -> bool:
    """Record a draft and queue one message per recipient; False if its period already has a digest.

    An empty digest is recorded too, but queues messages only if the subscription wants empty digests.
    Recipients who are suspended or have not confirmed are skipped. Raises MailError for an invalid sender
    or address.
    """
    subscription = made.digest.subscription
    if made.digest.is_quiet and not subscription.send_when_quiet:
        return archive.outbox.add(made.record, [])
    served = [
        address
        for address in subscription.addresses or ("",)
        if not address or archive.subscriptions.recipient(subscription.id, address).is_served
    ]
    messages = []
    for address in served:
        try:
            messages.append(_message(made, address, message_defaults, _references(archive, made, address)))
        except MailError as error:
            # One address that nothing can be sent to does not keep the others from their digest.
            if len(served) == 1:
                raise
            log.error("can't write to address=%s error=%s", address, error)
    is_queued = archive.outbox.add(made.record, messages)
    if messages and made.head.entry:
        _keep_head(archive, made)
    return is_queued


def _keep_head(archive: Archive, made: Draft) -> None:
    """Keep the head that readers will see, for `yalu verify`; what stands against it holds up no digest."""
    try:
        archive.maintenance.keep_head(made.head, made.record.composed_at)
    except OSError as error:
        log.error("can't keep the head of the chain error=%s", error)


def _references(archive: Archive, made: Draft, address: str) -> list[str]:
    """Message-IDs of earlier messages to an address about what is updated here, oldest first."""
    stories = [story.id for story in (*made.digest.updates, *made.digest.more_updates)]
    articles = [correction.article_id for correction in made.digest.corrections]
    if not (stories or articles) or "://" in address:
        return []
    earlier = archive.outbox.earlier_messages(made.digest.subscription.id, address, stories, articles)
    return earlier[-MAX_REFERENCES:]


def queue_due(
    archive: Archive,
    sources: Sequence[Source],
    message_defaults: MessageDefaults,
    now: datetime,
    read_query: QueryReader = parse_query,
    preferences: Preferences | None = None,
) -> list[Draft]:
    """Queue the digest of every subscription that is due; returns the drafts queued.

    A subscription that fails is logged and does not hold up the others.
    """
    due = _due(archive, now)
    if not due:
        return []
    renderer = Renderer(message_defaults.web_url, can_unsubscribe=bool(message_defaults.secret))
    keys = {subscription.id: key for subscription, key in due}
    run = DigestRun(archive, (one for one, _ in due), sources, now, renderer, read_query, preferences)
    queued = []
    for subscription in run.in_groups:
        key = keys[subscription.id]
        try:
            made = run.draft(subscription, key)
            is_queued = queue(archive, made, message_defaults)
        except (MailError, QueryError) as error:
            log.error("can't queue digest subscription=%s error=%s", subscription.id, error)
            continue
        if is_queued:
            log.info("queued digest subscription=%s period=%s", subscription.id, key)
            queued.append(made)
    return queued


def _due(archive: Archive, now: datetime) -> list[tuple[Subscription, str]]:
    """Subscriptions whose digest is due, with the key of its period."""
    found = []
    for subscription in archive.subscriptions.all():
        try:
            key = due_period(subscription, (), now)
        # A time zone (LookupError, ValueError) or a country (the package holidays raises NotImplementedError)
        # that the installed data no longer has holds up nobody else.
        except (LookupError, ValueError, NotImplementedError) as error:
            log.error("can't tell when a digest is due subscription=%s error=%s", subscription.id, error)
            continue
        if key is not None and not archive.outbox.has_period(subscription.id, key):
            found.append((subscription, key))
    return found


def _message(
    made: Draft, address: str, message_defaults: MessageDefaults, references: Sequence[str]
) -> tuple[str, str, bytes]:
    subscription = made.digest.subscription
    name = message_id(subscription.id, made.record.period_key, address, message_defaults.sender)
    if is_webhook(address):
        data = digest_data(made.digest, made.rendered.subject, message_defaults.web_url)
        return address, name, webhook_body(data)
    if is_chat(address):
        return address, name, chat_content(made.rendered)
    content = build_message(
        made.rendered.with_links(message_defaults.links(subscription.id, address, made.record.period_key)),
        message_defaults,
        address=address,
        message_id=name,
        subscription_id=subscription.id,
        date=made.record.composed_at,
        references=references,
    )
    return address, name, content
