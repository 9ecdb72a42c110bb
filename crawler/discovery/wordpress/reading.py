"""Reading the answers of a WordPress API. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.discovery.json_documents import read_json
from crawler.discovery.parsing import Announcement, announcement_of
from crawler.discovery.wordpress.addresses import (
    POSTS_PER_POLL,
    asks_for_changes,
    next_page_address,
    page_number_of,
)
from crawler.discovery.wordpress.post import candidate_of
from crawler.discovery.wordpress.refusals import Refusal, refusal_of
from crawler.text import is_wanted, repairs_note
from yaluwatch.model import Candidate, Outcome, Page, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """One page of posts."""

    #: OK or EMPTY for an answer of the API, else what kind of failure it is.
    outcome: Outcome
    #: The published posts, in the order of the answer. `content` is the whole text as HTML, or empty if the
    #: post carries none that can be used (protected, an excerpt, code of a page builder): fetch its page.
    candidates: tuple[Candidate, ...] = ()
    #: Number of posts in the answer, those without a candidate included.
    count: int = 0
    #: Number of posts and pages that fit the request; None when the site doesn't say or can't be right.
    total: int | None = None
    total_pages: int | None = None
    #: Whether the page is beyond the last one.
    is_past_end: bool = False
    #: What was left out or repaired, or what failed and what to do; empty for nothing.
    detail: str = ""


def read_poll(page: Page, source: Source) -> Announcement:
    """The posts in an answer to one of the `poll_addresses`, and the next page of the newest ones."""
    posts = read_posts(page, source)
    is_of_changes = asks_for_changes(page.requested_url)
    if posts.outcome is Outcome.CLIENT_ERROR and is_of_changes:
        return Announcement(outcome=Outcome.EMPTY, detail="the site does not list changed posts")
    if posts.outcome not in {Outcome.OK, Outcome.EMPTY}:
        return Announcement(outcome=posts.outcome, detail=posts.detail)
    is_full = posts.count >= POSTS_PER_POLL and not is_of_changes
    follow = (next_page_address(page.requested_url),) if is_full else ()
    return announcement_of(list(posts.candidates), follow=follow, detail=posts.detail)


def read_posts(page: Page, source: Source) -> Posts:
    """The posts in an answer, also of an error; never raises, but says what is wrong in outcome and detail.

    A page beyond the last is an error of WordPress (rest_post_invalid_page_number, HTTP 400), but none here.
    Times are those in UTC, or local ones in the source's time zone where a post has none in UTC.
    """
    if page.status == 304:
        return Posts(outcome=Outcome.NOT_MODIFIED)
    try:
        document = read_json(page, source.encoding)
    except ValueError as error:
        return _refused(refusal_of(page.status, str(error)))
    entries = _entries(document.value)
    if entries is None or page.status >= 400:
        answer = document.value if isinstance(document.value, dict) else {}
        return _refused(refusal_of(page.status, answer))
    posts = [post for post in entries if isinstance(post, dict)]
    candidates = tuple(_wanted(posts, page, source))
    clauses = (_left_out_note(len(entries) - len(candidates)), repairs_note(document.notes))
    total, total_pages = _totals(page, len(entries))
    return Posts(
        outcome=Outcome.OK if entries else Outcome.EMPTY,
        candidates=candidates,
        count=len(entries),
        total=total,
        total_pages=total_pages,
        is_past_end=not entries,
        detail="; ".join(filter(None, clauses)),
    )


def _entries(answer: dict[str, Any] | list[Any]) -> list[Any] | None:
    """The posts of an answer; None if it is something else.

    A list from which a plugin of the site took some is written by PHP as an object with numbers as keys.
    """
    if isinstance(answer, list):
        return answer
    return list(answer.values()) if answer and all(key.isdigit() for key in answer) else None


def _refused(refusal: Refusal) -> Posts:
    if refusal.is_past_end:
        return Posts(outcome=Outcome.EMPTY, is_past_end=True)
    return Posts(outcome=refusal.outcome, detail=refusal.detail)


def _wanted(posts: Iterable[dict[str, Any]], page: Page, source: Source) -> Iterator[Candidate]:
    for post in posts:
        candidate = candidate_of(post, page, source)
        if candidate and is_wanted(candidate.url, source.include, source.exclude):
            yield candidate


def _left_out_note(count: int) -> str:
    if not count:
        return ""
    return f"{count} {'post' if count == 1 else 'posts'} not published or without a wanted link"


def _totals(page: Page, count: int) -> tuple[int | None, int | None]:
    """What the headers say, unless the answer shows that they belong to another one, as some caches do."""
    total, pages = (_number(page.headers.get(name, "")) for name in ("x-wp-total", "x-wp-totalpages"))
    here = page_number_of(page.requested_url)
    if (total is not None and total < count) or (pages is not None and count and pages < here):
        return None, None
    return total, pages


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
