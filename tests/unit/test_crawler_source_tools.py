import dataclasses
from datetime import date
from pathlib import Path

import pytest

from crawler.autodiscovery.discover import Discovered
from crawler.autodiscovery.source_entry import source_entry_for
from crawler.sources.import_export import Outline, from_csv, from_opml, to_csv, to_opml
from crawler.sources.source_file import append_sources
from crawler.sources.source_list import read_sources
from tests.unit.test_crawler_feeds import source
from yaluwatch.errors import SourceListError
from yaluwatch.model import Candidate, EarlierSelectors, Selectors, SourceKind

FOUND = Discovered(
    kind=SourceKind.FEED,
    url="https://www.border-news.example.kr/feed",
    title="RSS",
    site="국경신문",
    items=3,
    samples=(
        Candidate(source_id="found", url="https://www.border-news.example.kr/1", title="북중 무역 재개"),
    ),
)


def test_an_entry_is_begun_from_what_was_found() -> None:
    entry = source_entry_for(FOUND, "https://www.border-news.example.kr/", taken={"border-news-example"})
    assert (entry.id, entry.name, entry.language) == ("border-news-example-2", "국경신문", "ko")
    assert (entry.country, entry.timezone, entry.urls) == ("KR", "Asia/Seoul", (FOUND.url,))


def test_an_id_is_made_of_the_hosts_words() -> None:
    for address, id_ in (
        ("https://www.tenasia.co.kr/", "tenasia-co"),
        ("http://127.0.0.1:8777/", "127-0-0-1"),
        ("http://[2001:db8::7]/", "2001-db8-7"),
        ("http://newsroom/", "newsroom"),
    ):
        assert source_entry_for(FOUND, address).id == id_


def test_what_the_operator_says_wins_over_the_guess() -> None:
    entry = source_entry_for(FOUND, "https://news.example/", name="Border", language="en", country="GB")
    assert (entry.name, entry.language, entry.country, entry.timezone) == ("Border", "en", "GB", "UTC")


def test_an_entry_is_added_without_touching_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    append_sources(path, [source(id="one", urls=("https://a.example/1",))])
    path.write_text("# Mine.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    append_sources(path, [source(id="two", urls=("https://a.example/2",))])
    assert path.read_text(encoding="utf-8").startswith("# Mine.\n[[source]]")
    assert [entry.id for entry in read_sources(path)] == ["one", "two"]


def test_an_invalid_entry_leaves_the_file_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    append_sources(path, [source(id="one")])
    before = path.read_bytes()
    with pytest.raises(SourceListError, match="used twice"):
        append_sources(path, [source(id="one")])
    assert path.read_bytes() == before


def test_a_list_survives_csv_export_and_import() -> None:
    sources = [
        source(id="one", urls=("https://a.example/1", "https://a.example/2"), paused=True),
        source(id="two", urls=("https://b.example/",), name='따옴표, "쉼표"', tier=3, include=(r"/\d{3,4}",)),
        source(
            id="three",
            urls=("https://c.example/",),
            selectors=Selectors(body="div, p", remove=".ad"),
            earlier=(EarlierSelectors(until=date(2026, 5, 1), selectors=Selectors(body="#old")),),
        ),
    ]
    assert from_csv("\ufeff" + to_csv(sources)) == sources


@pytest.mark.parametrize(("old", "new"), [("feed,", "fax,"), ("one,", "One!,"), ("kind", "sort")])
def test_an_invalid_csv_is_rejected(old: str, new: str) -> None:
    text = to_csv([source(id="one")])
    with pytest.raises(SourceListError, match="CSV"):
        from_csv(text.replace(old, new))


def test_feeds_survive_opml_export_and_import() -> None:
    feed = source(id="one", name="A & B", urls=("https://a.example/f?x=1&y=2",))
    listing = dataclasses.replace(feed, id="two", kind=SourceKind.LISTING)
    assert from_opml(to_opml([feed, listing]).encode()) == [
        Outline("A & B", "https://a.example/f?x=1&y=2", feed.homepage, feed.language)
    ]


def test_feeds_in_opml_folders_are_read_once() -> None:
    outline = '<outline text="x" xmlUrl="https://a.example/f"/>'
    content = f'<opml version="1.0"><body><outline text="Folder">{outline}{outline}</outline></body></opml>'
    assert [one.url for one in from_opml(content.encode())] == ["https://a.example/f"]


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><html>&b;</html>'


@pytest.mark.parametrize("content", ["", "no XML", "<rss/>", BOMB])
def test_a_file_that_is_not_opml_is_rejected(content: str) -> None:
    with pytest.raises(SourceListError, match="OPML"):
        from_opml(content.encode())
