"""Takes a returned e-mail apart, however badly it is put together."""

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from itertools import takewhile

from lxml.etree import ParserError
from lxml.html import HTMLParser, fromstring

from alerts.bounces.formats import FORMATS
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean, clean_line

#: Only the start of a longer e-mail is read, in bytes.
MAX_BYTES = 1_000_000
#: Of the text for people, only this many characters; what matters stands at the top.
MAX_NOTICE = 50_000
#: Of the fields of a report, only this many characters.
MAX_REPORT = 200_000

# Python's parser takes every "message/…" part for a whole e-mail and ignores its transfer encoding. Renamed
# to text, a part is decoded like any other and stays one part. RFC 6533 names the "global" ones.
_TYPES = (
    (rb"message/(?:global-)?delivery-status", b"text/x-report"),
    (rb"message/(?:x-)?feedback-report", b"text/x-feedback"),
    (rb"message/(?:global-)?disposition-notification", b"text/x-receipt"),
    (rb"(?:message/(?:rfc822|global|partial|news)(?:-headers)?|text/rfc822-headers?)", b"text/x-original"),
)
_RENAMES = tuple(
    (re.compile(rb"(?im)^(content-type\s*:\s*)" + old + rb"(?![\w-])"), rb"\1" + new) for old, new in _TYPES
)
_FIELD = lazy_regex(r"^[\s>]*(?:final|original)-recipient\s*:", re.IGNORECASE | re.MULTILINE)
# Codecs of Python for other things than text; some take quadratic time.
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
_HEADER_LINE = lazy_regex(r"^\s{0,8}(?:>\s?)?([A-Za-z][A-Za-z0-9-]{1,40})\s?:")
_ORIGINAL_HEADERS = frozenset(
    {
        *("received", "return-path", "message-id", "from", "to", "date", "subject", "reply-to", "sender"),
        *("mime-version", "content-type", "dkim-signature", "domainkey-signature", "x-mailer"),
    }
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A returned e-mail in parts, all of them text."""

    #: The e-mail itself, for its headers.
    mail: "Message[str, str]"
    #: Text for people, without the original message.
    notice: str
    #: Fields of the delivery report (RFC 3464); "" if there is none.
    report: str
    #: Fields of the feedback report (RFC 5965); "" if there is none.
    feedback: str
    #: Fields of the disposition notification (RFC 8098), a receipt; "" if there is none.
    receipt: str
    #: Headers of the original message; without any if it is not included.
    original: "Message[str, str]"


def take_apart(raw: bytes) -> Parts:
    """The parts of a returned e-mail; only its first `MAX_BYTES` are read."""
    # Python's parser fails on a NUL in the name of a charset: https://github.com/python/cpython/issues/134156
    raw = re.sub(rb"\r\n?", b"\n", raw[:MAX_BYTES]).replace(b"\0", b"").lstrip()
    for old, new in _RENAMES:
        raw = old.sub(new, raw)
    mail = message_from_bytes(raw)
    texts: dict[str, list[str]] = {}
    for part in mail.walk():
        if not part.is_multipart():
            kind = _kind_of_part(part, is_top=part is mail)
            texts.setdefault(kind, []).append(_original(part) if kind == "text/x-original" else _text(part))
    report = "\n\n".join(texts.get("text/x-report", []))
    originals = texts.get("text/x-original", [])
    text = "\n".join(texts.get("text/plain", []) or texts.get("text/html", []))
    notice, below = split_original(text[:MAX_REPORT])
    if not report and (field := _FIELD.search(notice)):
        # The report came as plain text, or the boundaries around it are broken.
        start = notice.rfind("\n\n", 0, field.start()) + 1
        notice, report = notice[:start], notice[start:]
        if not below:
            report, below = split_original(report)
    return Parts(
        mail=mail,
        notice=notice[:MAX_NOTICE],
        report=report[:MAX_REPORT],
        feedback="\n".join(texts.get("text/x-feedback", []))[:MAX_REPORT],
        receipt="\n".join(texts.get("text/x-receipt", []))[:MAX_REPORT],
        original=message_from_string(originals[0].lstrip()) if originals else _headers(below),
    )


def header(message: "Message[str, str]", name: str) -> str:
    """A header decoded, one line; "" if it is missing."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    # Some programs write UTF-8 without encoding it.
    value = str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return clean_line(str(make_header(decode_header(value))))
    except (MessageError, LookupError, ValueError):
        return clean_line(value)


def split_original(text: str) -> tuple[str, str]:
    """The text above a returned message, and the returned message itself; "" for the second without one."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if FORMATS.original.search(line[:200]) or _starts_headers(lines, number):
            return "\n".join(lines[:number]), "\n".join(lines[number:])
    return text, ""


def _starts_headers(lines: list[str], start: int) -> bool:
    """Whether headers of a message start at this line: three known ones in one block.

    A notice may list Subject and Date of the original too, so the first must be one that only servers write.
    """
    first = _HEADER_LINE.match(lines[start])
    # Servers that quote a few headers in their notice indent them.
    if (
        not first
        or lines[start].startswith(" ")
        or first[1].lower() not in {"received", "return-path", "message-id", "dkim-signature"}
    ):
        return False
    block = takewhile(lambda line: line.strip(" >"), lines[start : start + 60])
    names = {field[1].lower() for line in block if (field := _HEADER_LINE.match(line))}
    return len(_ORIGINAL_HEADERS & names) >= 3


def _headers(text: str) -> "Message[str, str]":
    """The headers in a returned message, which may start below a line that announces it."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:80]):
        field = _HEADER_LINE.match(line)
        if field and field[1].lower() in _ORIGINAL_HEADERS and not FORMATS.original.search(line):
            margin = len(line) - len(line.lstrip(" >"))
            block = takewhile(lambda item: item.strip(" >"), lines[number:])
            headers = "\n".join(item if item[:margin].strip(" >") else item[margin:] for item in block)
            return message_from_bytes(headers.encode("utf-8", "replace"))
    return message_from_bytes(b"")


def _kind_of_part(part: "Message[str, str]", *, is_top: bool) -> str:
    if "From" in part and ("Received" in part or "Subject" in part) and not is_top:
        # The original message follows a boundary without a header of its own.
        return "text/x-original"
    kind = part.get_content_type()
    if kind.startswith(("multipart/", "text/plain")):
        # A boundary that was never found, or a parameter without its semicolon.
        kind = "text/plain"
    name = (part.get_filename() or "").lower()
    if kind == "text/plain" and "header" in name:
        return "text/x-original"
    return kind


def _original(part: "Message[str, str]") -> str:
    """A returned message as text, also where its headers stand in the place of the part's own."""
    if part.get_content_type() == "text/x-original" or "From" not in part:
        return _text(part)
    return "\n".join(f"{name}: {value}" for name, value in part.items())


def _text(part: "Message[str, str]") -> str:
    content = part.get_payload(decode=True)
    text = _decoded(content if isinstance(content, bytes) else b"", part.get_content_charset() or "utf-8")
    if part.get_content_type() == "text/html":
        text = _html_text(text)
    return clean(text)


def _html_text(text: str) -> str:
    """The text of a page, one line per element."""
    text = re.sub(r"<([\w.+=-]{1,64}@[\w.-]{1,255})>", r"&lt;\1&gt;", text)
    try:
        root = fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except ParserError:
        # Nothing but white space or comments.
        return ""
    lines = (
        piece
        for element in root.iter("*")
        for piece in ("" if element.tag in {"style", "script", "title"} else element.text, element.tail)
    )
    return "\n".join(line for line in lines if line)


def _decoded(content: bytes, charset: str) -> str:
    if b"\x1b$" in content:
        # Only ISO-2022-JP, common in Japanese notices and often not declared, has this sequence.
        return content.decode("iso2022_jp_ext", "replace")
    for name in (charset if charset.lower() not in _NO_CHARSETS else "utf-8", "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")
