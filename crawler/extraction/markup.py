"""HTML trees: parsing them safely, their blocks as paragraphs, their tables as rows."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree, html

from yaluwatch.model import Table
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
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127)|x0*(?:[0-8bcef]|1[0-9a-f]|7f))(?:;|(?![0-9a-f]))",
    re.IGNORECASE,
)
#: Pages with more elements are rejected; extraction would take minutes.
MAX_ELEMENTS = 100_000


def parse_html(text: str) -> html.HtmlElement | None:
    """The tree of a decoded page; None when it can't be parsed."""
    # Control characters, literal or as references, make libxml2 end the document or trafilatura fail.
    text = _CONTROL_REFERENCE.sub("", clean(_XML_DECLARATION.sub("", text, count=1)))
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        tree = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def is_too_big(tree: html.HtmlElement) -> bool:
    """Whether the tree has `MAX_ELEMENTS` or more."""
    return any(number >= MAX_ELEMENTS for number, _ in enumerate(tree.iter()))


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
