"""Trying selectors on a stored page."""

from crawler.health import try_selectors
from crawler.health.selector_trial import MAX_PAGE
from tests.samples import article, page, source
from yaluwatch.model import Outcome, Selectors

STORY = "Trucks with coal crossed the bridge at Dandong on Monday, a trader said. " * 8
MARKUP = (
    f'<html><body><h1 id="main">The paper</h1><h2>Coal at the quay</h2>'
    f"<div class='story'><p>{STORY}</p><p class='ad'>Buy now</p></div></body></html>"
).encode()


def test_selectors_are_counted_and_read_as_a_crawl_would() -> None:
    rules = Selectors(title='h1[id="main"]', body=".story", remove=".ad", author=".by")
    trial = try_selectors(page(body=MARKUP), source(), rules, article())
    assert trial.matches == {"title": 1, "body": 1, "remove": 1, "author": 0}
    assert trial.article is not None
    assert (trial.article.title, trial.article.found_by["title"]) == ("The paper", "selector")
    assert "Buy now" not in trial.article.body


def test_a_title_that_came_with_the_feed_is_announced_again() -> None:
    before = article(title="As announced", found_by={"title": "feed", "published_at": "feed"})
    bare = f"<html><body><div class=story><p>{STORY}</p></div></body></html>".encode()
    trial = try_selectors(page(body=bare), source(), Selectors(), before)
    assert trial.article is not None
    assert trial.article.title == "As announced"
    assert trial.article.published_at == before.published_at


def test_a_page_that_gives_no_article_says_why() -> None:
    trial = try_selectors(page(body=b"<p>x</p>"), source(), Selectors(title="p"), article())
    assert (trial.article, trial.outcome, trial.matches) == (None, Outcome.TOO_THIN, {"title": 1})
    assert trial.reason
    large = try_selectors(page(body=b"x" * (MAX_PAGE + 1)), source(), Selectors(), article())
    assert large.outcome is Outcome.TOO_LARGE
    picture = page(body=b"\x89PNG\r\n", headers={"content-type": "image/png"})
    image = try_selectors(picture, source(), Selectors(title="p"), article())
    assert (image.outcome, image.matches) == (Outcome.NOT_HTML, {})
    pdf = try_selectors(page(body=b"%PDF-1.4 broken"), source(), Selectors(title="p"), article())
    assert (pdf.article, pdf.matches) == (None, {})
