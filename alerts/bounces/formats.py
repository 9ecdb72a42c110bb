"""The data file of bounce formats: sentences, markers and phrases mail servers write."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Formats:
    """Patterns, each matching one line unless it says otherwise; case does not count."""

    #: A line below which the original message stands.
    original: re.Pattern[str]
    #: A sentence that announces a failed delivery.
    failed: re.Pattern[str]
    #: A sentence that announces a delay.
    delayed: re.Pattern[str]
    #: A subject of a failure or delay notice.
    subject: re.Pattern[str]
    #: A subject of an automatic reply.
    auto_reply: re.Pattern[str]
    #: Local parts of senders of notices.
    daemon: re.Pattern[str]
    #: What a rejection says when the address does not exist or takes no mail.
    unknown: re.Pattern[str]
    #: … when the mailbox is full.
    full: re.Pattern[str]
    #: … when the sender or its sending limit is the reason, whatever else it says.
    sender: re.Pattern[str]
    #: … when policy, reputation or the sender is the reason, unmistakably.
    spam: re.Pattern[str]
    #: … when policy, content, size or the sender is the reason.
    blocked: re.Pattern[str]
    #: … when the server gave up after temporary errors.
    given_up: re.Pattern[str]


def _load() -> Formats:
    tables = tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
    return Formats(**{name: re.compile("|".join(table), re.IGNORECASE) for name, table in tables.items()})


FORMATS = _load()
