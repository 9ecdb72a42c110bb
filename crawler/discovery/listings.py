"""Reading listing pages: links to articles, by the source's selector or by what article URLs look like."""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.discovery.parsing import Announcement, announcement_of
from crawler.text import clean_url, decode, is_front_page, is_same_site, is_wanted
from yaluwatch.model import Candidate, Outcome, Page, Source
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

# What distinguishes an article's URL from a section's: a date or a long number in the path, an id in the
# query, or a slug of several words.
_DATED = lazy_regex(r"/(?:19|20)\d{2}[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?\d{1,2})?(?:/|\b)|(?:^|\D)\d{5,}(?:\D|$)")
_ID_PARAMETER = lazy_regex(
    r"(?:^|&)(?:idxno|aid|article_?id|newsid|news_?seq|no|seq|id|idx|wr_id|nttid|bbsseqno|trendmngno)=[\w-]*\d",
    re.IGNORECASE,
)
_SLUG = lazy_regex(r"/[^/]*[^\W\d_]+(?:-[^\W_]+){3,}[^/]*/?$")
#: Paths of sections, services and files.
NOT_ARTICLES = lazy_regex(
    r"/(?:tag|tags|category|author|authors|login|signup|subscribe|about|contact|privacy|terms|search|rss|feed|sitemap)(?:/|\.|$)"
    r"|\.(?:jpe?g|png|gif|svg|webp|css|js|mp[34]|zip|xml|docx?|xlsx?|hwpx?)$",
    re.IGNORECASE,
)
_NEXT = lazy_regex(
    r"^(?:next|older|older posts|다음|다음 ?페이지|下一页|下一頁|下页|次へ|次のページ|›|»|>|→)$",
    re.IGNORECASE,
)


def read_listing(page: Page, source: Source) -> Announcement:
    """The articles a listing page links to, in its order, and the next listing page if it links to one."""
    if b"<" not in page.body:
        return Announcement(outcome=Outcome.NOT_HTML, detail="no markup")
    text = decode(page.body, page.headers.get("content-type", ""), source.encoding).text
    soup = BeautifulSoup(text, "lxml")
    base = _base(soup, page.url)
    chosen = soup.select(source.selectors.links) if source.selectors.links else soup.find_all("a", href=True)
    candidates: list[Candidate] = []
    titles: dict[str, str] = {}
    for link in chosen:
        url = clean_url(str(link.get("href", "")), base)
        if url is None or not is_wanted(url, source.include, source.exclude):
            continue
        if not source.selectors.links and not (source.include or looks_like_article(url, page.url)):
            continue
        # A picture and a headline often link to the same article: the longer text is the headline.
        title = clean_line(link.get_text(" "))
        titles[url] = max(titles.get(url, ""), title, key=len)
        candidates.append(Candidate(source_id=source.id, url=url))
    titled = [Candidate(source_id=source.id, url=item.url, title=titles[item.url]) for item in candidates]
    return announcement_of(titled, follow=_next_page(soup, base, page.url) if titled else ())


def looks_like_article(url: str, listing: str) -> bool:
    """Whether a URL on a listing page is probably an article of the same site."""
    if not is_same_site(url, listing) or is_front_page(url) or url == clean_url(listing):
        return False
    parts = urlsplit(url)
    if NOT_ARTICLES.search(parts.path):
        return False
    return bool(_DATED.search(parts.path) or _ID_PARAMETER.search(parts.query) or _SLUG.search(parts.path))


def links_of(soup: BeautifulSoup, url: str) -> list[tuple[str, str]]:
    """URL and text of every link on a page; `url` is the page's."""
    base = _base(soup, url)
    return [
        (address, clean_line(link.get_text(" ")))
        for link in soup.find_all("a", href=True)
        if (address := clean_url(str(link["href"]), base))
    ]


def _base(soup: BeautifulSoup, url: str) -> str:
    tag = soup.find("base", href=True)
    return clean_url(str(tag["href"]), url) or url if isinstance(tag, Tag) else url


def _next_page(soup: BeautifulSoup, base: str, here: str) -> tuple[str, ...]:
    tag = soup.select_one("link[rel~=next][href], a[rel~=next][href]")
    if tag is None:
        tag = next(
            (link for link in soup.find_all("a", href=True) if _NEXT.match(clean_line(link.get_text(" ")))),
            None,
        )
    url = clean_url(str(tag["href"]), base) if tag is not None else None
    return (url,) if url and url != clean_url(here) and is_same_site(url, here) else ()
