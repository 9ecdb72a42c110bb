"""The jobs of mail: compose digests, send messages, take returned mail."""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from alerts.bounces import (
    ImapAccount,
    MaildirMailbox,
    PickUp,
    envelope_sender,
    imap_mailbox,
    pick_up,
)
from alerts.delivery import (
    Draft,
    MessageDefaults,
    Preferences,
    queue_alerts,
    queue_due,
    send_in_parallel,
    take_bounces,
)
from alerts.digests import Weights
from alerts.translation import Cached, engine_of, translator
from alerts.transports import (
    Transport,
    by_address,
    chat_transport,
    folder_transport,
    smtp_transport,
    webhook_transport,
)
from classifier.lexicon import TOPICS
from scheduler.jobs import user_agent
from scheduler.searches import filter_values, problems, reader
from storage import Archive, open_archive
from yaluwatch import times
from yaluwatch.config import Settings
from yaluwatch.errors import MailError, SettingsError
from yaluwatch.model import Delivery, Source

log = logging.getLogger(__name__)

# Time for each answer of an IMAP server, seconds.
_IMAP_SECONDS = 8


def compose(
    archive: Archive,
    settings: Settings,
    sources: Sequence[Source],
    now: datetime,
    stop: threading.Event | None = None,
) -> list[Draft]:
    """Queue due digests and alerts; returns the drafts queued. Setting `stop` ends translations under way."""
    defaults, wanted = message_defaults(settings), preferences(settings, archive, stop)
    values = filter_values(archive, settings, sources)
    queued = queue_alerts(archive, sources, defaults, now, reader(values), wanted)
    queued += queue_due(archive, sources, defaults, now, reader(values), wanted)
    for subscription in (draft.digest.subscription for draft in queued):
        for problem in problems(subscription, values):
            log.warning("filter without effect subscription=%s: %s", subscription.id, problem)
    return queued


def preferences(
    settings: Settings, archive: Archive | None = None, stop: threading.Event | None = None
) -> Preferences:
    """How digests are composed; with an archive that can be written, with machine translations if set.

    Raises SettingsError for an incomplete [translation].
    """
    digest = settings.digest
    weights = Weights(
        subject=digest.weight_subject,
        relevance=digest.weight_relevance,
        publishers=digest.weight_publishers,
        source=digest.weight_source,
        topics={topic: getattr(digest, topic) for topic in TOPICS if hasattr(digest, topic)},
        closures=digest.closures,
        other=digest.other,
    )
    service = translator(settings.translation, stop) if archive else None
    translate = Cached(service, archive.translations).translate if service and archive else None
    return Preferences(weights, digest.news_hours, translate)


def message_defaults(settings: Settings) -> MessageDefaults:
    """Defaults of every message; unsubscribe links are included only if web.public_url is set."""
    secret = settings.secret if settings.web.public_url else ""
    return MessageDefaults(settings.mail.sender, settings.web.address, secret)


def send(settings: Settings, now: datetime, stop: threading.Event | None = None) -> list[Delivery]:
    """Send every waiting message; setting `stop` ends it within seconds, with every state recorded.

    E-mails go to the SMTP server if one is set, else to the outbox folder.
    """
    transports = [transport(settings) for _ in range(settings.mail.connections)]
    return send_in_parallel(lambda: open_archive(settings.archive), transports, now, stop)


def transport(settings: Settings) -> Transport:
    """Sends a message by the kind of its address, as the settings say."""
    mail = settings.mail
    sender_of = partial(_verp_sender, settings) if mail.verp else None
    return by_address(
        smtp_transport(mail, sender_of) if mail.smtp_host else folder_transport(settings.outbox),
        webhook_transport(
            settings.secret, user_agent(settings.crawl.contact), times.clock, allow_private=mail.allow_private
        ),
        chat_transport(),
        folder_transport(settings.outbox),
    )


def _verp_sender(settings: Settings, delivery: Delivery) -> str:
    return envelope_sender(settings.mail.sender, settings.secret, delivery.id)


def take_one(archive: Archive, settings: Settings, raw: bytes, now: datetime) -> list[str]:
    """Take one returned e-mail; one line for each recipient in it. Raises MailError if it is none."""
    lines = []
    for taken in take_bounces(archive, raw, now, settings.secret):
        bounce = taken.bounce
        what = " ".join(filter(None, (str(bounce.kind), bounce.status, bounce.diagnostic)))
        lines.append(
            f"{taken.address or 'unknown message'}: {what}{f' ({taken.done})' if taken.done else ''}"
        )
    return lines


def take_returned_mail(
    archive: Archive,
    settings: Settings,
    now: datetime,
    folder: str = "",
    stop: threading.Event | None = None,
) -> PickUp:
    """Take the returned e-mail that waits in `folder`, a Maildir, or else in mail.bounce_mailbox.

    Nothing is deleted: messages are moved. Raises MailError if the mailbox can't be read, or when `stop` is
    set; what is left waits for the next time.
    """

    def handle(raw: bytes) -> str:
        if stop and stop.is_set():
            raise MailError("the program is stopping", permanent=False)
        return "; ".join(take_one(archive, settings, raw, now))

    where = folder or settings.mail.bounce_mailbox
    if "://" not in where:
        return pick_up(MaildirMailbox(Path(where)), handle)
    account = imap_account(where, settings.mail.bounce_password.get_secret_value())
    with imap_mailbox(account) as mailbox:
        return pick_up(mailbox, handle)


def imap_account(url: str, password: str) -> ImapAccount:
    """The account of a URL such as "imaps://user@host:993/INBOX". Raises SettingsError for another."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise SettingsError(
            f"mail.bounce_mailbox {url!r} is not valid; name a Maildir folder, or imaps://user@host/INBOX"
        )
    is_tls = parts.scheme == "imaps"
    return ImapAccount(
        host=parts.hostname,
        port=port or (993 if is_tls else 143),
        security="tls" if is_tls else "starttls",
        user=unquote(parts.username),
        password=password,
        folder=unquote(parts.path.strip("/")) or "INBOX",
        # A mailbox that does not answer must not hold up the end of the service.
        timeout_seconds=_IMAP_SECONDS,
    )


def translation_engine(settings: Settings) -> str:
    """Which service made the translations that may be shown; "" if translation is off."""
    return engine_of(settings.translation)
