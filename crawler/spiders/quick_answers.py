"""Answers that the light client has received for a crawl, and what it needs for the next poll."""

from scrapy import Request
from scrapy.http import Response

from crawler.discovery import Announcement
from crawler.polling import reading_key
from crawler.quick_polls import PolledPage, digest_of
from crawler.robots import authority_of
from yaluwatch.model import Outcome, Page, PollDigest, Source, SourceKind

# Redirects that only a crawl follows: by the page itself.
_BY_PAGE = frozenset({"meta refresh", "script"})


def as_response(polled: PolledPage) -> Response:
    """The answer as Scrapy would have given it to the spider."""
    request = Request(
        polled.asked,
        meta={
            "download_latency": polled.milliseconds / 1000,
            "redirect_urls": list(polled.redirected_from),
            "redirect_reasons": list(polled.redirected_by),
        },
    )
    headers = {name: value.encode("latin-1", "replace") for name, value in polled.headers.items()}
    return Response(polled.url, status=polled.status, headers=headers, body=polled.content, request=request)


def poll_digest(
    page: Page, response: Response, reading: Announcement, source: Source, last: PollDigest | None
) -> PollDigest | None:
    """What is remembered of the answer to a poll; `last` is what was remembered before.

    None if only a crawl can poll it: an index of sitemaps, whose parts may have changed although it has not;
    a page that leads to another one by itself; or one behind a redirect by a third host, whose robots.txt is
    not looked up.
    """
    asked, final = authority_of(page.requested_url), authority_of(page.url)
    hosts = {authority_of(url) for url in response.meta.get("redirect_urls", ())}
    if hosts - {asked, final} or not _BY_PAGE.isdisjoint(response.meta.get("redirect_reasons", ())):
        return None
    if reading.outcome is Outcome.NOT_MODIFIED:
        return last or PollDigest(authority=final)
    if not reading.candidates or (reading.follow and source.kind is SourceKind.SITEMAP):
        return None
    digest = digest_of(page.body, reading_key(source))
    return PollDigest(digest=digest, authority=final, announced=len(reading.candidates))
