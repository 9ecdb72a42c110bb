"""Page → Article, without a look at network, disk or clock.

A PDF is read on its own (`pdf.py`). Else characters first, then the source's own selectors, then what the
page states of itself (JSON-LD, OpenGraph), then the generic extractor. What is no article raises
PageRefused with its outcome.
"""

from datetime import datetime

from bs4 import BeautifulSoup, Tag
from lxml import html

from crawler.extraction.body import SHORT, Body, body_from_markup, body_of, weight_of
from crawler.extraction.boilerplate import without_boilerplate
from crawler.extraction.embedded_json import script_body
from crawler.extraction.fields import (
    Found,
    alternates_of,
    authors_of,
    canonical_of,
    image_of,
    modified_of,
    published_of,
    section_of,
    title_of,
)
from crawler.extraction.markup import is_too_big, parse_html
from crawler.extraction.pdf import article_from_pdf, is_pdf
from crawler.extraction.refusals import TOO_THIN, refuse_non_html, refuse_notice, refuse_wrong_place
from crawler.extraction.structured import Metadata, read_metadata
from crawler.extraction.text_tables import printed_tables
from crawler.text import decode, language_of
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Candidate, Outcome, Page, Selectors, Source
from yaluwatch.text import clean_line, clean_paragraphs

#: Longer titles and bodies are cut; no article has them.
MAX_TITLE = 500
MAX_BODY = 1_000_000
#: Version of these rules; stored with every article so that old ones can be read again.
EXTRACTOR = "3"


def extract(page: Page, source: Source, candidate: Candidate | None = None) -> Article:
    """The article on a page. `candidate` is what the feed or sitemap said of it.

    Raises PageRefused naming why the page is no article.
    """
    if is_pdf(page):
        return article_from_pdf(page, source, candidate)
    refuse_non_html(page)
    refuse_wrong_place(page)
    decoded = decode(page.body, page.headers.get("content-type", ""), source.encoding)
    tree = parse_html(decoded.text)
    if tree is None:
        raise PageRefused(Outcome.NOT_HTML, "no markup that can be read")
    if is_too_big(tree):
        raise PageRefused(Outcome.TOO_LARGE, "too many elements")
    chosen = _Chosen.read(decoded.text, source.selectors_at(page.fetched_at))
    facts = read_metadata(tree, page.url)
    title = Found(chosen.title, "selector") if chosen.title else title_of(tree, facts, candidate)
    body = _body(tree, facts, chosen, title.value, page)
    if not clean_line(title.value) and body.lines:
        title = Found(body.lines[0][:120], "body")
    text = clean_paragraphs("\n\n".join(body.lines))
    refuse_notice(title.value, text or _visible(tree), weight_of(text), facts, _linked_share(tree))
    return _article(page, source, candidate, tree, facts, chosen, title, body, decoded.encoding)


def article_from_feed(candidate: Candidate, source: Source, at: datetime) -> Article:
    """The article as a full-text feed carries it, read at `at` (aware UTC).

    Raises PageRefused when the feed carries no text worth the name.
    """
    markup = max(candidate.content, candidate.summary, key=len)
    body = body_from_markup(markup, "feed")
    text = clean_paragraphs("\n\n".join(body.lines))
    if not candidate.title or weight_of(text) < TOO_THIN:
        raise PageRefused(Outcome.TOO_THIN, f"the feed carries {len(text)} characters")
    return Article(
        source_id=source.id,
        url=candidate.url,
        title=candidate.title,
        body=text,
        language=language_of(f"{candidate.title}\n{text}", source.language),
        published_at=candidate.published_at,
        fetched_at=at,
        tables=body.tables + printed_tables(text),
        found_by={
            "title": "feed",
            "body": "feed",
            "published_at": "feed" if candidate.published_at else "none",
        },
        extractor=EXTRACTOR,
    )


class _Chosen:
    """What the source's own selectors find on a page; empty without selectors."""

    def __init__(self) -> None:
        self.title = ""
        self.published = ""
        self.authors: tuple[str, ...] = ()
        #: Markup of the selected body.
        self.body = ""

    @classmethod
    def read(cls, text: str, rules: Selectors) -> "_Chosen":
        chosen = cls()
        if not any((rules.title, rules.body, rules.published, rules.author, rules.remove)):
            return chosen
        soup = BeautifulSoup(text, "lxml")
        for tag in soup.select(rules.remove) if rules.remove else ():
            tag.decompose()
        if rules.title and (heading := soup.select_one(rules.title)):
            chosen.title = clean_line(heading.get_text(" "))
        if rules.published and (time := soup.select_one(rules.published)):
            printed = time.get("datetime") or time.get("content") or time.get_text(" ")
            chosen.published = clean_line(str(printed))
        if rules.author:
            chosen.authors = tuple(clean_line(tag.get_text(" ")) for tag in soup.select(rules.author))
        if rules.body:
            chosen.body = "".join(str(tag) for tag in soup.select(rules.body))
        elif rules.remove:
            chosen.body = _kept_page(soup)
        return chosen


def _kept_page(soup: BeautifulSoup) -> str:
    """Nothing selects the body, but something was cut out: the generic rules read what is left."""
    return str(soup) if isinstance(soup.find("body"), Tag) else ""


def _body(tree: html.HtmlElement, facts: Metadata, chosen: _Chosen, title: str, page: Page) -> Body:
    if chosen.body.lower().lstrip().startswith(("<!doctype", "<html")):
        cut = parse_html(chosen.body)
        return body_of(tree if cut is None else cut, "", title, page.url)
    if chosen.body:
        selected = body_from_markup(chosen.body, "selector")
        if selected.weight >= TOO_THIN:
            return selected
    found = body_of(tree, facts.statement.body, title, page.url)
    # What only subscribers may read is left where it is.
    if found.weight < SHORT and facts.statement.is_free:
        drawn = Body(tuple(without_boilerplate(script_body(tree, title))), found.tables, "script")
        if drawn.weight >= SHORT:
            return drawn
    return found


def _visible(tree: html.HtmlElement) -> str:
    """The first visible words, for telling what kind of notice a page without a body is."""
    body = tree.find("body")
    return clean_line(" ".join(map(str, body.itertext())))[:2000] if body is not None else ""


def _linked_share(tree: html.HtmlElement) -> float:
    total = sum(len(str(text).strip()) for text in tree.itertext())
    linked = sum(len(str(text).strip()) for link in tree.iter("a") for text in link.itertext())
    return linked / total if total else 0.0


def _article(
    page: Page,
    source: Source,
    candidate: Candidate | None,
    tree: html.HtmlElement,
    facts: Metadata,
    chosen: _Chosen,
    title: Found[str],
    body: Body,
    encoding: str,
) -> Article:
    heading = clean_line(title.value)[:MAX_TITLE]
    if not heading:
        raise PageRefused(Outcome.TOO_THIN, "no title")
    text = clean_paragraphs("\n\n".join(body.lines))[:MAX_BODY]
    published = published_of(tree, facts, page, source, candidate, chosen.published)
    authors = authors_of(tree, facts, chosen.authors)
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
        tables=body.tables + printed_tables(text),
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
