"""From a page to an article; pure: no network, disk or clock.

PDFs are handled in `pdf.py`. For other pages: decode, then apply the source's selectors, then the page's
metadata (JSON-LD, OpenGraph), then the generic extractor. A page that is not an article raises PageRefused
with an outcome.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from bs4 import BeautifulSoup, Tag
from lxml import html

from crawler.extraction.body import SHORT, Body, body_from_markup, body_of, weight_of
from crawler.extraction.boilerplate import without_boilerplate
from crawler.extraction.bylines import origin_of
from crawler.extraction.captions import PageCaptions, distinct_captions, split_captions
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
from crawler.extraction.live_blogs import latest_time, updates_of, with_updates
from crawler.extraction.markup import MAX_ELEMENTS, parse_html, parseable
from crawler.extraction.pdf import EXTRACTOR as PDF_EXTRACTOR
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
from crawler.extraction.several_pages import MAX_BODY, NO_LINKS, Reading, links_of, short_texts
from crawler.extraction.structured import Metadata, read_metadata
from crawler.extraction.text_tables import tables_in_text
from crawler.text import decode, language_of
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Candidate, Outcome, Page, Selectors, Source
from yaluwatch.text import clean_line, clean_paragraphs

#: Longer titles are cut, characters.
MAX_TITLE = 500
#: Version of these rules; stored with every article, so that older ones can be re-extracted.
EXTRACTOR = "6"


def extract(page: Page, source: Source, candidate: Candidate | None = None) -> Article:
    """The article on a page. `candidate` is its entry in the feed or sitemap, if it was announced.

    Raises PageRefused with the outcome and reason when the page is not an article.
    """
    return read_page(page, source, candidate).article


def read_page(
    page: Page, source: Source, candidate: Candidate | None = None, *, first: str = "", ordinal: int = 1
) -> Reading:
    """What is on one page of an article: number `ordinal` of the one that begins at the URL `first`.

    A further page may have less text than an article. Raises PageRefused as `extract` does.
    """
    if is_pdf(page):
        return Reading(article=article_from_pdf(page, source, candidate), url=page.url)
    refuse_non_html(page)
    refuse_wrong_place(page)
    decoded = decode(page.body, page.headers.get("content-type", ""), source.encoding)
    tree = parse_html(decoded.text)
    if tree is None:
        raise PageRefused(Outcome.NOT_HTML, "markup that can't be parsed")
    # lxml makes a Python object for each element that is looked at, and forgets it when nothing refers to
    # it any more. Keeping them makes every later pass over the page several times faster.
    elements = list(tree.iter())
    if len(elements) > MAX_ELEMENTS:
        raise PageRefused(Outcome.TOO_LARGE, "too many elements")
    facts = read_metadata(tree, page.url)
    refuse_wall(page, decoded.text, tree, facts)
    selected = _Selected.read(decoded.text, source.selectors_at(page.fetched_at))
    title = Found(selected.title, "selector") if selected.title else title_of(tree, facts, candidate)
    body, is_cut = free_part(_body_and_captions(tree, facts, selected, title.value, page))
    if is_cut or (not facts.statement.is_free and body.weight < STUB):
        body = replace(body, by=f"{body.by}, free part", is_partial=True)
    if page.truncated:
        body = replace(body, by=f"{body.by}, cut off", is_partial=True)
    updates = updates_of(tree, facts.statement.updates, title.value, page.url, body)
    body = with_updates(body, updates, source.timezone, tree)
    if not clean_line(title.value) and body.lines:
        title = Found(body.lines[0][:120], "body")
    text = clean_paragraphs("\n\n".join(body.lines))
    refuse_notice(
        title.value,
        text or _visible(tree),
        max(weight_of(text), TOO_THIN) if text and ordinal > 1 else weight_of(text),
        facts,
        tree,
        is_cut=is_cut,
    )
    article = _article(page, source, candidate, tree, facts, selected, title, body, decoded.encoding)
    latest = latest_time(updates, source.timezone, page.fetched_at)
    links = links_of(tree, page.url, first, ordinal)
    return Reading(
        article=_changed_at(article, latest),
        url=page.url,
        titles=(tree.findtext(".//title") or "", facts.first("og:title")),
        links=links,
        shown=short_texts(tree) if links != NO_LINKS else frozenset(),
    )


def extractor_of(source: Source, fetched_at: datetime) -> str:
    """What a source's HTML page of this time is read by, as in `Article.extractor`.

    The version of the extractor and, if the source has them, a digest of the selectors and the charset that
    apply: "5" or "5+3fa2c1". Equal names read equal text from equal pages.
    """
    rules = source.selectors_at(fetched_at)
    own = (rules.title, rules.body, rules.published, rules.author, rules.remove, source.encoding)
    if not any(own):
        return EXTRACTOR
    return f"{EXTRACTOR}+{hashlib.sha256(repr(own).encode()).hexdigest()[:6]}"


def is_read_by_current(source: Source | None, extractor: str, fetched_at: datetime) -> bool:
    """Whether an article read by `extractor` from a page of this time would be read by the same again.

    A source that is no longer in the list has no selectors that could have changed.
    """
    if source is None:
        return extractor.partition("+")[0] in {EXTRACTOR, PDF_EXTRACTOR}
    return extractor in {extractor_of(source, fetched_at), PDF_EXTRACTOR}


def _changed_at(article: Article, latest: datetime | None) -> Article:
    """The article, changed at the time of its latest update if that is later than what the page says."""
    earlier = article.modified_at or article.published_at
    is_later = latest is not None and (earlier is None or latest > earlier)
    return replace(article, modified_at=latest) if is_later else article


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
        organisation=origin_of(text),
        captions=distinct_captions(body.captions, candidate.title),
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


def _body_and_captions(
    tree: html.HtmlElement, facts: Metadata, selected: _Selected, title: str, page: Page
) -> Body:
    """The body, with the captions of the page kept apart from it."""
    if selected.body.lower().lstrip().startswith(("<!doctype", "<html")):
        cut = parse_html(selected.body)
        tree = tree if cut is None else cut
    pictures = PageCaptions.taken_from(tree)
    found = _body(tree, facts, selected, title, page)
    if found.weight < TOO_THIN and pictures.texts:
        # The captions are all the text there is.
        pictures.put_back()
        return _body(tree, facts, selected, title, page)
    lines, printed = split_captions(found.lines, tree, pictures.texts)
    own = pictures.of_article(tree, lines, printed)
    text = "\n".join(lines)
    stated = [caption for caption in facts.statement.captions if caption not in text]
    site = facts.first("og:site_name")
    captions = distinct_captions([*own, *found.captions, *stated], title, site, *facts.statement.authors)
    return replace(found, lines=tuple(lines), captions=captions)


def _body(tree: html.HtmlElement, facts: Metadata, selected: _Selected, title: str, page: Page) -> Body:
    if selected.body.lower().lstrip().startswith(("<!doctype", "<html")):
        return body_of(tree, "", title, page.url)
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
    authors, organisation = authors_of(tree, facts, selected.authors)
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
        organisation=organisation or origin_of(text),
        section=section_of(facts)[:MAX_TITLE],
        image_url=image_of(facts, page.url),
        alternates=alternates_of(tree, page, address.value),
        tables=body.tables + tables_in_text(text),
        captions=body.captions,
        is_partial=body.is_partial,
        found_by={
            "encoding": encoding,
            "url": address.by,
            "title": title.by,
            "body": body.by,
            "published_at": published.by,
            "authors": authors.by,
        },
        extractor=extractor_of(source, page.fetched_at),
    )
