"""Bounces in plain text, as servers write them that know no delivery reports."""

import re
from email.message import Message
from itertools import islice

from alerts.bounces.addresses import ADDRESS, addresses_in, field_address
from alerts.bounces.formats import FORMATS
from alerts.bounces.kinds import MAX_RECIPIENTS, Bounce, BounceKind
from alerts.bounces.parts import Parts, header
from alerts.bounces.reasons import has_code, kind_of, reply_line, status_in
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

#: Reasons are looked for in this many characters below an address, or at the start of the notice.
MAX_REASON = 5000
# A line that starts with an address and then ends or goes on with a reason: "<a@b>:", "a@b (reason)",
# "* a@b", ">>> a@b <a@b>", "Intended recipient: a@b".
_ADDRESS_LINE = lazy_regex(
    rf"""^\W{{0,12}}
    (?:(?:intended\s|original\s|failed\s|final\s)?(?:recipients?(?:\saddress)?|address(?:es)?|user|mailbox)\s*[:=]\s*)?
    [<"'(\[「]*(?:mailto:|smtp:|rfc822;\s*)?(?P<address>{ADDRESS})[>"')\]」]*
    (?=\s*$|\s*[:;,(\[<]|\.\.\.|\s+(?:-|on|is|has|was|does|invalid|user|error|unknown|could|not|\#|/|\d{{3}}))""",
    re.IGNORECASE | re.VERBOSE,
)
# An address in a sentence: "… to deliver your mail to <a@b>", "RCPT TO:<a@b>", "550 5.1.1 <a@b>...".
_IN_SENTENCE = lazy_regex(
    rf"""(?:
    (?:deliver(?:ed|y|ing)?|send|sent|message|mail|rejected|reach)\b[^\n@]{{0,80}}\b(?:to|for|recipient|reach)|
    rcpt\sto|recipient|mailbox|user|account|size|address|[45]\d\d[^\n@]{{0,40}})\s*[:=]?\s*[<"'(「]*
    (?<![\w.+=&/-])(?P<address>{ADDRESS})""",
    re.IGNORECASE | re.VERBOSE,
)
_REPLY_PREFIX = lazy_regex(r"^\s*(?:re|aw|sv|antw|答复|回复|回覆|返信|답장)\s*[:：]", re.IGNORECASE)
# Whom to ask for help is not the recipient.
_CONTACT = lazy_regex(r"contact|assistance|support|help|連絡|問い?合わせ|联系|문의", re.IGNORECASE)


def read_plain(parts: Parts) -> list[Bounce]:
    """One entry per recipient of a bounce in plain text; empty if this does not look like one."""
    subject = header(parts.mail, "Subject")
    # Sentences may go on in the next line.
    sentences = clean_line(parts.notice)
    is_named = bool(FORMATS.subject.search(subject))
    is_announced = bool(FORMATS.failed.search(sentences))
    is_delay = bool(FORMATS.delayed.search(sentences)) and "permanent" not in sentences
    is_server = is_from_server(parts.mail)
    # A reader's reply to a digest may quote headlines about anything that failed or was rejected.
    is_reply = bool(_REPLY_PREFIX.match(subject)) and not is_server
    if is_reply or [is_server, is_named, is_announced or is_delay].count(True) < 2:
        return []
    reasons = islice(_reasons(parts).items(), MAX_RECIPIENTS)
    start = parts.notice[:MAX_REASON]
    return [_bounce(address, said, start, is_delay=is_delay) for address, said in reasons]


def _bounce(address: str, said: str, notice: str, *, is_delay: bool) -> Bounce:
    text = clean_line(said) or clean_line(notice)
    if not has_code(text):
        # The reason may stand above the address or at the end of the notice.
        text = f"{text} {clean_line(notice)}"
    status = status_in(text)
    kind = BounceKind.DELAYED if is_delay else kind_of("", status, text)
    return Bounce(
        kind=kind,
        recipient=address,
        original_recipient=address,
        action="delayed" if is_delay else "failed",
        status=status,
        diagnostic=reply_line(said) or reply_line(notice),
    )


def _reasons(parts: Parts) -> dict[str, str]:
    """Recipients of a bounce with the lines below each, up to the next."""
    own = {
        address.lower()
        for address in addresses_in(f"{header(parts.mail, 'To')} {header(parts.mail, 'From')}")
    }
    known = [
        address
        for name in ("X-Failed-Recipients", "X-Failed-Recipient")
        for address in addresses_in(header(parts.mail, name))
    ]
    at_lines = reasons_at_addresses(parts.notice)
    if known:
        return {address: at_lines.get(address, "") for address in known}
    others = {address: said for address, said in at_lines.items() if address.lower() not in own}
    if others or at_lines:
        return others or at_lines
    lines = [line for line in parts.notice.split("\n") if not _CONTACT.search(line)]
    in_sentences = [field_address(found["address"]) for found in _IN_SENTENCE.finditer("\n".join(lines))]
    to = [
        address
        for name in ("To", "X-Envelope-To", "Envelope-To")
        for address in addresses_in(header(parts.original, name))
    ]
    for group in (in_sentences, to if len(to) == 1 else [], addresses_in("\n".join(lines))):
        if chosen := [address for address in group if address.lower() not in own]:
            return {chosen[0]: ""}
    return {(in_sentences or to[:1] or [""])[0]: ""}


def reasons_at_addresses(notice: str) -> dict[str, str]:
    """Addresses at the start of lines, each with its own line and those below, up to the next."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in notice.split("\n"):
        match = _ADDRESS_LINE.match(line)
        if match:
            current = field_address(match["address"])
            found.setdefault(current, []).append(line[match.end() :])
        elif current:
            found[current].append(line)
    return {address: "\n".join(lines)[:MAX_REASON] for address, lines in found.items() if address}


def is_from_server(mail: "Message[str, str]") -> bool:
    """Whether an e-mail was written by a mail server, by its sender."""
    if header(mail, "X-Failed-Recipients"):
        return True
    names = [header(mail, name) for name in ("From", "Sender", "Return-Path")]
    senders = [address for name in names[:2] for address in addresses_in(name)]
    senders = senders or [name.strip("<> ") for name in names if name.strip("<> ")]
    return not senders or any(
        FORMATS.daemon.search(re.split("[@ <]", sender, maxsplit=1)[0].strip('"')) for sender in senders
    )
