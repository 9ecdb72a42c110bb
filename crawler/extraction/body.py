"""The body of an article, from a plain text page, the generic extractor, or JSON-LD."""

import copy
import logging
import re
from dataclasses import dataclass, replace
from typing import cast

import readability
from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from crawler.extraction.boilerplate import without_boilerplate
from crawler.extraction.captions import PageCaptions, distinct_captions, split_captions
from crawler.extraction.markup import paragraphs, parse_html, tables, without_consent
from crawler.extraction.teasers import without_teasers
from crawler.text import language_of
from yaluwatch.model import Table
from yaluwatch.patterns import lazy_regex

log = logging.getLogger(__name__)

#: If a body is shorter than this, in weighted characters, other places are tried.
SHORT = 250
# The share of a page's prose that precise extraction must find to be trusted.
_MIN_RECALL = 0.6
# Where trafilatura's own rules find so much, in weighted characters, the other extractors that it compares
# its result with are not needed; they take nearly half of its time.
_LONG = 1_000
# Ideographs, Kana and Hangul syllables carry more meaning per character than letters.
_DENSE = lazy_regex(r"[\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]")
# WeChat hides this element until its scripts have run, and extractors take the footer instead.
_MAX_BOX, _MAX_COMMENTS = 0.4, 0.8
_COMMENTS = lazy_regex(r"comment|pinglun|liuyan", re.IGNORECASE)
# Characters by which the language of a page is recognised.
_SAMPLE = 20_000
_CONTAINERS = ("js_content",)
_BY_ID = etree.XPath("//*[@id=$name]")
_MIN_CONTAINED = 120
# A line of this weight is prose rather than the headline of another article.
_PROSE_LINE = 120
# Boxes around an article by the names that sites give them, and the headings of such boxes.
_BOX = lazy_regex(
    r"(?:^|[\s_-])(?:comments?(?:[_-]?(?:list|box|area|wrap|con|content))?|pinglun\w*|liuyan|reply|hot\w{0,8}|rank\w{0,6}|paihang"
    r"|recommend\w{0,8}|tuijian|relat\w{0,8}|xiangguan\w*|guess\w{0,6}|side\w{0,4}|right\w{0,4})(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOX_HEADING = lazy_regex(
    r"[\W_]{0,3}(?:(?:相关|相關|延伸|热门|熱門|热点|推荐|推薦|最新|精彩|更多|猜你喜欢|大家都在看|今日|本周|本月|点击|图片|视频|编辑)"
    r"(?:阅读|閱讀|新闻|新聞|文章|推荐|推薦|资讯|报道|報導|内容|链接|连结|专题|热点|热文|话题|排行榜?|图片|视频|关键词|关注)?"
    r"|(?:网友|最新|热门|精彩|全部|发表|我要|读者|用户)?(?:评论|留言|跟帖|回复|評論)(?:列表|区|专区)?|猜你喜欢|大家都在看|热搜榜?|排行榜|分享到)"
    r"(?:更多)?\s*[(（]?\d*\s*条?[)）]?[\W_]{0,3}"
)
# A menu before the headline has at most so many lines of so many characters.
_MAX_MENU, _MENU_LINE = 6, 40
# Elements whose paragraphs belong to no article. A <form> or <aside> may contain all of it
# (github.com/adbar/trafilatura, issue 569).
_BESIDE_PROSE = ("a", "footer", "nav", "noscript")
_UNSEEN = frozenset(("script", "style", "noscript", "template"))
_NAVIGATION_TAGS = ("nav", "aside", "footer", "header", "form", "iframe")


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an article: paragraphs and tables."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    #: The rule that found them.
    by: str
    #: Captions of pictures, in the order of the page.
    captions: tuple[str, ...] = ()
    #: Whether only part of the article was found: the free part of one for subscribers, or of a page cut off.
    is_partial: bool = False

    @property
    def weight(self) -> float:
        """`weight_of` all paragraphs."""
        return weight_of("".join(self.lines))


