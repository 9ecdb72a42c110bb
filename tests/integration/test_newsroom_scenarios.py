"""The planted cases, each as docs/newsroom.md describes it, over real HTTP."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from time import struct_time
from typing import Any
from urllib.robotparser import RobotFileParser

import feedparser
import httpx
import pytest
from lxml import html

from newsroom import Case, Expected, Newsroom
from yaluwatch.model import Outcome

NOW = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW) as open_newsroom:
        yield open_newsroom


def markup(page: bytes | str) -> Any:
    """An lxml element; its methods return more types than a test wants to tell apart."""
    return html.fromstring(page)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as open_client:
        yield open_client


def planted(newsroom: Newsroom, case: Case) -> list[Expected]:
    return [each for each in newsroom.expected if each.case is case]


def entries(newsroom: Newsroom, client: httpx.Client, name: str) -> list[feedparser.FeedParserDict]:
    (url,) = next(source.urls for source in newsroom.sources if source.id == name)
    found: list[feedparser.FeedParserDict] = feedparser.parse(client.get(url).content).entries
    return found


def entry_of(newsroom: Newsroom, client: httpx.Client, each: Expected) -> feedparser.FeedParserDict:
    return next(entry for entry in entries(newsroom, client, each.publication) if entry.link == each.url)


def as_time(parsed: struct_time) -> datetime:
    return datetime(*parsed[:6], tzinfo=UTC)


def test_wire_copies_are_close_and_one_comes_later(newsroom: Newsroom) -> None:
    copies = planted(newsroom, Case.WIRE_COPY)
    assert [each.states for each in copies].count((0, 1)) == 3
    assert [each.states for each in copies].count((1,)) == 1
    assert {each.story for each in copies} == {"shidao-tanker"}
    assert len({each.publication for each in copies}) == 4
    for each in copies[1:]:
        assert each.body != copies[0].body
        assert SequenceMatcher(None, copies[0].body, each.body, autojunk=False).ratio() > 0.6


def test_wire_copies_credit_the_agency(newsroom: Newsroom) -> None:
    for each in planted(newsroom, Case.WIRE_COPY):
        assert "Northgate" in each.body


def test_one_story_is_told_in_three_languages(newsroom: Newsroom, client: httpx.Client) -> None:
    told = {each.language: each for each in planted(newsroom, Case.THREE_LANGUAGES)}
    assert set(told) == {"en", "ko", "zh"}
    assert {each.story for each in told.values()} == {"used-car-ring"}
    for amount in ("37", "40"):
        assert all(amount in each.body for each in told.values())
    for language, day in {"en": "3 March", "ko": "3월 3일", "zh": "3月3日"}.items():
        assert day in told[language].body
    for here, there in (("en", "ko"), ("ko", "en")):
        page = markup(client.get(told[here].url).content)
        path = f"//head/link[@rel='alternate' and @hreflang='{there}']/@href"
        assert page.xpath(path) == [told[there].url]
        assert page.xpath(f"//body//a[@hreflang='{there}']/@href") == [told[there].url]


def test_an_edit_changes_a_number_and_adds_a_sentence(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.EDITED)
    before = client.get(each.url).text
    newsroom.advance()
    after = client.get(each.url).text
    assert "About 180 trucks" in before
    assert "About 210 trucks" not in before
    assert "About 210 trucks" in after
    assert "An earlier version of this article" in after
    before_data, after_data = (linked_data(page) for page in (before, after))
    assert before_data["datePublished"] == before_data["dateModified"] == after_data["datePublished"]
    assert after_data["dateModified"] > after_data["datePublished"]


def linked_data(page: str) -> dict[str, str]:
    (script,) = markup(page).xpath("//script[@type='application/ld+json']/text()")
    data: dict[str, str] = json.loads(script)
    return data


def test_a_page_vanishes(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.VANISHES)
    assert client.get(each.url).status_code == 200
    newsroom.advance()
    newsroom.advance()
    assert client.get(each.url).status_code == 410
    assert each.url not in [entry.link for entry in entries(newsroom, client, each.publication)]
    assert each.states == (0,)


def test_an_undated_item_has_its_date_on_the_page(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.UNDATED)
    assert "published" not in entry_of(newsroom, client, each)
    # Four hours ago, printed in Seoul time.
    assert "2026.03.04 06:30" in client.get(each.url).content.decode("euc_kr")


def test_a_future_date_is_in_the_feed_only(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.FUTURE_DATE)
    assert as_time(entry_of(newsroom, client, each).published_parsed) > NOW + timedelta(hours=24)
    page = markup(client.get(each.url).content)
    (printed,) = page.xpath("//meta[@property='article:published_time']/@content")
    assert datetime.fromisoformat(printed) == each.published_at < NOW


def test_a_feed_without_zones_means_its_own(newsroom: Newsroom, client: httpx.Client) -> None:
    source = next(source for source in newsroom.sources if source.id == "duman-tongsin")
    by_url = {each.url: each for each in newsroom.expected}
    dated = [entry for entry in entries(newsroom, client, source.id) if "published" in entry]
    for entry in dated:
        written = datetime.strptime(entry.published + " +0900", "%Y-%m-%d %H:%M:%S %z")
        assert written == by_url[entry.link].published_at
    assert source.timezone == "Asia/Seoul"


def test_tracking_parameters_make_a_duplicate(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.TRACKING_URL)
    twins = [e.link for e in entries(newsroom, client, each.publication) if e.link.startswith(each.url)]
    assert twins == [each.url, f"{each.url}?utm_source=rss&utm_medium=feed"]
    assert client.get(twins[0]).content == client.get(twins[1]).content


def test_a_paywall_shows_a_stub(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.PAYWALL)
    page = client.get(each.url).text
    first, second = each.body.split("\n\n")
    assert first in page
    assert second not in page
    assert "Subscribe to continue reading" in page


def test_a_soft_404_answers_200(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.SOFT_404)
    answer = client.get(each.url)
    assert answer.status_code == 200
    assert "Page not found" in answer.text
    assert each.title not in answer.text


def test_a_rate_limit_yields_to_patience(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.RATE_LIMITED)
    first, hasty = client.get(each.url), client.get(each.url)
    assert (first.status_code, hasty.status_code) == (429, 429)
    time.sleep(int(first.headers["Retry-After"]))
    assert client.get(each.url).status_code == 200
    assert int(first.headers["Retry-After"]) == 1


def test_an_item_leads_to_the_home_page(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.HOME_PAGE)
    assert each.url == f"{newsroom.publications[each.publication]}/"
    assert markup(client.get(each.url).content).xpath("//meta[@content='website']")


def test_robots_disallows_one_announced_path(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.ROBOTS)
    rules = RobotFileParser()
    rules.parse(client.get(f"{newsroom.publications[each.publication]}/robots.txt").text.splitlines())
    others = [one.url for one in newsroom.expected if one.publication == each.publication and one is not each]
    assert not rules.can_fetch("yaluwatch", each.url)
    assert all(rules.can_fetch("yaluwatch", url) for url in others)
    # It would answer: only good manners keep a crawler out.
    assert client.get(each.url).status_code == 200


def test_pages_of_a_full_text_feed_are_forbidden(newsroom: Newsroom, client: httpx.Client) -> None:
    for each in planted(newsroom, Case.FEED_ONLY):
        assert client.get(each.url).status_code == 403
        assert each.outcome is Outcome.OK


def test_a_table_is_a_table(newsroom: Newsroom, client: httpx.Client) -> None:
    (each,) = planted(newsroom, Case.TABLE)
    (table,) = markup(client.get(each.url).content).xpath("//table")
    rows = [[cell.text_content() for cell in row] for row in table.xpath(".//tr")]
    assert rows[0] == ["Item", "February, million dollars", "Change on the year"]
    assert ["Exports to North Korea", "206.9", "+19.5%"] in rows
    assert len(rows) == 7


def test_a_dead_feed_answers_with_a_page(newsroom: Newsroom, client: httpx.Client) -> None:
    source = next(source for source in newsroom.sources if source.id == "liaodong-herald")
    answer = client.get(source.urls[0])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert not feedparser.parse(answer.content).entries


def test_later_brings_what_is_new(newsroom: Newsroom, client: httpx.Client) -> None:
    new = [each for each in newsroom.expected if each.states == (1,)]
    assert {each.language for each in new} == {"en", "ja", "ko", "zh"}
    assert [client.get(each.url).status_code for each in new] == [404] * len(new)
    (url,) = next(source.urls for source in newsroom.sources if source.id == "yalu-courier")
    morning = client.get(url)
    newsroom.advance()
    assert [client.get(each.url).status_code for each in new] == [200] * len(new)
    for header, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert client.get(url, headers={header: morning.headers[validator]}).status_code == 200
