"""Reads and checks e-mail addresses, internationalised ones included (RFC 5321, 6531, 5891)."""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

import idna

from yaluwatch.errors import MailError, SubscriptionError
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

_SEPARATORS = ",;\n\r，；、"
# RFC 5322 §3.2.3 and RFC 6532 §3.2: atoms between single dots; other scripts count as letters.
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]"
_DOT_ATOM = lazy_regex(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_QUOTED = lazy_regex(r'"(?:[\x21\x23-\x5b\x5d-\x7e]|\\[\x21-\x7e])+"')
# Some internal mail hosts have an underscore in their name.
_LABEL = lazy_regex(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NAMED = lazy_regex(r'(?P<name>"(?:[^"\\]|\\.)*"\s*|[^<>"]*)<(?P<address>[^<>]*)>')
# Unicode categories: control characters, lone surrogates, separators of lines and of paragraphs.
_BREAKS = {"Cc", "Cs", "Zl", "Zp"}
#: RFC 5321 §4.5.3.1: octets before the @, and of the whole address (RFC 3696, erratum 1690).
_MAX_LOCAL, _MAX_ADDRESS = 64, 254


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A valid address, perhaps with the name of its owner."""

    #: Display name, without quotes; "" if there is none.
    name: str
    #: What stands before the @, in composed form (NFC).
    local: str
    #: What stands after the @, as written, in composed form (NFC).
    domain: str
    #: The domain in ASCII (IDNA), such as "xn--bcher-kva.example".
    ascii_domain: str

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server with the extension SMTPUTF8 (RFC 6531) can deliver to it."""
        return not self.local.isascii()

    @property
    def header_address(self) -> str:
        """The address for a header: raw UTF-8 (RFC 6532) if it needs SMTPUTF8, else ASCII."""
        return f"{self.local}@{self.domain if self.needs_smtputf8 else self.ascii_domain}"


def split_addresses(text: str) -> list[str]:
    """The addresses in a list separated by commas, semicolons or line breaks; empty ones are left out.

    A separator inside quotes or angle brackets separates nothing, nor does one inside a URL, unless white
    space follows.

    >>> split_addresses("a@x.org, b@y.org; https://hooks.example/?a=1,2")
    ['a@x.org', 'b@y.org', 'https://hooks.example/?a=1,2']
    """
    pieces = [""]
    is_quoted = is_bracketed = False
    for index, character in enumerate(text):
        is_last = not text[index + 1 : index + 2].strip()
        is_kept = not is_last if "://" in pieces[-1] else is_quoted or is_bracketed
        if character in "\r\n" or (character in _SEPARATORS and not is_kept):
            pieces.append("")
            is_quoted = is_bracketed = False
            continue
        is_quoted ^= character == '"' and not pieces[-1].endswith("\\")
        is_bracketed = character == "<" or (is_bracketed and character != ">")
        pieces[-1] += character
    return [piece.strip() for piece in pieces if piece.strip()]


def check_address(text: str) -> None:
    """Raise SubscriptionError, naming the address and how to correct it, unless it is valid."""
    read_mailbox(text)


def read_mailbox(text: str) -> Mailbox:
    """The parts of "name@example.org" or "Name <name@example.org>".

    Raises SubscriptionError for an invalid address.
    """
    try:
        return _mailbox(text)
    except _InvalidAddress as error:
        shown = text if len(text) <= 100 else f"{text[:100]}…"
        raise SubscriptionError(
            Sentence("%(shown)s is not a valid e-mail address: %(error)s", shown=repr(shown), error=error)
        ) from error


def sendable_mailbox(text: str) -> Mailbox:
    """The same for an address that is about to be used. Raises a permanent MailError if it is invalid."""
    try:
        return read_mailbox(text)
    except SubscriptionError as error:
        raise MailError(str(error), permanent=True) from error


def envelope_address(address: str, *, smtputf8: bool) -> str:
    """The address for MAIL FROM or RCPT TO, its domain in ASCII.

    `smtputf8` says whether the server offers SMTPUTF8 (RFC 6531). Raises a permanent MailError for an
    invalid address, and for one that needs SMTPUTF8 where the server does not offer it.

    >>> envelope_address("desk@bücher.example", smtputf8=False)
    'desk@xn--bcher-kva.example'
    """
    mailbox = sendable_mailbox(address)
    if mailbox.needs_smtputf8 and not smtputf8:
        raise MailError(
            f"the mail server does not accept internationalised addresses such as {address!r} (RFC 6531);"
            " use an address in ASCII or a server with SMTPUTF8",
            permanent=True,
        )
    return f"{mailbox.local}@{mailbox.ascii_domain}"


def needs_smtputf8(address: str) -> bool:
    """Whether a message from or to this address needs SMTPUTF8. Raises MailError for an invalid address."""
    return sendable_mailbox(address).needs_smtputf8


class _InvalidAddress(ValueError):
    """Says what is wrong with an address and how to correct it."""


def _mailbox(text: str) -> Mailbox:
    name, address = _parts(unicodedata.normalize("NFC", text).strip())
    # An invisible character in the name harms nobody: the header is written without it.
    if _BREAKS & _categories(text) or "Cf" in _categories(address):
        raise _InvalidAddress("it contains a line break or an invisible character; remove it")
    local, at, domain = address.rpartition("@")
    if not at or not domain:
        raise _InvalidAddress("it has no domain; write it like name@example.org")
    if not local:
        raise _InvalidAddress("nothing stands before the @; write it like name@example.org")
    if any(each.isspace() for each in address):
        raise _InvalidAddress("it contains a space; remove it, or separate several addresses with commas")
    if "@" in local and not _QUOTED.fullmatch(local):
        raise _InvalidAddress("it has more than one @; separate several addresses with commas")
    if not (_DOT_ATOM.fullmatch(local) or _QUOTED.fullmatch(local)):
        raise _InvalidAddress(
            "a character or dot before the @ is not allowed there without quotes;"
            ' write it like "name."@example.org if it is really spelt so'
        )
    # Programs that decode it (RFC 2047) would send to, or show, another address.
    if "=?" in local:
        raise _InvalidAddress('"=?" stands before the @, which other programs misread; use another address')
    if len(local.encode()) > _MAX_LOCAL:
        raise _InvalidAddress(f"more than {_MAX_LOCAL} octets stand before the @; shorten it")
    ascii_domain = _ascii_domain(domain)
    if max(len(f"{local}@{each}".encode()) for each in (domain, ascii_domain)) > _MAX_ADDRESS:
        raise _InvalidAddress(f"it is longer than {_MAX_ADDRESS} octets; shorten it")
    return Mailbox(name, local, domain, ascii_domain)


def _categories(text: str) -> set[str]:
    return set(map(unicodedata.category, text))


def _parts(text: str) -> tuple[str, str]:
    """Display name and address."""
    if named := _NAMED.fullmatch(text):
        name = named["name"].strip()
        if name.startswith('"'):
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
        return name, named["address"].strip()
    if "<" in text or ">" in text:
        raise _InvalidAddress("its angle brackets do not match; write it like Name <name@example.org>")
    return "", text


def _ascii_domain(domain: str) -> str:
    """The domain in ASCII (IDNA 2008 after the mapping of UTS 46)."""
    if domain.startswith("["):
        return _address_literal(domain)
    try:
        found = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise _InvalidAddress(
            "its domain is not a valid name; check its spelling, or write it in its xn-- form"
        ) from error
    labels = found.split(".")
    if not all(map(_LABEL.fullmatch, labels)) or len(found) > 253:
        raise _InvalidAddress("its domain is not a valid name; write it like example.org")
    if labels[-1].isdecimal():
        raise _InvalidAddress("an IP address as domain stands in brackets; write it like name@[192.0.2.1]")
    return found


def _address_literal(domain: str) -> str:
    """An IP address as domain, such as [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321 §4.1.3)."""
    try:
        if not domain.endswith("]"):
            raise ValueError(domain)
        if domain.startswith("[IPv6:"):
            return f"[IPv6:{IPv6Address(domain[6:-1])}]"
        return f"[{IPv4Address(domain[1:-1])}]"
    except ValueError as error:
        raise _InvalidAddress(
            "its IP address is not valid; write it like name@[192.0.2.1] or name@[IPv6:2001:db8::1]"
        ) from error
