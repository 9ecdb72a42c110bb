"""Lists of sources from feed readers and other newsrooms."""

import pytest

from crawler.autodiscovery import read_list
from crawler.sources import exported_toml, from_csv, to_csv
from tests.samples import source
from yaluwatch.errors import SourceListError

# As Thunderbird writes it: folders in folders, names of a namespace of its own.
NESTED = b"""<opml version="1.0" xmlns:fz="urn:forumzilla:"><body>
<outline title="Art"><outline title="zone"><outline type="rss" title="Zone" text="Zone"
  fz:options="{&quot;x&quot;:1}" xmlUrl="https://zone.example/rss" htmlUrl="https://zone.example/"/></outline></outline>
<outline title="Again"><outline type="rss" text="Zone" xmlUrl="http://www.zone.example/rss/"/></outline>
<outline type="rss" text="News" xmlUrl="http://news.example/RSS%20Feeds/Latest"/>
<outline type="rss" text="News" xmlUrl="http://news.example/en/RSS%20Feeds/Latest.aspx"/>
</body></opml>"""


def test_a_feed_that_is_in_two_folders_is_one_source() -> None:
    read = read_list("feeds.opml", NESTED, [])
    found = [(one.id, one.name) for one in read.new]
    assert found == [("zone", "Zone"), ("news", "News"), ("news-2", "News")]
    assert read.known == 1


def test_what_is_listed_already_is_left_alone() -> None:
    listed = source(id="zone", urls=("https://zone.example/rss/",))
    read = read_list("feeds.opml", NESTED, [listed])
    assert [one.id for one in read.new] == ["news", "news-2"]
    assert read.known == 2


@pytest.mark.parametrize(("name", "write"), [("Sources.TOML", exported_toml), ("x.csv", to_csv)])
def test_an_exported_list_is_read_again(name: str, write: object) -> None:
    assert callable(write)
    listed = [source(), source(id="two", urls=("https://two.example/feed",), tier=3, include=("a", "b"))]
    assert list(read_list(name, write(listed).encode(), []).new) == listed
    assert from_csv(to_csv(listed)) == listed


def test_keys_are_masked_in_a_list_that_is_passed_on() -> None:
    text = exported_toml([source(urls=("https://a.example/rss?api_key=s3cret",))])
    assert "api_key=***" in text
    with pytest.raises(SourceListError, match="write the key itself"):
        read_list("sources.toml", text.encode(), [])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.opml", b"<opml><body/></opml>", "lists no source"),
        ("x.opml", b"<html></html>", "not an OPML file"),
        ("x.toml", b"", "lists no source"),
        ("x.toml", b"\xff\xfe[[", "x.toml"),
        ("x.csv", b"id\n", "lists no source"),
    ],
)
def test_a_file_that_is_no_list_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(SourceListError, match=said):
        read_list(name, content, [])
