"""Pages that stop crawlers with status 200 are forbidden, and pages that only look like them are not."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.extraction.extract import extract
from crawler.spiders.fetch_plan import Disposition, FetchTask, disposition_of
from tests.unit.test_crawler_extract import KOREAN, NOW, SENTENCES, html, page, refusal
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Candidate, Outcome

URL = "https://news.example/2026/09/27/customs"


def shell(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


WALLS = tomllib.loads(Path(__file__).with_name("bot_walls.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_a_wall_is_forbidden(wall: str) -> None:
    assert refusal(page(wall)) is Outcome.FORBIDDEN


@pytest.mark.parametrize("header", [("cf-mitigated", "challenge"), ("x-amzn-waf-action", "captcha")])
def test_a_wall_is_recognised_by_its_header(header: tuple[str, str]) -> None:
    shown = page(html(SENTENCES))
    name, value = header
    assert refusal(replace(shown, headers={**shown.headers, name: value})) is Outcome.FORBIDDEN


def test_a_wall_is_tried_again_and_is_no_version_of_a_stored_article() -> None:
    candidate = Candidate(source_id="s", url=URL)
    assert disposition_of(FetchTask(candidate), Outcome.FORBIDDEN, NOW) is Disposition.LEAVE
    again = FetchTask(candidate, is_revisit=True)
    assert disposition_of(again, Outcome.FORBIDDEN, NOW) is Disposition.VISITED


# What these products put on every page they protect (github.com/microlinkhq/is-antibot, pull requests 46–70).
SENSORS = [
    '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>',
    "<script>(function(){window.__CF$cv$params={r:'9'};a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'})()</script>",
    "<script>window._pxAppId='PX1';</script><script src='https://client.px-cloud.net/PX1/main.min.js'></script>",
    "<script src='https://js.datadome.co/tags.js'></script>",
    "<script src='https://x.edge.sdk.awswaf.com/x/challenge.js' defer></script>",
    "<script src='https://www.google.com/recaptcha/api.js'></script><div class='g-recaptcha'></div>",
    "<script src='https://challenges.cloudflare.com/t.js'></script><div class='cf-turnstile'></div>",
    "<script src='/TSPD/08abc?type=10'></script>",
    "<script>AWSC.use('nc', function(){})</script><form><input name='captcha'></form>",
    "<script>document.cookie='seen=1';if(x){location.href='/login'}</script>",
]


@pytest.mark.parametrize("sensor", SENSORS)
@pytest.mark.parametrize("lines", [SENTENCES, SENTENCES[:2], KOREAN[:2]], ids=["en", "short", "ko"])
def test_what_a_product_puts_on_every_page_is_no_wall(sensor: str, lines: list[str]) -> None:
    article = extract(page(html(lines, head=sensor)), source())
    assert article.body.split("\n\n") == lines


def test_an_article_about_walls_is_no_wall() -> None:
    text = [
        "Visitors of the ministry's site saw the words “Sorry, you have been blocked” on Monday.",
        "Others were asked to press and hold a button that loads from captcha-delivery.com and px-captcha.",
        "The ministry in Pyongyang bought the service through a company in Dandong, its invoices say.",
    ]
    article = extract(page(html(text, title="Ministry puts up a bot wall")), source(language="en"))
    assert article.body.split("\n\n") == text


def test_a_page_drawn_by_scripts_is_thin_and_no_wall() -> None:
    shown = shell(
        "Border Daily",
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div>",
    )
    assert refusal(page(shown)) is Outcome.TOO_THIN
