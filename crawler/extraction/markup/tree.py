"""HTML trees: parsing them safely, their blocks as paragraphs, their tables as rows."""

import re
from collections.abc import Iterable, Iterator
from itertools import compress

from lxml import etree, html

from crawler.extraction.markup.attributes import with_bounded_attributes
from yaluwatch.model import Table
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean, clean_line

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_HIDDEN = frozenset(
    [
        "button",
        "canvas",
        "datalist",
        "head",
        "iframe",
        "input",
        "math",
        "nav",
        "noscript",
        "object",
        "option",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
        "audio",
    ]
)
_XML_DECLARATION = lazy_regex(r"^\s*<\?xml[^>]*\?>")
_CONTROL_REFERENCE = lazy_regex(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127)|x0*(?:[0-8bcef]|1[0-9a-f]|7f))(?:;|(?![0-9a-f]))",
    re.IGNORECASE,
)
# Readings of ideographs, printed above them (https://html.spec.whatwg.org/#the-ruby-element). Their end
# tags may be missing.
_READING = lazy_regex(r"<(?:rt|rp)\b[^<>]*>[^<]*(?:</(?:rt|rp)\s*>)?", re.IGNORECASE)
# A line break in the source is a blank on the page, but not between these: ideographs, Kana, and their
# punctuation (https://www.w3.org/TR/css-text-3/#line-break-transform). Korean separates words by blanks.
_WIDE = "[\u2e80-\u312f\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
# The first bytes, in UTF-8, of U+3000 to U+9FFF: every text in Chinese or Japanese has some.
_IDEOGRAPH_LEADS = bytes(range(0xE3, 0xEA))
_QUOTE = "[“”‘’…—]"
_WRAP = lazy_regex(rf"(?:(?<={_WIDE})|(?<={_WIDE}{_QUOTE}))[ \t\r]*\n[ \t\r\n]*(?={_QUOTE}?{_WIDE})")
_AS_TYPED = frozenset(["pre", "script", "style", "textarea", "xmp", "listing"])
# Inline elements that are displayed as blocks of their own: captions and summaries.
_INLINE = frozenset(["span", "strong", "em", "b", "i", "font", "small", "label"])
_OWN_BLOCK = lazy_regex(
    r"(?:^|[\s_-])(?:(?:img|image|photo|pic|fig|media)[_-]?(?:desc|caption|credit|txt|text|info|cap)"
    r"|captions?|caption[_-]\w+|cutline|summary|sub[_-]?(?:title|head|tit)|sub[_-]?headline|standfirst|deck|kicker"
    r"|article[_-]?(?:summary|lead)|midtitle|mid[_-]?tit(?:le)?|zhaiyao|daodu|tujie)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: Pages with more elements are rejected; extraction would take minutes.
MAX_ELEMENTS = 100_000


def parse_html(text: str) -> html.HtmlElement | None:
    """The tree of a decoded page; None when it can't be parsed."""
    # Control characters, literal or as references, make libxml2 end the document or trafilatura fail.
    text = _CONTROL_REFERENCE.sub("", clean(_XML_DECLARATION.sub("", text, count=1)))
    encoded = parseable(text).encode("utf-8", errors="replace")
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        tree = html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if not isinstance(tree, html.HtmlElement):
        return None
    without_ideographs = encoded.translate(None, _IDEOGRAPH_LEADS)
    _as_displayed(tree, has_ideographs=len(without_ideographs) < len(encoded))
    return tree


def parseable(text: str) -> str:
    """The markup without what a parser takes too long for or reads wrongly: attributes, readings."""
    text = with_bounded_attributes(text)
    return _READING.sub("", text) if "<r" in text or "<R" in text else text


def _as_displayed(tree: html.HtmlElement, *, has_ideographs: bool) -> None:
    """Make the tree say what a browser shows, which extractors do not know: readings, lines, own blocks."""
    etree.strip_elements(tree, "rt", "rp", "rtc", with_tail=False)
    etree.strip_tags(tree, "ruby", "rb", "rbc")
    for element in tree.iter(*_INLINE):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(named) > 1 and _OWN_BLOCK.search(named):
            element.tag = "div"
    if has_ideographs:
        for run in _inline_runs(tree):
            _join_lines(run)


def _inline_runs(tree: etree._Element) -> Iterator[list[tuple[etree._Element, bool]]]:
    """Texts with no block boundary between them: elements, and whether their text or their tail is meant."""
    run: list[tuple[etree._Element, bool]] = []
    typed = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_start = event == "start"
        if element.tag in _AS_TYPED:
            typed += 1 if is_start else -1
        if element.tag in _BLOCKS or element.tag in _AS_TYPED:
            yield run
            run = []
        if not typed and (element.text if is_start else element.tail):
            run.append((element, is_start))
    yield run


def _join_lines(run: list[tuple[etree._Element, bool]]) -> None:
    """Remove the line breaks between ideographs from the texts of one run."""
    texts = [(element.text if is_text else element.tail) or "" for element, is_text in run]
    whole = "".join(texts)
    if "\n" not in whole:
        return
    kept = bytearray(b"\x01") * len(whole)
    for gap in _WRAP.finditer(whole):
        kept[gap.start() : gap.end()] = bytes(gap.end() - gap.start())
    start = 0
    for (element, is_text), text in zip(run, texts, strict=True):
        end = start + len(text)
        if not all(kept[start:end]):
            joined = "".join(compress(text, kept[start:end]))
            if is_text:
                element.text = joined
            else:
                element.tail = joined
        start = end


def paragraphs(element: etree._Element) -> list[str]:
    """The visible text of an element, one normalised line per block; table cells are joined by " | "."""
    blocks: list[str] = []
    current: list[str] = []
    for piece in _pieces(element):
        if piece is None:
            blocks.append(clean_line("".join(current)))
            current = []
        else:
            current.append(piece)
    blocks.append(clean_line("".join(current)))
    return [block.strip(" |") for block in blocks if block.strip(" |")]


def _pieces(root: etree._Element) -> Iterator[str | None]:
    """Text in document order, with None where a block begins or ends."""
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        if element.tag in _HIDDEN:
            hidden += step
        elif not hidden and element.tag in _BLOCKS:
            yield None
        elif not hidden and element.tag in {"td", "th"} and step > 0:
            yield " | "
        if hidden:
            continue
        if step > 0:
            yield element.text or ""
        elif element is not root:
            yield element.tail or ""


def tables(
    element: etree._Element, row: str = "tr", cells: Iterable[str] = ("td", "th")
) -> tuple[Table, ...]:
    """The data tables in an element: at least two rows and columns, and not just page layout."""
    return tuple(
        rows
        for table in element.iter("table")
        if table.find(".//table") is None and _is_data(rows := _rows(table, row, frozenset(cells)))
    )


def _rows(table: etree._Element, row: str, cells: frozenset[str]) -> Table:
    rows = (
        tuple(clean_line("".join(map(str, cell.itertext()))) for cell in line if cell.tag in cells)
        for line in table.iter(row)
    )
    return tuple(line for line in rows if any(line))


def _is_data(rows: Table) -> bool:
    wide = sum(1 for line in rows if len(line) >= 2)
    longest = max((len(cell) for line in rows for cell in line), default=0)
    return wide >= 2 and wide * 2 >= len(rows) and longest <= 500
