"""A sample of a subscription's mail: as it looks now, whatever is due; sent as a test mail on request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.delivery.digest_run import DigestRun, Preferences, QueryReader
from alerts.delivery.message import MessageDefaults, build_message, message_id
from alerts.rendering import Rendered, Renderer
from storage import Archive, DigestRecord, parse_query
from yaluwatch.model import Source, Subscription

#: How far back a sample looks.
LOOK_BACK = timedelta(days=7)

# A minute's second test mail is not queued: somebody pressed twice.
_KEY = "test %Y-%m-%d %H:%M"


def sample(
    archive: Archive,
    subscription: Subscription,
    sources: Sequence[Source],
    now: datetime,
    *,
    web_url: str = "",
    read_query: QueryReader = parse_query,
    preferences: Preferences | None = None,
) -> Rendered:
    """The mail of the last week for a subscription, reported before or not, without a reader's own links.

    Writes nothing. Raises QueryError for an invalid search.
    """
    # With an id that no subscription has, nothing counts as reported.
    unsent = replace(subscription, id=f"sample:{subscription.id}", created_at=now - LOOK_BACK)
    run = DigestRun(
        archive, [unsent], sources, now, Renderer(web_url), read_query, preferences, first_look_back=LOOK_BACK
    )
    return run.draft(unsent, "sample").rendered.with_links(None)


def queue_sample(
    archive: Archive,
    subscription: Subscription,
    addresses: Sequence[str],
    rendered: Rendered,
    defaults: MessageDefaults,
    now: datetime,
) -> bool:
    """Queue a sample as a test mail to these addresses; False if one was queued within this minute.

    Nothing counts as reported by it. Raises MailError for an invalid sender or address.
    """
    key = f"{now:{_KEY}}"
    marked = replace(rendered, subject=f"[Test] {rendered.subject}")
    messages = []
    for address in addresses:
        name = message_id(subscription.id, key, address, defaults.sender)
        content = build_message(
            marked,
            defaults,
            address=address,
            message_id=name,
            subscription_id=subscription.id,
            date=now,
        )
        messages.append((address, name, content))
    record = DigestRecord(
        subscription_id=subscription.id,
        period_key=key,
        period_start=now - LOOK_BACK,
        period_end=now,
        after_verdict=0,
        up_to_verdict=0,
        subject=marked.subject,
        composed_at=now,
        kind="notice",
    )
    return archive.outbox.add(record, messages)
