"""Which files are read, and whose articles their pages are."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from crawler.sources import read_sources, write_sources
from scheduler.web_archives import ccnews_files, files_in, months
from scheduler.web_archives.publishers import Publishers
from tests.samples import source
from tests.warc_files import packed, record
from yaluwatch.errors import CrawlError, SettingsError, SourceListError

WARC = packed(record("http://a.example/", b"<p>"))


def test_files_folders_and_lists_stand_for_files(tmp_path: Path) -> None:
    for name in ("one.warc.gz", "deep/two.warc", "deep/three.warc.gz", "deep/notes.md", "four"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(WARC if name != "deep/two.warc" else gzip.decompress(WARC))
    listed = "# files\none.warc.gz\n\n  deep/two.warc\nhttps://a.example/five.warc.gz\n"
    (tmp_path / "list.txt").write_text(listed)
    (tmp_path / "packed-list").write_bytes(gzip.compress(listed.encode()))
    at = {
        name: str(tmp_path / name) for name in ("one.warc.gz", "deep/two.warc", "deep/three.warc.gz", "four")
    }
    assert files_in([str(tmp_path / "deep")]) == [at["deep/three.warc.gz"], at["deep/two.warc"]]
    wanted = [at["one.warc.gz"], at["deep/two.warc"], "https://a.example/five.warc.gz"]
    assert files_in([str(tmp_path / "list.txt")]) == wanted
    assert files_in([str(tmp_path / "packed-list"), at["one.warc.gz"]]) == wanted
    # Known by its first bytes.
    assert files_in([at["four"]]) == [at["four"]]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none", None, "there is no such file or folder"),
        ("empty", b"", "no WARC file is in it"),
        ("picture", b"\x89PNG\r\n\xff\xfe", "neither a WARC file nor a list"),
        ("list", b"gone.warc.gz\n", "lists 'gone.warc.gz', which does not exist"),
        ("cut.gz", gzip.compress(b"one\n", mtime=0)[:-4], "can't be read"),
    ],
)
def test_what_is_no_file_is_named(name: str, content: bytes | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        files_in([str(tmp_path / name)])
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingsError, match="no WARC file is in it"):
        files_in([str(tmp_path / "folder")])


def test_a_list_that_is_far_too_long_is_no_list(tmp_path: Path) -> None:
    with (tmp_path / "long").open("wb") as stream:
        stream.truncate(30_000_000)
    with pytest.raises(SettingsError, match="is it a list of files"):
        files_in([str(tmp_path / "long")])


def test_months_are_counted_over_the_end_of_a_year() -> None:
    found = months(date(2019, 11, 1), date(2020, 2, 1))
    assert [f"{month:%Y-%m}" for month in found] == ["2019-11", "2019-12", "2020-01", "2020-02"]
    with pytest.raises(SettingsError, match="--from 2020-02 is after --to 2020-01"):
        months(date(2020, 2, 1), date(2020, 1, 1))
    with pytest.raises(SettingsError, match="the first month of CC-NEWS"):
        months(date(2016, 7, 1), date(2020, 1, 1))


def test_the_list_of_a_month_gives_addresses() -> None:
    asked = []

    def fetch(url: str, _limit: int) -> bytes:
        asked.append(url)
        lines = b"crawl-data/CC-NEWS/2020/01/a.warc.gz\ncrawl-data/CC-NEWS/2020/01/b.warc.gz\n"
        return gzip.compress(lines)

    found = ccnews_files("https://data.example/copy", date(2020, 1, 1), fetch)
    assert asked == ["https://data.example/copy/crawl-data/CC-NEWS/2020/01/warc.paths.gz"]
    assert found[0] == "https://data.example/copy/crawl-data/CC-NEWS/2020/01/a.warc.gz"
    assert len(found) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "lists no files"),
        (b"<html>not here</html>", "no WARC file beside it"),
        (b"https://elsewhere.example/a.warc.gz", "no WARC file beside it"),
        (b"\x1f\x8b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff", "is no list of files"),
        (b"\xff\xfe\xff", "is no list of files"),
    ],
)
def test_a_list_that_is_none_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(CrawlError, match=message):
        ccnews_files("https://data.example/", date(2020, 1, 1), lambda *_: content)


KOREAN = source(
    id="daily-ko", publisher="Daily", homepage="https://www.daily.example/", urls=("https://feeds.example/d",)
)
ENGLISH = source(
    id="daily-en",
    publisher="Daily",
    homepage="https://www.daily.example/english",
    urls=("https://en.daily.example/rss",),
    include=("/english/", "en.daily"),
)


def test_a_page_is_its_sources_by_host_and_patterns() -> None:
    publishers = Publishers([ENGLISH, KOREAN])
    for url, wanted in (
        ("https://www.daily.example/english/1", "daily-en"),
        ("http://daily.example/news/1", "daily-ko"),
        ("https://m.daily.example/news/1", "daily-ko"),
        ("https://blog.daily.example/1", "daily-ko"),
        ("https://en.daily.example/1", "daily-en"),
        ("https://feeds.example/1", "web-archive"),
        ("https://notdaily.example/1", "web-archive"),
        ("http://[broken/1", "web-archive"),
    ):
        assert publishers.source_of(url).id == wanted, url


def test_another_page_is_its_hosts_or_of_a_known_publisher() -> None:
    publishers = Publishers([ENGLISH])
    assert publishers.listed("https://www.daily.example/korean/1") is None
    assert publishers.source_of("https://www.daily.example/korean/1").publisher == "Daily"
    other = publishers.source_of("https://www.other.example/1")
    assert (other.id, other.name, other.publisher) == ("web-archive", "other.example", "other.example")


def test_no_source_may_take_the_name_of_web_archives(tmp_path: Path) -> None:
    write_sources(tmp_path / "sources.toml", [source(id="web-archive")])
    with pytest.raises(SourceListError, match="the name for articles from web archives"):
        read_sources(tmp_path / "sources.toml")
