"""Dates such as 03/04/2026: their order comes from the source, what it has shown before, or its country."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from crawler.discovery import read_feed
from crawler.extraction.page_dates import parse_on_page
from crawler.polling import PollResult, next_state
from crawler.sources.source_list import parse_sources, to_toml
from storage import open_archive
from tests.samples import NOW, page, source
from yaluwatch.errors import SourceListError
from yaluwatch.model import DateOrderName, Outcome, SourceState


def feed(*dates: str) -> bytes:
    items = "".join(
        f"<item><title>Trade {n}</title><link>https://a.example/news/{n}</link><pubDate>{date}</pubDate></item>"
        for n, date in enumerate(dates)
    )
    return f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode()


def read(*dates: str, **changes: Any) -> tuple[list[datetime | None], str]:
    read_page = page(body=feed(*dates), headers={"content-type": "application/rss+xml"})
    found = read_feed(read_page, source(country="CN", timezone="UTC", **changes))
    return [one.published_at for one in found.candidates], found.date_order


def test_a_feed_shows_its_order_by_a_date_that_can_be_read_one_way_only() -> None:
    assert read("03/04/2026 09:00", "03/28/2026 09:00")[1] == "mdy"
    assert read("03/04/2026 09:00", "28/03/2026 09:00")[1] == "dmy"
    assert read("03/04/2026 09:00")[1] == ""


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("mdy", datetime(2026, 3, 4, 9, tzinfo=UTC)),
        ("dmy", datetime(2026, 4, 3, 9, tzinfo=UTC)),
        # Both orders are in use in China: better no date than a wrong one.
        ("", None),
    ],
)
def test_an_ambiguous_date_has_the_order_of_the_source(order: str, expected: datetime | None) -> None:
    assert read("03/04/2026 09:00", date_order=order)[0] == [expected]
    tree = html.fromstring("<html lang='zh'><body><p>03/04/2026 09:00</p></body></html>")
    chosen = source(country="CN", timezone="UTC", date_order=order)
    assert parse_on_page("03/04/2026 09:00", tree, page(), chosen) == expected


def test_what_the_dates_of_a_feed_show_comes_before_what_was_learned() -> None:
    dates, order = read("03/04/2026 09:00", "28/03/2026 09:00", date_order="mdy")
    assert (dates[0], order) == (datetime(2026, 4, 3, 9, tzinfo=UTC), "dmy")


def test_the_order_of_a_source_comes_before_that_of_the_language_of_a_page() -> None:
    tree = html.fromstring("<html lang='de'><body><p>03/04/2026 09:00</p></body></html>")
    chosen = source(date_order="mdy", timezone="UTC")
    assert parse_on_page("03/04/2026 09:00", tree, page(), chosen) == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_what_was_shown_is_remembered_until_another_order_is_shown(tmp_path: Path) -> None:
    state = SourceState(source_id="courier")
    shown: tuple[tuple[DateOrderName, str], ...] = (("mdy", "mdy"), ("", "mdy"), ("dmy", "dmy"))
    for order, expected in shown:
        state = next_state(source(), state, PollResult(outcome=Outcome.OK, date_order=order), NOW)
        assert state.date_order == expected
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.sources.save_state(state)
        assert archive.sources.states()["courier"].date_order == "dmy"


def test_an_operator_can_set_the_order() -> None:
    chosen = source(date_order="dmy")
    assert parse_sources(to_toml(chosen), "sources.toml") == [chosen]
    with pytest.raises(SourceListError, match="date_order"):
        parse_sources(to_toml(chosen).replace('"dmy"', '"dym"'), "sources.toml")
