"""The body of an article, from a plain text page, the generic extractor, or JSON-LD."""

import copy
import logging
import re
from dataclasses import dataclass, replace

import readability
from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from crawler.extraction.boilerplate import without_boilerplate
from crawler.extraction.markup import paragraphs, parse_html, tables
from crawler.extraction.teasers import without_teasers
from crawler.text import language_of
from yaluwatch.model import Table

log = logging.getLogger(__name__)

#: If a body is shorter than this, in weighted characters, other places are tried.
SHORT = 250
# The share of a page's prose that precise extraction must find to be trusted.
_MIN_RECALL = 0.6
# Ideographs, Kana and Hangul syllables carry more meaning per character than letters.
_DENSE = re.compile(r"[\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]")
_NAVIGATION_TAGS = ("nav", "aside", "footer", "header", "form", "iframe")


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an article: paragraphs and tables."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    #: The rule that found them.
    by: str

    @property
    def weight(self) -> float:
        """`weight_of` all paragraphs."""
        return weight_of("".join(self.lines))


def weight_of(text: str) -> float:
    """The length of a text in characters, those of CJK scripts counted as two and a half."""
    return len(text) + 1.5 * len(_DENSE.findall(text))


def body_of(tree: html.HtmlElement, stated: str, title: str, url: str) -> Body:
    """The body by generic rules, or JSON-LD's articleBody (`stated`) if it agrees or they find too little."""
    plain = _plain_page(tree)
    if plain is not None:
        return _untitled(plain, title)
    found = _untitled(_extracted(tree, url), title)
    if stated and (found.weight < SHORT <= weight_of(stated) or _agrees(stated, found)):
        return Body(tuple(without_boilerplate(_stated_lines(stated))), found.tables, "json-ld")
    return found


def body_from_markup(markup: str, by: str) -> Body:
    """The body of an HTML fragment that holds only the article: a selected element or a feed's content."""
    tree = parse_html(f"<div>{markup}</div>")
    if tree is None:
        return Body((), (), by)
    return Body(tuple(without_boilerplate(paragraphs(tree))), tables(tree), by)


def _extracted(tree: html.HtmlElement, url: str) -> Body:
    sample = "".join(map(str, tree.itertext()))[:20_000]
    # Precision mode drops whole bodies on the table layouts of older Chinese sites.
    if language_of(sample, "en") == "zh":
        return _for_chinese(tree, _by_trafilatura(tree, url, favor_precision=False))
    found = _precise_or_wider(tree, url)
    return replace(found, lines=without_teasers(found.lines, tree))


def _precise_or_wider(tree: html.HtmlElement, url: str) -> Body:
    precise = _by_trafilatura(tree, url, favor_precision=True)
    # Precision mode loses some other bodies too: if the page has much more prose than it found, try the
    # default.
    if precise.weight >= _MIN_RECALL * _prose_weight(tree):
        return precise
    wider = _by_trafilatura(tree, url, favor_precision=False)
    return precise if precise.weight >= _MIN_RECALL * wider.weight else wider


def _for_chinese(tree: html.HtmlElement, first: Body) -> Body:
    """Readability's body; trafilatura's (`first`) where readability finds little and trafilatura more.

    On Chinese pages, especially old table layouts, trafilatura includes lists and comments. Elsewhere,
    readability loses more than it gains (docs/extraction.md).
    """
    found = Body(_by_readability(tree), first.tables, "readability")
    return found if found.weight >= min(SHORT, first.weight) else first


def _by_readability(tree: html.HtmlElement) -> tuple[str, ...]:
    """The paragraphs readability finds; none where it fails."""
    markup = html.tostring(tree, encoding="unicode")
    try:
        summary = parse_html(readability.Document(markup).summary(html_partial=True))
    except Exception:
        log.debug("readability failed", exc_info=True)
        return ()
    return tuple(without_boilerplate(paragraphs(summary))) if summary is not None else ()


def _by_trafilatura(tree: html.HtmlElement, url: str, *, favor_precision: bool) -> Body:
    document = bare_extraction(
        copy.deepcopy(tree),
        url=url,
        favor_precision=favor_precision,
        include_comments=False,
        include_tables=True,
    )
    if not isinstance(document, Document) or not document.text:
        return Body((), (), "none")
    lines = [line.strip(" |") for line in document.text.split("\n")]
    rows = tables(document.body, "row", ("cell",))
    by = "trafilatura, precise" if favor_precision else "trafilatura"
    return Body(tuple(without_boilerplate([line for line in lines if line])), rows, by)


def _prose_weight(tree: html.HtmlElement) -> float:
    """Weight of the text in paragraphs that are longer than a teaser or caption."""
    texts = ("".join(map(str, paragraph.itertext())) for paragraph in tree.iter("p"))
    return sum(weight_of(text) for text in texts if len(text) >= 80)


def _untitled(body: Body, title: str) -> Body:
    """The body without a first paragraph that repeats the headline."""
    if len(body.lines) > 1 and "".join(body.lines[0].split()) == "".join(title.split()):
        return Body(body.lines[1:], body.tables, body.by)
    return body


def _plain_page(tree: html.HtmlElement) -> Body | None:
    """The body of a page without navigation or columns, such as a mirror, printer view or archive copy."""
    if any(next(tree.iter(tag), None) is not None for tag in _NAVIGATION_TAGS):
        return None
    root = tree.find("body")
    if (
        root is None
        or sum(1 for _ in root.iter("p", "pre")) < 2
        or sum(1 for _ in root.iter("div", "section")) > 3
    ):
        return None
    lines = paragraphs(root)
    linked = sum(len("".join(link.itertext())) for link in root.iter("a"))
    if linked * 5 > sum(map(len, lines)):
        return None
    return Body(tuple(without_boilerplate(lines)), tables(root), "plain page")


def _stated_lines(stated: str) -> list[str]:
    if re.search(r"</?(?:p|br|div)\b", stated, re.IGNORECASE):
        tree = parse_html(f"<div>{stated}</div>")
        return paragraphs(tree) if tree is not None else []
    return [line.strip() for line in stated.replace("\r", "\n").split("\n") if line.strip()]


def _agrees(stated: str, found: Body) -> bool:
    """Whether JSON-LD has the same body in paragraphs, rather than a summary or one run-on string."""
    lines = _stated_lines(stated)
    text, other = "".join("".join(lines).split()), "".join("".join(found.lines).split())
    if len(lines) < 2 or not other or not 0.8 <= len(text) / len(other) <= 1.1:
        return False
    shingles = {other[at : at + 12] for at in range(max(1, len(other) - 12))}
    pieces = [text[at : at + 12] for at in range(0, max(1, len(text) - 12), 12)]
    return sum(piece in shingles for piece in pieces) >= 0.9 * len(pieces)
