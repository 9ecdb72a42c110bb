"""From a page to an article; pure: no network, disk or clock.

PDFs are handled in `pdf.py`. For other pages: decode, then apply the source's selectors, then the page's
metadata (JSON-LD, OpenGraph), then the generic extractor. A page that is not an article raises PageRefused
with an outcome.
"""

from dataclasses import replace
from datetime import datetime

from bs4 import BeautifulSoup, Tag
from lxml import html

from crawler.extraction.body import SHORT, Body, body_from_markup, body_of, weight_of
from crawler.extraction.boilerplate import without_boilerplate
from crawler.extraction.embedded_json import embedded_body
from crawler.extraction.fields import (
    alternates_of,
    authors_of,
    canonical_of,
    image_of,
    section_of,
    title_of,
)
from crawler.extraction.found import Found
from crawler.extraction.markup import is_too_big, parse_html, parseable
from crawler.extraction.pdf import article_from_pdf, is_pdf
from crawler.extraction.publication import modified_of, published_of
from crawler.extraction.refusals import (
    STUB,
    TOO_THIN,
    free_part,
    refuse_non_html,
    refuse_notice,
    refuse_wall,
    refuse_wrong_place,
)
from crawler.extraction.structured import Metadata, read_metadata
from crawler.extraction.text_tables import tables_in_text
from crawler.text import decode, language_of
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Candidate, Outcome, Page, Selectors, Source
from yaluwatch.text import clean_line, clean_paragraphs

#: Longer titles and bodies are cut, characters.
MAX_TITLE = 500
MAX_BODY = 1_000_000
#: Version of these rules; stored with every article, so that older ones can be re-extracted.
EXTRACTOR = "4"


def extract(page: Page, source: Source, candidate: Candidate | None = None) -> Article:
    """The article on a page. `candidate` is its entry in the feed or sitemap, if it was announced.

    Raises PageRefused with the outcome and reason when the page is not an article.
    """
    if is_pdf(page):
        return article_from_pdf(page, source, candidate)
    refuse_non_html(page)
    refuse_wrong_place(page)
    decoded = decode(page.body, page.headers.get("content-type", ""), source.encoding)
    tree = parse_html(decoded.text)
    if tree is None:
        raise PageRefused(Outcome.NOT_HTML, "markup that can't be parsed")
    if is_too_big(tree):
        raise PageRefused(Outcome.TOO_LARGE, "too many elements")
    facts = read_metadata(tree, page.url)
    refuse_wall(page, decoded.text, tree, facts)
    selected = _Selected.read(decoded.text, source.selectors_at(page.fetched_at))
    title = Found(selected.title, "selector") if selected.title else title_of(tree, facts, candidate)
    body, is_cut = free_part(_body(tree, facts, selected, title.value, page))
    if is_cut or (not facts.statement.is_free and body.weight < STUB):
        body = replace(body, by=f"{body.by}, free part")
    if not clean_line(title.value) and body.lines:
        title = Found(body.lines[0][:120], "body")
    text = clean_paragraphs("\n\n".join(body.lines))
    refuse_notice(
        title.value,
        text or _visible(tree),
        weight_of(text),
        facts,
        tree,
        is_cut=is_cut,
    )
    return _article(page, source, candidate, tree, facts, selected, title, body, decoded.encoding)


def article_from_feed(candidate: Candidate, source: Source, at: datetime) -> Article:
    """The article in an item of a full-text feed, read at `at` (aware UTC).

    Raises PageRefused when the item has too little text.
    """
    markup = max(candidate.content, candidate.summary, key=len)
    body = body_from_markup(markup, "feed")
    text = clean_paragraphs("\n\n".join(body.lines))
    if not candidate.title or weight_of(text) < TOO_THIN:
        raise PageRefused(Outcome.TOO_THIN, f"the feed has only {len(text)} characters of it")
    return Article(
        source_id=source.id,
        url=candidate.url,
        title=candidate.title,
        body=text,
        language=language_of(f"{candidate.title}\n{text}", source.language),
        published_at=candidate.published_at,
        fetched_at=at,
        tables=body.tables + tables_in_text(text),
        found_by={
            "title": "feed",
            "body": "feed",
            "published_at": "feed" if candidate.published_at else "none",
        },
        extractor=EXTRACTOR,
    )


