"""Character decoding in the order browsers use: BOM, HTTP header, meta tag, then detection."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cchardet
from ftfy import fix_encoding
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from yaluwatch.patterns import lazy_regex

# A declared charset may be right although some bytes are invalid (a truncated character, a stray byte from an
# advertisement): it is accepted up to this share of replacement characters.
_MAX_INVALID = 0.001

# Variants that pages use under a codec's label, tried in this order.
_VARIANTS = {
    "big5hkscs": ("cp950",),
    "cp1252": ("latin-1",),
    "euc_jp": ("euc_jis_2004",),
    "cp932": ("shift_jis_2004",),
    "cp949": ("johab",),
}

# What text on the web is written in: the encodings of the WHATWG Encoding Standard, by the names of Python's
# codecs and their variants. Python knows more that are none (rot13, zlib), stand for something else (idna,
# unicode_escape), or that no browser reads (utf-7, EBCDIC); a page that declares one of these is detected.
_CHARSETS = lazy_regex(
    r"utf-8(-sig)?|utf-(16|32)(-[bl]e)?|ascii|iso8859-\d+|cp125[0-8]|cp85[02]|cp855|cp866|cp874|tis-620|koi8-[rtu]|kz1048"
    r"|mac-(roman|cyrillic)|gb2312|gbk|gb18030|hz|big5(hkscs)?|cp950|euc_(jp|jis_2004|jisx0213|kr)|cp949|cp932"
    r"|shift_(jis|jis_2004|jisx0213)|iso2022_(jp(_\w+)?|kr)|johab"
)

# UTF-8 decoded as Latin text and encoded again (mojibake): 북 becomes three characters, an accented letter
# and two from the upper half of ISO 8859-1 or CP1252.
_UPPER = bytes(range(0x80, 0xC0)).decode("latin-1") + bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")
_NEXT = f"[{re.escape(_UPPER)}]"
_MOJIBAKE = lazy_regex(
    "[\u00c2-\u00f4]"
    f"(?:(?<=[\u00c2-\u00df]){_NEXT}|(?<=[\u00e0-\u00ef]){_NEXT}{{2}}|(?<=[\u00f0-\u00f4]){_NEXT}{{3}})"
)
# The first byte, in UTF-8, of the first character of each pair.
_MOJIBAKE_LEAD = b"\xc3"
# Fewer such pairs on a page may be intended.
_MIN_MOJIBAKE = 8
_RUN = lazy_regex(r"[^<>\n]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, and how its encoding was determined."""

    text: str
    #: Python codec name.
    encoding: str
    #: "override", "bom", "http", "meta", "utf-8", "detected" or "lossy".
    found_by: str


def codec_of(label: str) -> str | None:
    """The Python codec browsers use for a charset label; None for an unknown label.

    Legacy labels mean a superset: gb2312 is GB18030, euc-kr is CP949, big5 includes the Hong Kong characters,
    shift_jis is CP932 (WHATWG Encoding Standard, section 4.2).
    """
    return _charset(resolve_encoding(label.strip()))


def _charset(codec: str | None) -> str | None:
    """The codec if pages may be written in it, or else None."""
    if not codec:
        return None
    try:
        return codec if _CHARSETS.fullmatch(codecs.lookup(codec).name) else None
    except LookupError:
        return None


def decode(body: bytes, content_type: str = "", override: str = "") -> Decoded:
    """The text of a page or feed. `content_type` is the HTTP header, `override` the source's charset.

    Text that was encoded twice is repaired. Never raises: if no charset fits, the text has replacement
    characters and `found_by` is "lossy".
    """
    decoded = _decoded(body, content_type, override)
    return replace(decoded, text=_without_mojibake(decoded.text))


def _without_mojibake(text: str) -> str:
    # Counting bytes is much faster, and rules out nearly all English and CJK pages.
    if text.encode("utf-8", "replace").count(_MOJIBAKE_LEAD) < _MIN_MOJIBAKE:
        return text
    if len(_MOJIBAKE.findall(text)) < _MIN_MOJIBAKE:
        return text
    return _RUN.sub(lambda run: fix_encoding(run[0]) if _MOJIBAKE.search(run[0]) else run[0], text)


def _decoded(body: bytes, content_type: str, override: str) -> Decoded:
    bom, mark = read_bom(body)
    if bom and mark:
        return Decoded(body[len(mark) :].decode(bom, errors="replace"), bom, "bom")
    declared = list(_declared_codecs(body, content_type, override))
    for codec, found_by in declared:
        text = _decode_strictly(body, codec)
        if text is not None:
            return Decoded(text, codec, found_by)
    for codec, found_by in declared:
        text = _decode_leniently(body, codec)
        if text is not None:
            return Decoded(text, codec, found_by)
    return _detected(body, declared[0][0] if declared else "utf-8")


def _declared_codecs(body: bytes, content_type: str, override: str) -> Iterator[tuple[str, str]]:
    """Codecs declared by the operator, the server and the page, in order of precedence."""
    labels = (
        (codec_of(override) if override else None, "override"),
        (_charset(http_content_type_encoding(content_type)), "http"),
        (_charset(html_body_declared_encoding(body)), "meta"),
    )
    for codec, found_by in labels:
        # A page whose meta tag could be read as ASCII is not UTF-16, whatever the tag says.
        if codec and codec.startswith("utf-16") and found_by == "meta":
            yield "utf-8", found_by
        elif codec:
            yield codec, found_by


def _decode_strictly(body: bytes, codec: str) -> str | None:
    name = codecs.lookup(codec).name
    for candidate in (codec, *_VARIANTS.get(name, ())):
        try:
            return body.decode(candidate)
        except UnicodeDecodeError:
            continue
    return None


def _decode_leniently(body: bytes, codec: str) -> str | None:
    """The text without invalid bytes; None when there are more than a few."""
    text = body.decode(codec, errors="replace")
    return text.replace("\ufffd", "") if text.count("\ufffd") <= _MAX_INVALID * len(text) else None


def _detected(body: bytes, last_resort: str) -> Decoded:
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    guess = cchardet.detect(body).get("encoding")
    codec = codec_of(guess) if guess else None
    if codec:
        text = _decode_leniently(body, codec)
        if text is not None:
            return Decoded(text, codec, "detected")
    return Decoded(body.decode(last_resort, errors="replace"), last_resort, "lossy")
