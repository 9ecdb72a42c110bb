"""Why a message was returned: the kind of a rejection from its action, status code and text."""

import re

from alerts.bounces.addresses import without_addresses
from alerts.bounces.formats import FORMATS
from alerts.bounces.kinds import BounceKind
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

#: An enhanced status code (RFC 3463) that stands alone, not in a version or an IP address.
_ENHANCED = lazy_regex(r"(?<![\d.\-/])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = lazy_regex(r"(?<![\d.\-/:=])([45][0-5]\d)(?=[\s\-#:;,)\]_]|$)(?![:.]\d)")
_CODE = lazy_regex(r"\b[45][0-5]\d[ :-]|\b[45]\.\d{1,2}\.\d")
# RFC 3463: subject and detail that say what was wrong, whatever the text.
_UNKNOWN_CODES = frozenset({"1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "4.4", "7.13", "7.17"})
_BLOCKED_CODES = frozenset({"1.7", "1.8", "1.9", "1.20", "2.3", "2.4", "3.4"})
# With those of Exchange Online (4.300 …) for "message expired".
_GIVEN_UP_CODES = frozenset({"3.1", "4.2", "4.3", "4.5", "4.6", "4.7", "4.300", "4.312", "4.316", "4.317"})
_REASONS = (FORMATS.unknown, FORMATS.full, FORMATS.spam, FORMATS.given_up, FORMATS.blocked)
# A line with a word, and not one of the MIME lines that broken boundaries leave in the text.
_SENTENCE = lazy_regex(r"^(?!content-|--\w)(?=.*\w)", re.IGNORECASE)
_ACTIONS = {
    "delayed": BounceKind.DELAYED,
    "delivered": BounceKind.DELIVERED,
    "relayed": BounceKind.DELIVERED,
    "expanded": BounceKind.DELIVERED,
}


def status_in(text: str) -> str:
    """The most specific enhanced status code in a text; "" if there is none.

    >>> status_in("550 5.1.1 no such user")
    '5.1.1'
    """
    codes = [".".join(found.groups()) for found in _ENHANCED.finditer(text)]
    return next((code for code in codes if not is_vague(code)), codes[0] if codes else "")


def is_vague(status: str) -> bool:
    """Whether a status code leaves the reason open: RFC 3463 keeps detail 0 for "other or undefined"."""
    return not status or status.endswith(".0")


def has_reason(text: str) -> bool:
    """Whether a text says why a message was rejected."""
    text = without_addresses(text)
    return not is_vague(status_in(text)) or any(pattern.search(text) for pattern in _REASONS)


def has_code(text: str) -> bool:
    """Whether a text has a reply code or an enhanced status code."""
    return _CODE.search(text) is not None


def reply_line(text: str) -> str:
    """The line of a text that says why: one with a code, else with a known reason, else the first."""
    lines = [line for line in map(clean_line, text.split("\n")) if _SENTENCE.search(line)]
    for pattern in (_REPLY, _ENHANCED, *_REASONS):
        for line in lines:
            if found := pattern.search(line):
                # A paragraph in one line: what stands long before the code is explanation.
                return line[found.start() if found.start() > 150 else 0 :].lstrip(" :.-")[:500]
    return lines[0].lstrip(" :.-")[:500] if lines else ""


def kind_of(action: str, status: str, text: str) -> BounceKind:
    """The kind of a report with this action and status code; `text` is what the server said."""
    if kind := _ACTIONS.get(action):
        return kind
    if status.startswith("2"):
        return BounceKind.DELIVERED
    text = without_addresses(text)
    if not (action or status or text.strip()):
        return BounceKind.GIVEN_UP
    # The reply of the remote server is closer to the reason than the report's own code.
    if not status.startswith("4"):
        status = status_in(text) or status
    detail = status[2:]
    reply = found[1] if (found := _REPLY.search(text)) else ""
    if detail not in _UNKNOWN_CODES and FORMATS.sender.search(text):
        return BounceKind.GIVEN_UP if status.startswith("4") else BounceKind.BLOCKED
    if detail == "2.2" or FORMATS.full.search(text):
        return BounceKind.MAILBOX_FULL
    if status.startswith("4") or (not status and reply.startswith("4")):
        return BounceKind.GIVEN_UP
    says_unknown = FORMATS.unknown.search(text) is not None
    if detail in _BLOCKED_CODES or detail.startswith("6."):
        return BounceKind.BLOCKED
    if detail.startswith("7.") and detail not in _UNKNOWN_CODES:
        is_unknown = says_unknown and not FORMATS.blocked.search(text)
        return BounceKind.FAILED if is_unknown else BounceKind.BLOCKED
    if not says_unknown and FORMATS.spam.search(text):
        return BounceKind.BLOCKED
    if says_unknown or detail in _UNKNOWN_CODES:
        return BounceKind.FAILED
    return _without_evidence_against_address(detail, reply, text)


def _without_evidence_against_address(detail: str, reply: str, text: str) -> BounceKind:
    """The kind of a rejection of which neither code nor text says that the address is wrong."""
    if detail in _GIVEN_UP_CODES:
        return BounceKind.GIVEN_UP
    if FORMATS.blocked.search(text):
        return BounceKind.BLOCKED
    if reply == "552":
        return BounceKind.MAILBOX_FULL
    return BounceKind.GIVEN_UP if FORMATS.given_up.search(text) else BounceKind.FAILED
