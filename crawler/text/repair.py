"""Reading machine-readable files as they are found: compressed, in a wrong charset, or not quite XML. Pure.

Feeds, sitemaps and OPML are read with it: what a CMS broke is repaired, and every repair is named.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html.entities import html5
from typing import cast

from lxml import etree
from w3lib.encoding import http_content_type_encoding, read_bom

from crawler.text.decoding import codec_of, decode
from yaluwatch.patterns import lazy_regex

# Maximum size of a decompressed file, bytes (the limit of the sitemap protocol).
_MAX_BYTES = 50 * 1024 * 1024
# A sitemap that is compressed on disk and once more on its way is compressed twice; more is an attack.
_MAX_LAYERS = 3

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.IGNORECASE)
# Bytes that are invalid in a charset, as Python's "surrogateescape" shows them.
_INVALID = lazy_regex("[\udc80-\udcff]+")
# A charset is accepted with up to one invalid byte sequence for so many characters beyond ASCII.
_GOOD_PER_INVALID = 5
# Text with so many continuation bytes is not valid UTF-8 by chance.
_SURELY_UTF_8 = 8
# Typographic signs of CP1252, which authors paste into pages of any charset.
_CP1252_SIGNS = {0xDC00 + byte: bytes([byte]).decode("cp1252") for byte in (0x85, *range(0x91, 0x98))}

_ILLEGAL = lazy_regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = lazy_regex(r"\s*<\?xml\b[^>]*>", re.IGNORECASE)
_DOCUMENT = lazy_regex(
    r"<\?xml\b|<!DOCTYPE\b|<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b|<\w+:(?:feed|urlset)\b",
    re.IGNORECASE,
)
# Text, or HTML such as a warning of PHP.
_NO_XML = lazy_regex(r"[^<]|<(?:br|b|p|div|font|table|script|style|pre)\b", re.IGNORECASE)
_DOCTYPE = lazy_regex(r"<!DOCTYPE\b[^<>\[]*(?:\[(?P<internal>[^\]]*)\]\s*)?>", re.IGNORECASE)
_ENTITY = lazy_regex(r"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"&%<]*)"|'([^'&%<]*)'|[^>]*)\s*>""")
# Longer entities of a file's own are left out: repeated, they could fill the memory.
_MAX_ENTITY = 200
_ROOT = lazy_regex(r"<([A-Za-z_][\w.:-]*)[^<>]*>")
# CDATA, comments and instructions are passed over. "<" begins a tag only before a Latin letter: "<단독>" in
# a Korean headline is text, and so is "< 5 %".
_MARKUP = lazy_regex(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|\]\]>|&(?:#[0-9]{1,8};|#[xX][0-9A-Fa-f]{1,8};|[A-Za-z][A-Za-z0-9]{0,31};)?|<(?![A-Za-z_/])",
    re.DOTALL,
)
_SURROGATES = lazy_regex(r"&#(?:x(d[89ab]..)|(5[56]\d{3}));&#(?:x(d[c-f]..)|(5[67]\d{3}));", re.IGNORECASE)
_PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}
_PREFIX = lazy_regex(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]")
#: Namespaces of the prefixes that feeds and sitemaps use without declaring them.
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


@dataclass(frozen=True, slots=True)
class Repaired:
    """The text of a file, and what was repaired to read it."""

    text: str
    #: The repairs, each in a few words for people; empty when the file was in order.
    notes: tuple[str, ...] = ()


def decompressed(body: bytes, limit: int = _MAX_BYTES) -> bytes:
    """The bytes of a file that may be compressed with gzip or zlib, also twice, also without a header.

    A file that ends too early is read up to there, and what follows the compressed data is ignored. Raises
    ValueError when it would be larger than `limit` bytes or its data is damaged.
    """
    for _ in range(_MAX_LAYERS):
        if body.startswith(b"\x1f\x8b"):
            body = _inflated(body, zlib.MAX_WBITS | 16, limit)
        elif body[:1] == b"\x78" and len(body) > 1 and (body[0] * 256 + body[1]) % 31 == 0:
            body = _inflated(body, zlib.MAX_WBITS, limit)
        else:
            break
    return _headless(body, limit)


def _headless(body: bytes, limit: int) -> bytes:
    """The bytes of a deflate stream without a header, if they are one that holds markup."""
    if not body or body.lstrip()[:1] in {b"<", b"{", b"h", b"\xef", b"\xfe", b"\xff", b""}:
        return body
    try:
        inflated = _inflated(body, -zlib.MAX_WBITS, limit)
    except ValueError:
        return body
    return inflated if inflated.lstrip()[:1] == b"<" else body


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while body:
        unpacker = zlib.decompressobj(window)
        try:
            parts.append(unpacker.decompress(body, limit - size))
        except zlib.error as error:
            if not size:
                raise ValueError(f"compressed, but damaged: {error}") from error
            break
        size += len(parts[-1])
        if unpacker.unconsumed_tail or size >= limit:
            raise ValueError(f"unpacks to more than {limit} bytes")
        # A gzip file may have several members; anything else after the data does not belong to it.
        body = unpacker.unused_data if unpacker.unused_data.startswith(b"\x1f\x8b") else b""
    return b"".join(parts)


