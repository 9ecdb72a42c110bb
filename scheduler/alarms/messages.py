"""The messages of alarms: e-mail, JSON for a webhook, text for a chat. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from alerts.delivery import MessageDefaults, build_message, message_id
from alerts.rendering import Rendered
from alerts.transports import chat_content, is_chat, is_webhook, webhook_body
from scheduler.alarms.rules import Decision
from storage import OPERATOR, Alarm, DigestRecord
from yaluwatch import __version__
from yaluwatch.shown import shown_line, without_secrets
from yaluwatch.text import counted
from yaluwatch.times import time_text

_MAX_SUBJECT = 120


def render(decision: Decision, where: str, now: datetime) -> Rendered:
    """Subject, text and HTML. `where` says which installation it is."""
    parts = [
        *_section("Needs a person", decision.raised, now),
        *_section("Over", decision.cleared, now),
        *_section("Still open", decision.still_open, now),
        f"{where}, Yaluwatch {__version__}. `yalu status` shows the state now.",
    ]
    text = "\n\n".join(parts) + "\n"
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Yaluwatch</title></head>'
        f'<body><pre style="white-space: pre-wrap">{escape(text)}</pre></body></html>'
    )
    return Rendered(subject_of(decision), text, page)


def subject_of(decision: Decision) -> str:
    """One line: the one thing that is wrong, or how many are."""
    if len(decision.raised) == 1 and not decision.cleared:
        return _cut(f"Yaluwatch needs a person: {decision.raised[0].proof}")
    if len(decision.cleared) == 1 and not decision.raised:
        return _cut(f"Yaluwatch, over: {decision.cleared[0].proof}")
    counts = [
        f"{len(alarms)} {word}"
        for alarms, word in (
            (decision.raised, "new"),
            (decision.cleared, "over"),
            (decision.still_open, "still open"),
        )
        if alarms
    ]
    return f"Yaluwatch alarms: {', '.join(counts)}"


def key_of(decision: Decision, now: datetime) -> str:
    """The same for every process that tells the same, so that it is told once."""
    if decision.is_daily:
        return f"daily {now:%Y-%m-%d}"
    told = sorted(
        f"{what} {alarm.kind} {alarm.subject} {time_text(alarm.noticed_at)}"
        for what, alarms in (("raised", decision.raised), ("cleared", decision.cleared))
        for alarm in alarms
    )
    return f"alarm {hashlib.sha256(chr(10).join(told).encode()).hexdigest()[:24]}"


def record_of(decision: Decision, subject: str, now: datetime) -> DigestRecord:
    """What the archive records of the message."""
    return DigestRecord(
        subscription_id=OPERATOR,
        period_key=key_of(decision, now),
        period_start=now,
        period_end=now,
        after_verdict=0,
        up_to_verdict=0,
        subject=subject,
        composed_at=now,
        kind="alarm",
    )


def content_for(
    address: str, rendered: Rendered, decision: Decision, defaults: MessageDefaults, now: datetime
) -> tuple[str, str, bytes]:
    """Address, Message-ID and content of one message. Raises MailError for an invalid sender or address."""
    name = message_id(OPERATOR, key_of(decision, now), address, defaults.sender)
    if is_webhook(address):
        return address, name, webhook_body(as_json(decision, rendered.subject, now))
    if is_chat(address):
        return address, name, chat_content(rendered)
    content = build_message(
        rendered, defaults, address=address, message_id=name, subscription_id=OPERATOR, date=now
    )
    return address, name, content


def as_json(decision: Decision, subject: str, now: datetime) -> Mapping[str, Any]:
    """The message for a webhook."""
    return {
        "type": "yaluwatch.alarm",
        "subject": subject,
        "at": time_text(now),
        "raised": list(map(_plain, decision.raised)),
        "cleared": list(map(_plain, decision.cleared)),
        "still_open": list(map(_plain, decision.still_open)),
    }


def addresses_for(decision: Decision, addresses: Sequence[str]) -> list[str]:
    """Who is told. That the mail server takes nothing is no use in an e-mail that waits for it."""
    is_only_mail = decision.raised and {alarm.kind for alarm in decision.raised} <= {"mail", "outbox"}
    if is_only_mail and not decision.cleared:
        return [address for address in addresses if "://" in address]
    return list(addresses)


def _plain(alarm: Alarm) -> Mapping[str, Any]:
    found = {
        "kind": alarm.kind,
        "subject": alarm.subject,
        "level": alarm.level,
        "proof": without_secrets(alarm.proof),
        "help": alarm.help,
        "since": time_text(alarm.noticed_at),
    }
    return found | ({"until": time_text(alarm.well_since)} if alarm.cleared_at and alarm.well_since else {})


def _section(title: str, alarms: Iterable[Alarm], now: datetime) -> Iterator[str]:
    blocks = ["\n".join(_lines(alarm, now)) for alarm in alarms]
    if blocks:
        yield f"{title}\n{'-' * len(title)}"
        yield from blocks


def _lines(alarm: Alarm, now: datetime) -> Iterator[str]:
    yield without_secrets(alarm.proof)
    if alarm.cleared_at:
        until = alarm.well_since or now
        yield f"  from {_moment(alarm.noticed_at)} to {_moment(until)}"
        return
    again = f", {counted(alarm.returns, 'return')} within a day" if alarm.returns else ""
    yield f"  since {_moment(alarm.noticed_at)}{again}"
    if alarm.help:
        yield f"  see: {alarm.help}"


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _cut(text: str) -> str:
    return shown_line(without_secrets(text), _MAX_SUBJECT)
