"""What the dates of one poll show decides how those of the next are read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import open_archive
from tests.integration.test_crawler_collect import local, one
from tests.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def feed(site: Site, *items: tuple[str, str]) -> None:
    body = "".join(
        f"<item><title>T {path}</title><link>{site.address}{path}</link><pubDate>{date}</pubDate></item>"
        for path, date in items
    )
    site.page(
        "/feed", f"<rss version='2.0'><channel><title>F</title>{body}</channel></rss>", "application/xml"
    )


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # The 28th can only be a day.
        ("08/28/2026 10:00", datetime(2026, 9, 3, 8, tzinfo=UTC)),
        ("28/08/2026 10:00", datetime(2026, 3, 9, 8, tzinfo=UTC)),
    ],
)
def test_an_ambiguous_date_is_read_as_the_source_has_written_dates_before(
    site: Site, tmp_path: Path, first: str, expected: datetime
) -> None:
    archive, source = tmp_path / "yalu.db", local(site, country="CN", timezone="UTC", full_text_feed=False)
    site.article("/a/1001", "First")
    site.article("/a/1002", "Second")
    feed(site, ("/a/1001", first))
    assert one(archive, source).new == 1
    feed(site, ("/a/1002", "09/03/2026 08:00"))
    assert one(archive, source).new == 1
    with open_archive(archive) as opened:
        dates = {item.article.title: item.article.published_at for item in opened.verdicts.untagged(9)}
        assert opened.sources.states()[source.id].date_order in {"mdy", "dmy"}
    assert dates["Second"] == expected
