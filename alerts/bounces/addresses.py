"""E-mail addresses in fields and texts of returned mail."""

from yaluwatch.patterns import lazy_regex

# A local part in RFC 6531's range (any script), or quoted; a domain of labels. Bounded, so that a long
# line of other text takes linear time.
ADDRESS = r'(?:"[^"\n]{1,64}"|[^\s<>()\[\]@,;:"\\|]{1,128})@[^\W_](?:[\w\-]{0,62}\.){1,8}[^\W\d_][\w\-]{0,30}'
_ADDRESS = lazy_regex(ADDRESS)
_XTEXT = lazy_regex(r"\+([0-9A-F]{2})")
_EMBEDDED = lazy_regex(r"\\x\{([0-9A-Fa-f]{2,6})\}")


def addresses_in(text: str) -> list[str]:
    """Addresses in a text, in order, each once, domains in lower case."""
    return list(dict.fromkeys(_tidy(found[0]) for found in _ADDRESS.finditer(text)))


def without_addresses(text: str) -> str:
    """The text with "<>" for each address, whose letters may look like a reason or a code."""
    return _ADDRESS.sub("<>", text)


def field_address(field: str) -> str:
    """The address of a field such as "rfc822; <a@b.example>" (RFC 3464 §2.3); "" if there is none.

    RFC 6533's \\x{…} and, where no address stands otherwise, RFC 3461's xtext are decoded.
    """
    value = field.split(";", 1)[1] if ";" in field else field
    value = _EMBEDDED.sub(lambda found: _character(found[1]), value)
    found = addresses_in(value) or addresses_in(_XTEXT.sub(lambda code: _character(code[1]), value))
    return found[0] if found else ""


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0xD800 or 0xE000 <= number < 0x110000 else ""


def _tidy(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.lstrip(chr(39) + '*`“‘「')}@{domain.lower().rstrip('.-')}"
