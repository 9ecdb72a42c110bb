"""Whose fault a mail server's reply shows: the server's or ours, the message's, or the recipient's. Pure."""

import re
from collections.abc import Callable

from yaluwatch.model import Fault
from yaluwatch.patterns import lazy_regex

#: What a reply (code and text) shows to be wrong; None = nothing in particular.
About = Callable[[int, str], Fault | None]

# Enhanced status codes (RFC 3463): X.7.Z is about policy, which an answer to RCPT applies to us, not to the
# address; X.2.2 is a full mailbox.
_ENHANCED = lazy_regex(r"\b[245]\.(\d{1,3})\.(\d{1,3})\b")
# … which name the sender or its sending limit, also in answer to RCPT: Postfix and Exim check the sender only
# then. 1.90 and 4.5 are the daily limits of Exchange Online and Gmail.
_US_STATUS = frozenset({"1.7", "1.8", "1.90", "4.5", "5.3"})
# … which name the recipient, also after DATA: Exchange looks recipients up only then.
_ADDRESS_STATUS = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10"})
# For servers without enhanced codes: rejections of the client in answer to RCPT.
_ABOUT_US = lazy_regex(
    r"relay(?!.recipient)|authenticat|log ?in required|block(?:ed|list)|blacklist|deny ?list|spamhaus"
    r"|reputation|\bspf\b|client host|your (?:ip|host)|not (?:allowed|permitted) to send",
    re.IGNORECASE,
)
# What names the sender, the greeting or a limit on sending, whatever the status code beside it.
_ABOUT_SENDER = lazy_regex(
    r"\bsender (?:address )?(?:rejected|verif)|domain of (?:the )?sender|verified sender|\b(?:helo|ehlo)\b"
    r"|(?:daily|hourly|24-hour|sending|submission) ?(?:\w+ ){0,2}(?:limit|quota)"
    r"|max(?:imum)? (?:e-?mails|messages) per |messages per (?:day|hour|minute)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = lazy_regex(r"<[^<>]*>")
_FULL = lazy_regex(r"over ?quota|quota exceeded|exceeded .{0,20}quota|mailbox (?:is )?full", re.IGNORECASE)


def about_us(_code: int, _reason: str) -> Fault:
    """Every rejection before RCPT is about the server or our account."""
    return Fault.SERVER


def about_content(code: int, reason: str) -> Fault | None:
    """A permanent rejection after DATA, such as 554 or 552, is about the message, unless it names another."""
    if code >= 500 and _is_about_sender(reason):
        return Fault.SERVER
    if _is_full(reason):
        return Fault.MAILBOX_FULL
    if code < 500:
        return None
    return Fault.ADDRESS if _status(reason) in _ADDRESS_STATUS else Fault.CONTENT


def about_rcpt(code: int, reason: str) -> Fault | None:
    """A permanent rejection of RCPT is about the address, unless it says that it is about us."""
    if code >= 500 and _is_about_sender(reason):
        return Fault.SERVER
    # 552 in answer to RCPT: exceeded storage allocation.
    if _is_full(reason) or (code == 552 and not _ENHANCED.search(reason)):
        return Fault.MAILBOX_FULL
    if code < 500:
        return None
    status = _status(reason)
    is_policy = status.startswith("7.") if status else bool(_ABOUT_US.search(_said(reason)))
    # 530: authentication required (RFC 4954); 535: it failed; 503: bad sequence of commands.
    return Fault.SERVER if is_policy or code in {503, 530, 535} else Fault.ADDRESS


def _status(reason: str) -> str:
    """Subject and detail of the enhanced status code, such as "1.1"; "" if there is none."""
    found = _ENHANCED.search(reason)
    return f"{found[1]}.{found[2]}" if found else ""


def _is_about_sender(reason: str) -> bool:
    """Whether it names the sender, the greeting or a sending limit."""
    if (status := _status(reason)) in _ADDRESS_STATUS:
        return False
    return status in _US_STATUS or _ABOUT_SENDER.search(_said(reason)) is not None


def _said(reason: str) -> str:
    """The reason without the addresses in it, whose letters may look like one."""
    return _IN_BRACKETS.sub("<>", reason)


def _is_full(reason: str) -> bool:
    status = _status(reason)
    return status == "2.2" if status else bool(_FULL.search(reason))