class _Selected:
    """What the source's selectors find on a page; empty without selectors."""

    def __init__(self) -> None:
        self.title = ""
        self.published = ""
        self.authors: tuple[str, ...] = ()
        #: Markup of the selected body.
        self.body = ""

    @classmethod
    def read(cls, text: str, rules: Selectors) -> "_Selected":
        selected = cls()
        if not any((rules.title, rules.body, rules.published, rules.author, rules.remove)):
            return selected
        soup = BeautifulSoup(parseable(text), "lxml")
        for reading in soup(["rt", "rp", "rtc"]):
            reading.decompose()
        for tag in soup.select(rules.remove) if rules.remove else ():
            tag.decompose()
        if rules.title and (heading := soup.select_one(rules.title)):
            selected.title = clean_line(heading.get_text(" "))
        if rules.published and (time := soup.select_one(rules.published)):
            printed = time.get("datetime") or time.get("content") or time.get_text(" ")
            selected.published = clean_line(str(printed))
        if rules.author:
            selected.authors = tuple(clean_line(tag.get_text(" ")) for tag in soup.select(rules.author))
        if rules.body:
            selected.body = "".join(str(tag) for tag in soup.select(rules.body))
        elif rules.remove:
            selected.body = _whole_page(soup)
        return selected


def _whole_page(soup: BeautifulSoup) -> str:
    """The page without the removed elements, for the generic rules, when no selector finds the body."""
    return str(soup) if isinstance(soup.find("body"), Tag) else ""


def _body(tree: html.HtmlElement, facts: Metadata, selected: _Selected, title: str, page: Page) -> Body:
    if selected.body.lower().lstrip().startswith(("<!doctype", "<html")):
        cut = parse_html(selected.body)
        return body_of(tree if cut is None else cut, "", title, page.url)
    if selected.body:
        by_selector = body_from_markup(selected.body, "selector")
        if by_selector.weight >= TOO_THIN:
            return by_selector
    found = body_of(tree, facts.statement.body, title, page.url)
    # Text reserved for subscribers is not taken from scripts.
    if found.weight < SHORT and facts.statement.is_free:
        embedded = Body(tuple(without_boilerplate(embedded_body(tree, title))), found.tables, "script")
        if embedded.weight >= SHORT:
            return embedded
    return found


def _visible(tree: html.HtmlElement) -> str:
    """The first visible words, for recognising the kind of notice on a page without a body."""
    body = tree.find("body")
    return clean_line(" ".join(map(str, body.itertext())))[:2000] if body is not None else ""


def _article(
    page: Page,
    source: Source,
    candidate: Candidate | None,
    tree: html.HtmlElement,
    facts: Metadata,
    selected: _Selected,
    title: Found[str],
    body: Body,
    encoding: str,
) -> Article:
    heading = clean_line(title.value)[:MAX_TITLE]
    if not heading:
        raise PageRefused(Outcome.TOO_THIN, "no title")
    text = clean_paragraphs("\n\n".join(body.lines))[:MAX_BODY]
    published = published_of(tree, facts, page, source, candidate, selected.published)
    authors = authors_of(tree, facts, selected.authors)
    address = canonical_of(tree, page)
    return Article(
        source_id=source.id,
        url=address.value,
        title=heading,
        body=text,
        language=language_of(f"{heading}\n{text}", source.language),
        published_at=published.value,
        modified_at=modified_of(facts, page, source, published.value),
        fetched_at=page.fetched_at,
        authors=authors.value,
        section=section_of(facts)[:MAX_TITLE],
        image_url=image_of(facts, page.url),
        alternates=alternates_of(tree, page, address.value),
        tables=body.tables + tables_in_text(text),
        found_by={
            "encoding": encoding,
            "url": address.by,
            "title": title.by,
            "body": body.by,
            "published_at": published.by,
            "authors": authors.by,
        },
        extractor=EXTRACTOR,
    )