def weight_of(text: str) -> float:
    """The length of a text in characters, those of CJK scripts counted as two and a half."""
    return len(text) + 1.5 * len(_DENSE.findall(text))


def body_of(tree: html.HtmlElement, stated: str, title: str, url: str) -> Body:
    """The body by generic rules, or JSON-LD's articleBody (`stated`) if it agrees or they find too little."""
    tree = without_consent(tree)
    if (whole := _container(tree)) is not None:
        return _untitled(whole, title, tree)
    is_chinese = language_of(_beginning(tree), "en") == "zh"
    if is_chinese:
        tree = _without_boxes(tree)
    found = _plain_page(tree)
    is_plain = found is not None
    if found is None:
        found = _extracted(tree, url, is_chinese=is_chinese)
    if is_chinese:
        found = replace(found, lines=_before_boxes(found.lines))
    found = _untitled(found, title, tree)
    if is_plain:
        return found
    if stated and (found.weight < SHORT <= weight_of(stated) or _agrees(stated, found)):
        return Body(tuple(without_boilerplate(_stated_lines(stated))), found.tables, "json-ld")
    return found


def _beginning(tree: html.HtmlElement) -> str:
    """The first `_SAMPLE` characters of a page's text, without scripts and styles, which may be longer."""
    pieces: list[str] = []
    length = 0
    for element in tree.iter(etree.Element):
        text = "" if element.tag in _UNSEEN else element.text or ""
        tail = element.tail or ""
        pieces += (text, tail)
        length += len(text) + len(tail)
        if length >= _SAMPLE:
            break
    return "".join(pieces)[:_SAMPLE]


def body_from_markup(markup: str, by: str) -> Body:
    """The body of an HTML fragment that holds only the article: a selected element or a feed's content."""
    tree = parse_html(f"<div>{markup}</div>")
    if tree is None:
        return Body((), (), by)
    pictures = PageCaptions.taken_from(tree)
    found = without_boilerplate(paragraphs(tree))
    if weight_of("".join(found)) < _MIN_CONTAINED:
        pictures.put_back()
        return Body(tuple(without_boilerplate(paragraphs(tree))), tables(tree), by)
    lines, printed = split_captions(found, tree, pictures.texts)
    return Body(tuple(lines), tables(tree), by, distinct_captions(pictures.of_fragment(tree, printed)))


def _container(tree: html.HtmlElement) -> Body | None:
    """The body in an element that holds exactly the article on a platform's pages (WeChat)."""
    for name in _CONTAINERS:
        for element in cast("list[html.HtmlElement]", _BY_ID(tree, name=name)):
            body = Body(tuple(without_boilerplate(paragraphs(element))), tables(element), f"#{name}")
            if body.weight >= _MIN_CONTAINED:
                return body
    return None


def _extracted(tree: html.HtmlElement, url: str, *, is_chinese: bool) -> Body:
    # Precision mode drops whole bodies on the table layouts of older Chinese sites.
    if is_chinese:
        return _for_chinese(tree, _by_trafilatura(tree, url, favor_precision=False))
    found = _precise_or_wider(tree, url)
    return replace(found, lines=without_teasers(found.lines, tree))


def _precise_or_wider(tree: html.HtmlElement, url: str) -> Body:
    precise = _by_trafilatura(tree, url, favor_precision=True, is_fast=True)
    if precise.weight < _LONG:
        precise = _by_trafilatura(tree, url, favor_precision=True)
    # Precision mode loses some other bodies too: if the page has much more prose than it found, try the
    # default; and if it found next to nothing, whatever elements hold the text.
    misses_prose = precise.weight < _MIN_RECALL * _prose_weight(tree)
    if precise.weight >= _MIN_CONTAINED and not misses_prose:
        return precise
    wider = _by_trafilatura(tree, url, favor_precision=False)
    if not misses_prose and weight_of("".join(filter(_is_prose, wider.lines))) < SHORT:
        return precise
    return precise if precise.weight >= _MIN_RECALL * wider.weight else wider


