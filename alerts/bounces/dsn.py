"""Delivery reports (RFC 3464, RFC 6533), with the deviations of servers in use."""

import re
from collections.abc import Iterator
from itertools import islice

from alerts.bounces.addresses import field_address
from alerts.bounces.kinds import MAX_RECIPIENTS, Bounce
from alerts.bounces.plain import MAX_REASON, reasons_at_addresses
from alerts.bounces.reasons import has_reason, is_vague, kind_of, reply_line, status_in
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

_FIELD = lazy_regex(r"^[\s>]{0,4}([A-Za-z][A-Za-z0-9-]{2,40})\s?:(.*)$")
_STATUS = lazy_regex(r"[245]\.\d{1,3}\.\d{1,3}")
#: Fields of which a second one starts the next recipient.
_ONCE = frozenset({"final-recipient", "original-recipient", "action", "status"})


def read_report(report: str, notice: str) -> list[Bounce]:
    """One entry per recipient of a delivery report; `notice` is the text for people beside it.

    Empty if the report names no recipient and no action.
    """
    reasons = reasons_at_addresses(notice)
    start = notice[:MAX_REASON]
    return [_bounce(fields, reasons, start) for fields in islice(_recipients(report), MAX_RECIPIENTS)]


def _bounce(fields: dict[str, str], reasons: dict[str, str], notice: str) -> Bounce:
    recipient = field_address(fields.get("final-recipient", ""))
    original = field_address(fields.get("original-recipient", ""))
    action = re.split(r"[\s(;]", fields.get("action", "").strip().lower(), maxsplit=1)[0]
    diagnostic = clean_line(fields.get("diagnostic-code", ""))[:1000]
    found = _STATUS.search(fields.get("status", ""))
    status = found[0] if found else ""
    said = diagnostic
    below = reasons.get(recipient, "")
    below = below if has_reason(below) else notice
    if is_vague(status) and not has_reason(diagnostic):
        # The report does not say why; the text beside it may.
        said = f"{diagnostic} {clean_line(below)}"
    if is_vague(status):
        # The report decides whether it is for good: a server may treat a 5xx as temporary.
        better = status_in(said)
        status = better if better and better[0] == (status or better)[0] else status
    return Bounce(
        kind=kind_of(action, status, said),
        recipient=recipient or original or field_address(fields.get("x-actual-recipient", "")),
        original_recipient=original,
        action=action,
        status=status,
        diagnostic=diagnostic or reply_line(below),
    )


def _recipients(report: str) -> Iterator[dict[str, str]]:
    """The fields of each recipient, names in lower case.

    RFC 3464 has a block about the message and one for each recipient. Some servers write one block for
    both, leave out the first, or put blank lines inside a block.
    """
    group: dict[str, str] = {}
    for name, value, is_new_block in _fields(report):
        is_next = name in _ONCE and name in group
        is_next |= is_new_block and name in _ONCE and "action" in group and "status" in group
        if is_next and _is_recipient(group):
            yield group
            group = {}
        group.setdefault(name, value)
    if _is_recipient(group):
        yield group


def _is_recipient(group: dict[str, str]) -> bool:
    return "final-recipient" in group or "original-recipient" in group or "action" in group


def _fields(report: str) -> Iterator[tuple[str, str, bool]]:
    """Name, unfolded value, and whether a blank line stands before it."""
    name, value, is_new, after_blank = "", "", False, True
    for line in [*report.split("\n"), "x-end:"]:
        field = _FIELD.match(line) if not (name and line[:1] in " \t") else None
        if field:
            if name:
                yield name, value.strip(), is_new
            name, value, is_new, after_blank = field[1].lower(), field[2], after_blank, False
        elif not line.strip():
            after_blank = True
            if name:
                yield name, value.strip(), is_new
            name = ""
        elif name:
            value = f"{value} {line.strip()}"
