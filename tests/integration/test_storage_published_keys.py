from pathlib import Path

from storage import open_archive
from tests.samples import NOW
from yaluwatch.model import Fetch, Outcome, SourceState

FEED = "https://news.example/feed?cat=7&api_key=s3cr3t"


def test_a_published_copy_has_no_keys_of_feeds_and_the_archive_keeps_them(tmp_path: Path) -> None:
    file = tmp_path / "yalu.db"
    with open_archive(file) as archive:
        failed = Fetch(
            source_id="courier",
            url=FEED,
            kind="poll",
            outcome=Outcome.TIMEOUT,
            at=NOW,
            detail=f"{FEED} was slow",
        )
        archive.sources.record(failed)
        state = SourceState(
            source_id="courier", validators={FEED: ('"tag"', "")}, last_detail=f"{FEED} was slow"
        )
        archive.sources.save_state(state)
        archive.maintenance.publish(tmp_path / "copy.db")
        assert archive.sources.fetch_log("courier", "poll", limit=1)[0].url == FEED
    assert b"s3cr3t" not in (tmp_path / "copy.db").read_bytes()
    with open_archive(tmp_path / "copy.db", read_only=True) as copy:
        (fetch,) = copy.sources.fetch_log("courier", "poll", limit=1)
        assert fetch.url == "https://news.example/feed?cat=7&api_key=***"
        assert copy.sources.state("courier").validators == {fetch.url: ('"tag"', "")}
