"""Converting Scrapy's responses to pages, and reading the headers that control polling."""

from datetime import datetime

from scrapy.http import Response

from crawler.fetching.retry_after import DEFAULT, seconds_to_wait
from yaluwatch.model import Page


def page_of(response: Response, source_id: str, asked: str, at: datetime) -> Page:
    """The page in a response to a request for `asked`, received at `at` (aware UTC)."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    return Page(
        source_id=source_id,
        requested_url=asked,
        url=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        fetched_at=at,
    )


def moved_to(response: Response) -> str:
    """The address a request was redirected to for good, by 301 or 308 on every hop; empty otherwise."""
    reasons = response.meta.get("redirect_reasons", ())
    return response.url if reasons and all(reason in {301, 308} for reason in reasons) else ""


def milliseconds(response: Response) -> int:
    """Milliseconds from the request to the first byte of the answer."""
    return round(float(response.meta.get("download_latency", 0.0)) * 1000)


def pause_asked(page: Page) -> float | None:
    """Seconds for which the site asks for no requests, by Retry-After or a 429; None when it doesn't."""
    if page.status not in {429, 503}:
        return None
    asked = seconds_to_wait(page.headers.get("retry-after", ""), page.fetched_at)
    return DEFAULT if asked is None and page.status == 429 else asked


def validators_of(page: Page, before: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """ETag and Last-Modified as received; empty when missing.

    A 304 may bring new ones; what it does not repeat stays as it was `before` (RFC 9111, section 4.3.4).
    """
    etag, modified = page.headers.get("etag", ""), page.headers.get("last-modified", "")
    return (etag or before[0], modified or before[1]) if page.status == 304 else (etag, modified)
