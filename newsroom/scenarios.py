"""Test scenarios among the articles: each is something that real publishers do."""

from enum import StrEnum

from yaluwatch.model import Outcome


class Case(StrEnum):
    """The scenario that an article represents; described in docs/newsroom.md."""

    #: A relevant article, served normally.
    ORDINARY = "ordinary"
    #: Shares places, actors or words with relevant articles, but is about something else.
    HARD_NEGATIVE = "hard-negative"
    #: Unrelated news.
    EASY_NEGATIVE = "easy-negative"
    #: One wire story with small changes in several publications; the last copy appears in the later state.
    WIRE_COPY = "wire-copy"
    #: One event reported by three publications in three languages; two of them link to each other.
    THREE_LANGUAGES = "three-languages"
    #: Edited in the later state: a number changes and a sentence is added.
    EDITED = "edited"
    #: 410 Gone in the later state.
    VANISHES = "vanishes"
    #: The feed item has no date; the page has one.
    UNDATED = "undated"
    #: The feed item is dated in the future; the page has the correct date.
    FUTURE_DATE = "future-date"
    #: The feed lists it twice, once with utm_… parameters.
    TRACKING_URL = "tracking-url"
    #: The page shows two sentences and asks for a subscription.
    PAYWALL = "paywall"
    #: The page says "not found" with status 200.
    SOFT_404 = "soft-404"
    #: Answers 429 with Retry-After until the client has waited.
    RATE_LIMITED = "rate-limited"
    #: The feed item links to the home page.
    HOME_PAGE = "home-page"
    #: robots.txt disallows the path.
    ROBOTS = "robots"
    #: Only the feed has the text; the page answers 403.
    FEED_ONLY = "feed-only"
    #: Has a table of figures.
    TABLE = "table"


#: Expected outcome for a well-behaved crawler, if not `Outcome.OK`.
OUTCOMES = {
    Case.SOFT_404: Outcome.SOFT_404,
    Case.HOME_PAGE: Outcome.HOME_PAGE,
    Case.ROBOTS: Outcome.ROBOTS,
}