def _is_prose(line: str) -> bool:
    """Whether a line is longer than an entry of a list of links."""
    return weight_of(line) >= _PROSE_LINE


def _for_chinese(tree: html.HtmlElement, first: Body) -> Body:
    """Readability's body; trafilatura's (`first`) where readability finds little and trafilatura more.

    On Chinese pages, especially old table layouts, trafilatura includes lists and comments. Elsewhere,
    readability loses more than it gains (docs/extraction.md).
    """
    found = Body(_by_readability(tree), first.tables, "readability")
    return found if found.weight >= min(SHORT, first.weight) else first


def _without_boxes(tree: html.HtmlElement) -> html.HtmlElement:
    """A copy of the page without comments and lists of other articles, which extractors take for the body."""
    tree = copy.deepcopy(tree)
    total = weight_of("".join(map(str, tree.itertext())))
    for element in list(tree.iter("div", "section", "ul", "ol", "dl", "aside")):
        parent = element.getparent()
        named = f"{element.get('id') or ''} {element.get('class') or ''}"
        if parent is not None and len(named) > 1 and _BOX.search(named):
            text = "".join(map(str, element.itertext()))
            linked = sum(len("".join(map(str, link.itertext()))) for link in element.iter("a"))
            is_comments = (
                _COMMENTS.search(named) is not None and next(element.iter("h1", "article"), None) is None
            )
            share = _MAX_COMMENTS if is_comments else _MAX_BOX
            if weight_of(text) < share * total and (is_comments or linked * 2 > len(text.strip())):
                element.drop_tree()
    return tree


def _before_boxes(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines before the heading of a list of comments or other articles, if most of the text is there."""
    total, seen = weight_of("".join(lines)), 0.0
    for number, line in enumerate(lines):
        if seen > total / 2 and _BOX_HEADING.fullmatch(line):
            return lines[:number]
        seen += weight_of(line)
    return lines


def _by_readability(tree: html.HtmlElement) -> tuple[str, ...]:
    """The paragraphs readability finds; none where it fails."""
    markup = html.tostring(tree, encoding="unicode")
    try:
        summary = parse_html(readability.Document(markup).summary(html_partial=True))
    except Exception:
        log.debug("readability failed", exc_info=True)
        return ()
    return tuple(without_boilerplate(paragraphs(summary))) if summary is not None else ()


def _by_trafilatura(
    tree: html.HtmlElement, url: str, *, favor_precision: bool, is_fast: bool = False
) -> Body:
    # bare_extraction works on a copy of a tree it is given.
    document = bare_extraction(
        tree,
        url=url,
        fast=is_fast,
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
    """Weight of the different paragraphs that are longer than a caption and no teasers."""
    texts: set[str] = set()
    for paragraph in tree.iter("p"):
        text = paragraph.text_content()
        if len(text) >= 80 and next(paragraph.iterancestors(*_BESIDE_PROSE), None) is None:
            linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
            if linked * 2 <= len(text):
                texts.add(text)
    return sum(map(weight_of, texts))


def _untitled(body: Body, title: str, tree: html.HtmlElement) -> Body:
    """The body without lines at its ends that repeat the headline, and without the menu before it."""
    headings = {_squeezed("".join(map(str, heading.itertext()))) for heading in tree.iter("h1")}
    headings |= {_squeezed(title)}
    if len(body.lines) > 2 and _squeezed(body.lines[-1]) in headings:
        body = replace(body, lines=body.lines[:-1])
    for number, line in enumerate(body.lines[:_MAX_MENU]):
        if _squeezed(line) in headings and len(body.lines) > number + 1:
            return Body(body.lines[number + 1 :], body.tables, body.by)
        if len(line) > _MENU_LINE:
            break
    return body


def _squeezed(text: str) -> str:
    return "".join(text.split())


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