def read_text(body: bytes, content_type: str = "", override: str = "") -> Repaired:
    """The text of an XML, JSON or plain text file, without its BOM; never raises.

    `content_type` is the HTTP header, `override` the charset of the source's entry. A few invalid bytes are
    left out, and a declaration that contradicts the bytes (UTF-8 declared as something else) is ignored.
    """
    body = body.lstrip(b" \t\r\n")
    codec, mark = read_bom(body)
    while mark and body.startswith(mark):
        body = body[len(mark) :]
    codec = codec or _wide_codec(body)
    if codec and not codec.startswith("utf-8"):
        return Repaired(body.decode(codec, errors="ignore"))
    candidates = _candidates(body, content_type, override, codec)
    for candidate in candidates:
        try:
            return Repaired(body.decode(candidate))
        except UnicodeDecodeError:
            continue
    for candidate in candidates:
        if repaired := _leniently(body, candidate):
            return repaired
    return Repaired(decode(body, content_type, override).text)


def _wide_codec(body: bytes) -> str | None:
    """UTF-16 without a BOM, recognised by the zero byte beside its first sign."""
    if body[:1] == b"<" and body[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if body[:2] == b"\0<" else None


def _candidates(body: bytes, content_type: str, override: str, bom: str | None) -> list[str]:
    declared = _DECLARED.match(body[:400])
    labels = [
        codec_of(override) if override else None,
        bom,
        "utf-8" if _is_surely_utf_8(body) else None,
        http_content_type_encoding(content_type),
        codec_of(declared[1].decode("ascii")) if declared else None,
        "utf-8",
    ]
    # What could be read so far is not UTF-16, whatever is declared.
    found = [label for label in labels if label and not label.startswith(("utf-16", "utf-32"))]
    return list(dict.fromkeys(found))


def _is_surely_utf_8(body: bytes) -> bool:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(text) + _SURELY_UTF_8 <= len(body)


def _leniently(body: bytes, codec: str) -> Repaired | None:
    """The text without invalid bytes; None when there are more than a few."""
    text = body.decode(codec, errors="surrogateescape")
    runs = _INVALID.findall(text)
    if any(ord(run[0]) not in _CP1252_SIGNS or len(run) > 1 for run in runs):
        good = len(re.findall(r"[^\x00-\x7f\udc80-\udcff]", text))
        if good < _GOOD_PER_INVALID * len(runs):
            return None
    text = _INVALID.sub(lambda run: _CP1252_SIGNS.get(ord(run[0]), "") if len(run[0]) == 1 else "", text)
    return Repaired(text, (_count(len(runs), "invalid character", "invalid characters"),))


def repair_xml(text: str) -> Repaired:
    """An XML document that parsers accept, as far as that can be done without guessing.

    The XML declaration and document type are left out, and no external entity is ever resolved. A document
    that is still not well-formed is returned with a note that says so: readers then need a lenient parser.
    """
    notes: Counter[tuple[str, str]] = Counter()
    begin = _DOCUMENT.search(text)
    if begin and _NO_XML.match(text[: begin.start()].lstrip()):
        notes["text before the document", ""] = 1
        text = text[begin.start() :]
    while declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    text, removed = _ILLEGAL.subn("", text)
    if removed:
        notes["control character", "control characters"] = removed
    if "<!DOCTYPE" not in text[:100_000].upper() and _fault_of(text) is None:
        return Repaired(text, _notes(notes))
    text = _with_namespaces(_up_to_the_root(_mended(text, notes), notes), notes)
    fault = _fault_of(text)
    return Repaired(text, (*_notes(notes), *([f"not well-formed XML: {fault}"] if fault else [])))


def xml_parser(*, recover: bool = False) -> etree.XMLParser:
    """A parser for UTF-8 that uses no entities, files or network (XXE; such as CVE-2026-41066)."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        recover=recover,
        encoding="utf-8",
    )


def _fault_of(text: str) -> str | None:
    """Why a document is not well-formed, in a clause; None if it is."""
    try:
        etree.fromstring(text.encode("utf-8"), xml_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        return re.sub(r"\s*\(<string>.*", "", str(error))[:120]
    return None


def _mended(text: str, notes: Counter[tuple[str, str]]) -> str:
    """The document without document type, with every "&" and "<" that begins nothing escaped."""
    own: dict[str, str] = {}
    begin = re.compile("<!DOCTYPE", re.IGNORECASE).search(text, 0, 100_000)
    if begin and (doctype := _DOCTYPE.match(text, begin.start())):
        for name, double, single in _ENTITY.findall(doctype["internal"] or ""):
            value = double or single
            own[name] = value if len(value) <= _MAX_ENTITY else ""
        text = text[: doctype.start()] + text[doctype.end() :]
    text = _SURROGATES.sub(_joined_surrogates, text)
    # A comment that never ends would swallow the rest.
    closed = text.rfind("-->") + 1
    if unclosed := text.count("<!--", closed):
        notes["comment without an end", "comments without an end"] = unclosed
        text = text[:closed] + text[closed:].replace("<!--", "&lt;!--")

    def repaired(match: re.Match[str]) -> str:
        found = match[0]
        if found.startswith("<![CDATA["):
            inner = found.removeprefix("<![CDATA[").removesuffix("]]>").replace("<![CDATA[", "")
            return f"<![CDATA[{inner}]]>"
        if found.startswith(("<!--", "<?")):
            return found
        if found == "]]>":
            notes["end of CDATA without a beginning", "ends of CDATA without a beginning"] += 1
            return ""
        if found == "<":
            notes["unescaped <", ""] += 1
            return "&lt;"
        return _reference(found, own, notes)

    return _MARKUP.sub(repaired, text)


def _reference(found: str, own: dict[str, str], notes: Counter[tuple[str, str]]) -> str:
    """What stands for "&" or a reference such as "&nbsp;" in the repaired document."""
    name = found[1:-1]
    if found == "&":
        notes["unescaped &", ""] += 1
        return "&amp;"
    if name.startswith("#"):
        number = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
        is_legal = number <= 0x10FFFF and not _ILLEGAL.match(chr(number))
        if is_legal:
            return found
        notes["reference to no character", "references to no character"] += 1
        return ""
    if name in _PREDEFINED:
        return found
    value = own[name] if name in own else html5.get(f"{name};")
    if value is None:
        notes["unknown entity", "unknown entities"] += 1
        return f"&amp;{name};"
    if name not in own:
        notes["HTML entity", "HTML entities"] += 1
    return value.replace("&", "&amp;").replace("<", "&lt;")


def _joined_surrogates(match: re.Match[str]) -> str:
    """A character that was written as references to its two UTF-16 halves."""
    high = int(match[1], 16) if match[1] else int(match[2])
    low = int(match[3], 16) if match[3] else int(match[4])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return match[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _up_to_the_root(text: str, notes: Counter[tuple[str, str]]) -> str:
    """The document without what follows its last closing root tag, such as a script of the host."""
    root = _ROOT.search(text)
    closing = f"</{root[1]}" if root else ""
    at = text.rfind(closing) if closing else -1
    end = text.find(">", at) + 1 if at >= 0 else 0
    if end and text[end:].strip():
        notes["text after the document", ""] = 1
    return text[:end] if end else text


def _with_namespaces(text: str, notes: Counter[tuple[str, str]]) -> str:
    """The document with the prefixes declared that it only uses."""
    root = _ROOT.search(text)
    if root is None:
        return text
    used = dict.fromkeys(_PREFIX.findall(text))
    missing = [prefix for prefix in used if f"xmlns:{prefix}" not in text and prefix not in {"xml", "xmlns"}]
    if not missing:
        return text
    notes["undeclared prefix", "undeclared prefixes"] = len(missing)
    declared = "".join(f' xmlns:{name}="{NAMESPACES.get(name, f"urn:{name}")}"' for name in missing)
    at = root.end(1)
    return text[:at] + declared + text[at:]


def _notes(counts: Counter[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(
        _count(number, one, many) if many or number > 1 else one for (one, many), number in counts.items()
    )


def _count(number: int, one: str, many: str) -> str:
    """A number with its noun; without a plural of its own, the noun stays as it is.

    >>> _count(2, "control character", "control characters")
    '2 control characters'
    """
    return f"{number} {one if number == 1 or not many else many}"


def repairs_note(notes: Iterable[str]) -> str:
    """The repairs as one clause for the log and `yalu sources try`; empty without any."""
    listed = ", ".join(notes)
    return f"repaired: {listed}" if listed else ""


def parse_xml(text: str, *, recover: bool = False) -> etree._Element | None:
    """The root element of a document; None if there is none. Raises ValueError when it is not well-formed."""
    try:
        # With recover=True, a document that can't be parsed has no root at all.
        root = etree.fromstring(text.encode("utf-8", errors="replace"), xml_parser(recover=recover))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    return cast("etree._Element | None", root)
