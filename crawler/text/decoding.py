"""Bytes → characters, in the order browsers decide: BOM, HTTP, meta, then looking at the bytes."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cchardet
from ftfy import fix_encoding
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

# A declared charset may be right although some bytes are broken (a cut character, a stray
# byte from an advertisement): up to this share of replacement characters it is believed.
_TOLERATED = 0.001

# What a label may hide beyond its standard codec, tried in this order.
_WIDER = {
    "big5hkscs": ("cp950",),
    "cp1252": ("latin-1",),
    "euc_jp": ("euc_jis_2004",),
    "cp932": ("shift_jis_2004",),
    "cp949": ("johab",),
}

# UTF-8 that some program took for Latin text and encoded again: 북 is then three characters, the first of
# them an accented letter, the others from the upper half of ISO 8859-1 or CP1252.
_UPPER = bytes(range(0x80, 0xC0)).decode("latin-1") + bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")
_TWICE = re.compile(f"[\u00c2-\u00f4][{re.escape(_UPPER)}]")
# Fewer such pairs may be meant; a page of them is not.
_TELLING = 8
_RUN = re.compile(r"[^<>\n]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a page and how they were found."""

    text: str
    #: Python codec name.
    encoding: str
    #: "override", "bom", "http", "meta", "utf-8", "detected" or "lossy".
    found_by: str


def codec_of(label: str) -> str | None:
    """The Python codec for a charset label as browsers read it, or None.

    Legacy labels mean their superset: gb2312 is GB18030, euc-kr is CP949, big5 has the
    Hong Kong characters, shift_jis is CP932 (WHATWG Encoding Standard, section 4.2).
    """
    return resolve_encoding(label.strip())


def decode(body: bytes, content_type: str = "", override: str = "") -> Decoded:
    """The text of a page or feed. `content_type` is the HTTP header, `override` the source's charset.

    Text that was encoded twice is brought back. Never raises: what no charset fits comes out with
    replacement characters, found_by "lossy".
    """
    decoded = _decoded(body, content_type, override)
    return replace(decoded, text=_once(decoded.text))


def _once(text: str) -> str:
    if len(_TWICE.findall(text)) < _TELLING:
        return text
    return _RUN.sub(lambda run: fix_encoding(run[0]) if _TWICE.search(run[0]) else run[0], text)


def _decoded(body: bytes, content_type: str, override: str) -> Decoded:
    bom, mark = read_bom(body)
    if bom and mark:
        return Decoded(body[len(mark) :].decode(bom, errors="replace"), bom, "bom")
    claims = list(_claims(body, content_type, override))
    for codec, found_by in claims:
        text = _strict(body, codec)
        if text is not None:
            return Decoded(text, codec, found_by)
    for codec, found_by in claims:
        text = _mended(body, codec)
        if text is not None:
            return Decoded(text, codec, found_by)
    return _looked_at(body, claims[0][0] if claims else "utf-8")


def _claims(body: bytes, content_type: str, override: str) -> Iterator[tuple[str, str]]:
    """Codecs named by the operator, the server and the page, in the order they are believed."""
    labels = (
        (codec_of(override) if override else None, "override"),
        (http_content_type_encoding(content_type), "http"),
        (html_body_declared_encoding(body), "meta"),
    )
    for codec, found_by in labels:
        # A page that could be read up to its meta tag is not UTF-16, whatever the tag says.
        if codec and codec.startswith("utf-16") and found_by == "meta":
            yield "utf-8", found_by
        elif codec:
            yield codec, found_by


def _strict(body: bytes, codec: str) -> str | None:
    name = codecs.lookup(codec).name
    for candidate in (codec, *_WIDER.get(name, ())):
        try:
            return body.decode(candidate)
        except UnicodeDecodeError:
            continue
    return None


def _mended(body: bytes, codec: str) -> str | None:
    """The text without a few broken bytes, which say nothing; None when there are more than a few."""
    text = body.decode(codec, errors="replace")
    return text.replace("\ufffd", "") if text.count("\ufffd") <= _TOLERATED * len(text) else None


def _looked_at(body: bytes, last_resort: str) -> Decoded:
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    guess = cchardet.detect(body).get("encoding")
    codec = codec_of(guess) if guess else None
    if codec:
        text = _mended(body, codec)
        if text is not None:
            return Decoded(text, codec, "detected")
    return Decoded(body.decode(last_resort, errors="replace"), last_resort, "lossy")
