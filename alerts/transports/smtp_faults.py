"""Whose fault a mail server's reply shows: the server's or ours, the message's, or the recipient's. Pure."""

import re
from collections.abc import Callable

from yaluwatch.model import Fault

#: What a reply (code and text) shows to be wrong; None = nothing in particular.
About = Callable[[int, str], Fault | None]

# Enhanced status codes (RFC 3463): X.7.Z is about policy, which an answer to RCPT applies to us, not to the
# address; X.2.2 is a full mailbox.
_ENHANCED = re.compile(r"\b[245]\.(\d{1,3})\.(\d{1,3})\b")
# For servers without enhanced codes: rejections of the client in answer to RCPT.
_ABOUT_US = re.compile(
    r"relay|authenticat|log ?in required|block(?:ed|list)|blacklist|deny ?list|spamhaus|reputation|\bspf\b"
    r"|client host|your (?:ip|host)|not (?:allowed|permitted) to send",
    re.IGNORECASE,
)
_FULL = re.compile(r"over ?quota|quota exceeded|exceeded .{0,20}quota|mailbox (?:is )?full", re.IGNORECASE)


def about_us(_code: int, _reason: str) -> Fault:
    """Every rejection before RCPT is about the server or our account."""
    return Fault.SERVER


def about_content(code: int, reason: str) -> Fault | None:
    """A permanent rejection after DATA, such as 554 or 552, is about the message."""
    if _is_full(reason):
        return Fault.MAILBOX_FULL
    return Fault.CONTENT if code >= 500 else None


def about_rcpt(code: int, reason: str) -> Fault | None:
    """A permanent rejection of RCPT is about the address, unless it says that it is about us."""
    # 552 in answer to RCPT: exceeded storage allocation.
    if _is_full(reason) or (code == 552 and not _ENHANCED.search(reason)):
        return Fault.MAILBOX_FULL
    if code < 500:
        return None
    status = _ENHANCED.search(reason)
    is_policy = status[1] == "7" if status else bool(_ABOUT_US.search(reason))
    # 530: authentication required (RFC 4954); 535: it failed; 503: bad sequence of commands.
    return Fault.SERVER if is_policy or code in {503, 530, 535} else Fault.ADDRESS


def _is_full(reason: str) -> bool:
    status = _ENHANCED.search(reason)
    return (status[1], status[2]) == ("2", "2") if status else bool(_FULL.search(reason))
