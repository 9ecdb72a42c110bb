"""The cases planted among the articles: each is something real publishers do to a monitor."""

from enum import StrEnum

from yaluwatch.model import Outcome


class Case(StrEnum):
    """What is odd about an article, if anything; a closed list, described in docs/newsroom.md."""

    #: Nothing: an article on the subject, served as it should be.
    ORDINARY = "ordinary"
    #: Shares places, actors or words with the subject, but is about something else.
    HARD_NEGATIVE = "hard-negative"
    #: Unrelated news.
    EASY_NEGATIVE = "easy-negative"
    #: One agency text with small changes in several publications; the last copy comes later.
    WIRE_COPY = "wire-copy"
    #: One event told by three newsrooms in three languages; two of them link to each other.
    THREE_LANGUAGES = "three-languages"
    #: After publication a number changes and a sentence is added.
    EDITED = "edited"
    #: There in the morning, 410 Gone later.
    VANISHES = "vanishes"
    #: The feed item carries no date; the page does.
    UNDATED = "undated"
    #: The feed item is dated in the future; the page is right.
    FUTURE_DATE = "future-date"
    #: The feed lists it twice, once with utm_… parameters.
    TRACKING_URL = "tracking-url"
    #: The page shows two sentences and asks for a subscription.
    PAYWALL = "paywall"
    #: The page says "not found" with status 200.
    SOFT_404 = "soft-404"
    #: The first request is answered 429 with Retry-After, a patient second one with the page.
    RATE_LIMITED = "rate-limited"
    #: The feed item leads to the publication's home page.
    HOME_PAGE = "home-page"
    #: robots.txt disallows the path.
    ROBOTS = "robots"
    #: Only the feed carries the text; the page answers 403.
    FEED_ONLY = "feed-only"
    #: Figures in a table.
    TABLE = "table"


#: How reading the page ends for a well-behaved crawler, where that is not an article.
OUTCOMES = {
    Case.PAYWALL: Outcome.PAYWALL,
    Case.SOFT_404: Outcome.SOFT_404,
    Case.HOME_PAGE: Outcome.HOME_PAGE,
    Case.ROBOTS: Outcome.ROBOTS,
}
