"""Backfilling from web archives as people do it: files on disk, and CC-NEWS from a server on this machine."""

import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from classifier import Classifier
from cli.app import app
from crawler.sources import write_sources
from scheduler.web_archives import Downloader, FileReader, Progress, backfill_files, enlist, reading, worker
from scheduler.web_archives import backfill as backfilling
from storage import Archive, Query, open_archive
from tests.samples import NOW, source
from tests.site import Answer, Site
from tests.warc_files import HTML, OTHER, RELEVANT, packed, page, record, write_file
from tests.warc_run import run
from yaluwatch.config import BackfillSettings, Settings
from yaluwatch.errors import ArchiveFull, ArchiveLocked, CrawlError, ServiceError

CLASSIFIER = Classifier.load()


def yalu(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    assert yalu(folder, "init").exit_code == 0
    write_sources(folder / "sources.toml", [source(homepage="https://courier.example/")])
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def sentences(number: int, subject: tuple[str, ...] = RELEVANT) -> tuple[str, ...]:
    return (*subject, f"This is report {number}.", *subject)


def test_kills_make_no_difference() -> None:
    outcome = run(files=12, kills=2, records=20, longest=0.05)
    assert outcome.is_good, outcome


# What a file gives


def read(*records: bytes, folder: Path, **sources: Any) -> Any:
    file = folder / "a.warc.gz"
    file.write_bytes(packed(*records))
    return FileReader(CLASSIFIER, [source(**sources)]).read(file, NOW)


def test_a_file_gives_articles_and_counts_every_record_once(tmp_path: Path) -> None:
    broken = page("Bridge", ("Trucks from Dandong to Sinuiju.",))
    found = read(
        record("https://one.example/1", page("Trucks", sentences(1))),
        record("https://one.example/2", page("Council", sentences(2, OTHER))),
        record("https://one.example/3", broken),
        record("https://one.example/", b"", kind="request", http=b"GET / HTTP/1.1\r\n\r\n"),
        record("https://one.example/4", page("Trucks", sentences(4)), status="404 Not Found"),
        folder=tmp_path,
    )
    assert (found.records, found.passed, len(found.articles)) == (5, 2, 1)
    assert dict(found.refused) == {
        "no name looked for": 1,
        "too_thin": 1,
        "request record": 1,
        "not_found": 1,
    }
    assert found.records == len(found.articles) + sum(found.refused.values())
    assert found.sha256 == hashlib.sha256((tmp_path / "a.warc.gz").read_bytes()).hexdigest()
    (only,) = found.articles
    assert (only.article.title, only.article.published_at) == ("Trucks", datetime(2020, 1, 2, 8, tzinfo=UTC))
    assert (only.article.fetched_at, only.page.fetched_at.year) == (NOW, 2020)
    assert (only.article.source_id, only.publisher, only.offset) == ("web-archive", "one.example", 0)
    assert only.verdict.is_relevant


def test_a_page_cut_off_when_captured_gives_the_part_that_is_there(tmp_path: Path) -> None:
    whole = page("트럭이 다시 다리를 건넜다", sentences(1), "euc_kr")
    # In the middle of the last sentence, and of a character.
    cut = whole[: whole.rindex(b"</p>") - 40] + "단둥".encode("euc_kr")[:3]
    bodies = {"length": cut, "disconnect": gzip.compress(cut)[:-30], "": whole}
    encoding = {"Content-Encoding": "gzip"}
    found = read(
        *(
            record(
                f"https://one.example/{number}",
                body,
                truncated=stated,
                headers=HTML | {"Content-Type": "text/html"} | (encoding if stated == "disconnect" else {}),
            )
            for number, (stated, body) in enumerate(bodies.items())
        ),
        folder=tmp_path,
    )
    assert [each.article.is_partial for each in found.articles] == [True, True, False]
    full = found.articles[2].article
    for each in found.articles[:2]:
        assert each.article.title == full.title
        assert (
            each.article.body.split("\n\n")[:-1]
            == full.body.split("\n\n")[: len(each.article.body.split("\n\n")) - 1]
        )
        assert each.article.found_by["body"].endswith(", cut off")
        assert each.verdict.is_relevant


def test_why_a_page_is_cut_off_is_stored_with_it(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(packed(record("https://one.example/1", page("Trucks", sentences(1)), truncated="time")))
    assert yalu(data, "backfill", "warc", str(file)).exit_code == 0
    with open_archive(data / "yalu.db", read_only=True) as archive:
        (old,) = archive.reextraction.pending(lambda *_: False)
    assert old.stored.article.is_partial
    assert old.page.truncated == "time"


def test_pages_of_listed_sources_always_pass(tmp_path: Path) -> None:
    found = read(
        record("https://courier.example/2", page("Council", sentences(2, OTHER))),
        folder=tmp_path,
        homepage="https://courier.example/",
        publisher="Courier Press",
    )
    (only,) = found.articles
    assert (only.article.source_id, only.publisher) == ("courier", "Courier Press")
    assert not only.verdict.is_relevant


@pytest.mark.parametrize("encoding", ["euc_kr", "gb18030", "utf-8"])
def test_articles_in_older_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    text = "단둥과 신의주를 잇는 다리로 화물차가 다시 다니기 시작했다고 무역상들이 전했다. " * 3
    body = page("북중 무역 재개", [text, "세관이 문을 열었다. " * 9], encoding)
    plain = HTML | {"Content-Type": "text/html", "Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    squeezed = gzip.compress(body)
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed)
    (only,) = read(record("https://one.example/1", chunks, headers=plain), folder=tmp_path).articles
    assert (only.article.title, only.article.language) == ("북중 무역 재개", "ko")
    assert only.verdict.is_relevant


def test_one_bad_page_keeps_no_other_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract = vars(reading)["extract"]

    def fail(page: Any, source: Any) -> Any:
        if page.url.endswith("/bad"):
            raise ZeroDivisionError
        while page.url.endswith("/slow"):
            pass
        return extract(page, source)

    monkeypatch.setattr(reading, "extract", fail)
    monkeypatch.setattr(reading, "PAGE_SECONDS", 0.2)
    pages = [record(f"https://one.example/{name}", page(name, sentences(1))) for name in ("bad", "slow")]
    found = read(*pages, record("http://:80/x", page("x", RELEVANT)), folder=tmp_path)
    assert dict(found.refused) == {"crashed": 1, "too slow": 1, "no web address": 1}


# The commands


def test_files_become_old_articles_and_are_read_once(data: Path, tmp_path: Path) -> None:
    for number in range(3):
        write_file(tmp_path / "files", number, records=6, relevant=3)
    done = yalu(data, "backfill", "warc", str(tmp_path / "files"), "--parallel", "2")
    assert done.exit_code == 0, done.output
    assert (
        "3 files read, with 18 records, 6 of them parsed, 6 articles stored, 6 of them relevant."
        in done.output
    )
    again = yalu(data, "backfill", "warc", str(tmp_path / "files"), "--json")
    assert json.loads(again.stdout)["read_before"] == 3
    assert "3 of 3" in yalu(data, "backfill", "status").output
    with open_archive(data / "yalu.db") as archive:
        number = max(record.id for record in archive.research.records(Query()))
    traced = " ".join(yalu(data, "trace", str(number)).output.split())
    assert "captured; read from" in traced
    assert "at byte" in traced
    assert "no name looked for" in " ".join(yalu(data, "backfill", "status", "--files").output.split())
    listed = json.loads(yalu(data, "backfill", "status", "--json").stdout)
    assert [(file["kind"], file["stored"]) for file in listed] == [("web archive", 2)] * 3
    with open_archive(data / "yalu.db") as archive:
        assert archive.stories.ungrouped(9) == []


def test_a_damaged_file_is_reported(data: Path, tmp_path: Path) -> None:
    write_file(tmp_path / "files", 0, records=6, relevant=3)
    (tmp_path / "files" / "broken.warc").write_bytes(b"WARC/1.0\r\nbroken")
    done = yalu(data, "backfill", "warc", str(tmp_path / "files"))
    assert done.exit_code == 0, done.output
    output = " ".join(done.output.split())
    assert "2 files read" in output
    assert "1 file with damaged parts or wrong records; `yalu backfill status --files` says" in output


def test_a_file_that_has_grown_is_read_again(data: Path, tmp_path: Path) -> None:
    file = write_file(tmp_path, 1, records=6, relevant=2)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert yalu(data, "backfill", "warc", str(file)).exit_code == 0
    status = " ".join(yalu(data, "backfill", "status", "--files").output.split())
    assert "in the middle of a" in status
    file.write_bytes(whole)
    assert yalu(data, "backfill", "warc", str(file)).exit_code == 0
    with open_archive(data / "yalu.db") as archive:
        (listed,) = archive.web_archives.files()
        assert (listed.stored, listed.known, listed.records, listed.detail) == (3, 0, 6, "")
        assert archive.search.count(Query()) == 3


def test_a_file_that_is_gone_is_named_and_the_others_are_read(data: Path, tmp_path: Path) -> None:
    names = [str(write_file(tmp_path, number, records=2, relevant=1)) for number in range(2)]
    with open_archive(data / "yalu.db") as archive:
        files = enlist(archive, names, "files", NOW)
    Path(names[0]).unlink()
    done, failures = backfill(Settings(data=data), files)
    assert (done.done, done.failed) == (1, 1)
    assert "No such file" in failures[names[0]]
    with open_archive(data / "yalu.db") as archive:
        assert "No such file" in archive.web_archives.files()[0].detail
    assert "1 with problems" in yalu(data, "backfill", "status").output


def backfill(settings: Settings, files: Any, stop: threading.Event | None = None) -> Any:
    told: list[Progress] = []
    return backfill_files(
        settings, files, parallel=1, on_progress=told.append, stop=stop or threading.Event()
    )


def test_arguments_that_make_no_sense_are_usage_errors(data: Path) -> None:
    refused = yalu(data, "backfill", "warc", "/none/at/all")
    assert "there is no such file or folder" in str(refused.exception)
    refused = yalu(data, "backfill", "ccnews", "--from", "2020-03", "--to", "2020-01")
    assert "--from 2020-03 is after --to 2020-01" in str(refused.exception)
    assert yalu(data, "backfill", "ccnews", "--from", "March").exit_code == 2


def test_months_of_cc_news_are_downloaded_read_and_deleted(
    data: Path, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YALUWATCH_BACKFILL_CCNEWS_URL", site.address)
    for month in ("01", "02"):
        paths = [f"crawl-data/CC-NEWS/2020/{month}/CC-NEWS-{number}.warc.gz" for number in range(2)]
        listed = gzip.compress("\n".join(paths).encode())
        site.page(f"/crawl-data/CC-NEWS/2020/{month}/warc.paths.gz", listed, "application/octet-stream")
        for number, path in enumerate(paths):
            file = write_file(tmp_path, int(month) * 10 + number, records=4, relevant=2)
            site.page(f"/{path}", file.read_bytes(), "application/octet-stream")
    done = yalu(data, "backfill", "ccnews", "--from", "2020-01", "--to", "2020-02", "--parallel", "2")
    assert done.exit_code == 0, done.output
    assert "4 files read, with 16 records" in done.output
    assert list((data / "web-archives").iterdir()) == []
    status = yalu(data, "backfill", "status").output
    assert "CC-NEWS 2020-01" in status
    assert "CC-NEWS 2020-02" in status
    asked = len(site.asked)
    assert (
        "4 files read before"
        in yalu(data, "backfill", "ccnews", "--from", "2020-01", "--to", "2020-02").output
    )
    assert len(site.asked) == asked + 2
    assert all("Yaluwatch/" in headers["user-agent"] for headers in site.headers)


def test_a_month_that_is_not_there_is_named(data: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YALUWATCH_BACKFILL_CCNEWS_URL", site.address)
    refused = yalu(data, "backfill", "ccnews", "--from", "2030-01")
    assert "CC-NEWS/2030/01/warc.paths.gz can't be read: it answered 404 Not Found" in str(refused.exception)


# Running it


def test_a_file_that_kills_its_process_is_given_up(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfilling, "_MODULE", "tests.dying_worker")
    names = [str(write_file(tmp_path, number, records=2, relevant=1)) for number in range(2)]
    with open_archive(data / "yalu.db") as archive:
        files = enlist(archive, names, "files", NOW)
    done, failures = backfill(Settings(data=data), files)
    assert (done.done, done.failed, done.taken) == (0, 1, 1)
    assert failures == {names[0]: "its process ended 2 times while reading it (exit code 3)"}


def test_it_stops_when_told_and_leaves_what_it_was_reading(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfilling, "_MODULE", "tests.dying_worker")
    file = write_file(tmp_path, 3, records=2, relevant=1).rename(tmp_path / "sleep.warc.gz")
    with open_archive(data / "yalu.db") as archive:
        files = enlist(archive, [str(file)], "files", NOW)
    stop = threading.Event()
    done, failures = backfill_files(
        Settings(data=data), files, parallel=2, on_progress=lambda _: stop.set(), stop=stop
    )
    assert (done.done, done.failed, failures) == (0, 0, {})
    with open_archive(data / "yalu.db") as archive:
        assert archive.web_archives.files()[0].finished_at is None


def test_ctrl_c_stops_it(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfilling, "_MODULE", "tests.dying_worker")
    file = write_file(tmp_path, 3, records=2, relevant=1).rename(tmp_path / "sleep.warc.gz")
    with open_archive(data / "yalu.db") as archive:
        files = enlist(archive, [str(file)], "files", NOW)

    def interrupt(progress: Progress) -> None:
        if not stop.is_set():
            raise KeyboardInterrupt

    stop = threading.Event()
    done, _ = backfill_files(Settings(data=data), files, parallel=1, on_progress=interrupt, stop=stop)
    assert stop.is_set()
    assert done.done == 0


def test_an_archive_that_can_not_be_written_ends_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfilling, "_MODULE", "tests.dying_worker")
    file = write_file(tmp_path, 3, records=2, relevant=1).rename(tmp_path / "full.warc.gz")
    with open_archive(data / "yalu.db") as archive:
        files = enlist(archive, [str(file)], "files", NOW)
    with pytest.raises(ServiceError, match="the disk is full; the same command goes on from here"):
        backfill(Settings(data=data), files)


def test_progress_says_when_it_will_end() -> None:
    now = Progress(files=4, read=100, total=300, seconds=10.0)
    assert now.rate == 10.0
    end = now.ends_at(NOW)
    assert end is not None
    assert (end - NOW).total_seconds() == 20
    assert Progress(files=4).ends_at(NOW) is None


# A worker, in this process


@pytest.fixture
def works(data: Path) -> tuple[worker.FileWorker, list[dict[str, Any]]]:
    told: list[dict[str, Any]] = []
    return worker.FileWorker(Settings(data=data), told.append), told


def listed(data: Path, name: str) -> int:
    with open_archive(data / "yalu.db") as archive:
        (file,) = archive.web_archives.enlist([name], "files", NOW)
    return file.id


Works = tuple[worker.FileWorker, list[dict[str, Any]]]


def test_a_worker_reads_a_file_unless_another_has_it(data: Path, tmp_path: Path, works: Works) -> None:
    name = str(write_file(tmp_path, 1, records=4, relevant=2))
    number = listed(data, name)
    with open_archive(data / "yalu.db") as archive:
        claim = f"web-archive:{number}"
        assert archive.claims.take([claim], "elsewhere/1/2/3", datetime.now(UTC).timestamp(), lease=60)
        assert works[0].work(number, name) == {"result": "taken"}
        archive.claims.release("elsewhere/1/2/3", datetime.now(UTC).timestamp())
    done = works[0].work(number, name)
    assert (done["result"], done["records"], done["stored"]) == ("done", 4, 2)
    # It was read by another process meanwhile.
    assert works[0].work(number, name) == {"result": "taken"}


def test_a_worker_tells_how_far_it_is_and_keeps_its_claim(
    data: Path, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TELL_SECONDS", 0.0)
    monkeypatch.setattr(worker, "_RENEW_AFTER", 0.0)
    monkeypatch.setattr(reading, "_TELL_EVERY", 1)
    name = str(write_file(tmp_path, 1, records=4, relevant=2))
    works[0].work(listed(data, name), name)
    assert works[1][-1] == {"read": Path(name).stat().st_size}
    assert len(works[1]) == 5


def test_a_worker_waits_for_others_that_write(
    data: Path, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.sql.backfills import SqlWebArchives

    store = SqlWebArchives.store
    failed: list[int] = []

    def locked(self: SqlWebArchives, *given: Any) -> Any:
        if len(failed) < 2:
            failed.append(1)
            raise ArchiveLocked("another process has locked the archive")
        return store(self, *given)

    name = str(write_file(tmp_path, 1, records=4, relevant=2))
    monkeypatch.setattr(SqlWebArchives, "store", locked)
    assert works[0].work(listed(data, name), name)["result"] == "done"
    monkeypatch.setattr(worker, "_ATTEMPTS", 1)
    failed.clear()
    other = str(write_file(tmp_path, 2, records=4, relevant=2))
    with pytest.raises(ArchiveLocked):
        works[0].work(listed(data, other), other)


def test_an_error_of_the_archive_is_the_commands(
    data: Path, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        raise ArchiveFull("the disk is full")

    name = str(write_file(tmp_path, 1, records=4, relevant=2))
    monkeypatch.setattr("storage.sql.backfills.SqlWebArchives.store", full)
    with pytest.raises(ArchiveFull):
        works[0].work(listed(data, name), name)


def test_the_worker_process_answers_line_by_line(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = str(write_file(tmp_path, 1, records=4, relevant=2))
    settings = Settings(data=data).model_dump(mode="json")
    lines = [{"settings": settings, "level": "warning"}, {"id": listed(data, name), "name": name}]
    monkeypatch.setattr("sys.stdin", _Lines(lines))
    monkeypatch.setattr("resource.setrlimit", lambda *_: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    # Pages have no time limit here, as that needs signals.
    monkeypatch.setattr(reading, "time_limit", lambda _: open_nothing())
    worker.main()
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["result"] == "done"
    (data / "words").mkdir(exist_ok=True)
    (data / "words" / "places.csv").write_text("nonsense\n")
    monkeypatch.setattr("sys.stdin", _Lines(lines))
    with pytest.raises(SystemExit):
        worker.main()
    assert json.loads(capsys.readouterr().out)["result"] == "stopped"


class _Lines(list[str]):
    """A stream of lines of JSON."""

    def __init__(self, values: list[Any]) -> None:
        super().__init__(json.dumps(value) for value in values)

    def readline(self) -> str:
        return self.pop(0)


def open_nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


# Downloads

CONTENT = bytes(range(256)) * 4000


class Served:
    """A file on the site, of which parts can be asked for."""

    def __init__(self, site: Site, content: bytes = CONTENT, etag: str = '"one"') -> None:
        self.site, self.content, self.etag = site, content, etag
        self.before: list[Answer] = []
        site.answers["/file"] = self._answer

    def _answer(self) -> Answer:
        if self.before:
            return self.before.pop(0)
        asked = self.site.headers[-1]
        start = 0
        if "range" in asked and asked.get("if-range", self.etag) == self.etag:
            start = int(asked["range"].removeprefix("bytes=").rstrip("-"))
        if start >= len(self.content):
            return 416, {"Content-Range": f"bytes */{len(self.content)}"}, b""
        headers = {"ETag": self.etag}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        return (206 if start else 200), headers, self.content[start:]


def downloader(folder: Path, waited: list[float] | None = None, **more: Any) -> Downloader:
    return Downloader(
        folder / "web-archives", "Yaluwatch/test", ([] if waited is None else waited).append, **more
    )


def test_a_file_is_downloaded_whole(site: Site, tmp_path: Path) -> None:
    Served(site)
    told: list[tuple[int, int]] = []
    file = downloader(tmp_path).file(f"{site.address}/file", lambda *at: told.append(at))
    assert file.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert list(file.parent.iterdir()) == [file]
    # It is there already.
    assert downloader(tmp_path).file(f"{site.address}/file") == file
    assert len(site.asked) == 1


def part(folder: Path, url: str, content: bytes, etag: str = "") -> Path:
    """What an earlier, interrupted call has left."""
    name = hashlib.sha256(url.encode()).hexdigest()[:32]
    file = folder / "web-archives" / f"{name}.part"
    file.parent.mkdir()
    file.write_bytes(content)
    if etag:
        file.with_suffix(".etag").write_text(etag)
    return file


def test_an_interrupted_download_goes_on(site: Site, tmp_path: Path) -> None:
    Served(site)
    part(tmp_path, f"{site.address}/file", CONTENT[:500_000], '"one"')
    assert downloader(tmp_path).file(f"{site.address}/file").read_bytes() == CONTENT
    assert site.headers[-1]["range"] == "bytes=500000-"


def test_a_part_of_an_older_file_is_thrown_away(site: Site, tmp_path: Path) -> None:
    Served(site, etag='"two"')
    part(tmp_path, f"{site.address}/file", b"old" * 1000, '"one"')
    assert downloader(tmp_path).file(f"{site.address}/file").read_bytes() == CONTENT


def test_a_part_that_is_all_there_is_needs_no_more(site: Site, tmp_path: Path) -> None:
    Served(site)
    part(tmp_path, f"{site.address}/file", CONTENT)
    assert downloader(tmp_path).file(f"{site.address}/file").read_bytes() == CONTENT


def test_a_part_that_is_longer_than_the_file_is_thrown_away(site: Site, tmp_path: Path) -> None:
    Served(site)
    part(tmp_path, f"{site.address}/file", CONTENT + b"more")
    assert downloader(tmp_path).file(f"{site.address}/file").read_bytes() == CONTENT


def test_another_part_than_asked_for_is_thrown_away(site: Site, tmp_path: Path) -> None:
    served = Served(site)
    served.before = [(206, {"Content-Range": "bytes 7-9/10"}, b"abc")]
    part(tmp_path, f"{site.address}/file", CONTENT[:100])
    assert downloader(tmp_path).file(f"{site.address}/file").read_bytes() == CONTENT


def test_what_may_pass_is_tried_again_after_a_pause(site: Site, tmp_path: Path) -> None:
    served = Served(site)
    served.before = [(503, {}, b""), (429, {"Retry-After": "7"}, b""), (500, {}, b"")]
    waited: list[float] = []
    assert downloader(tmp_path, waited).file(f"{site.address}/file").read_bytes() == CONTENT
    assert waited == [4.0, 7.0, 16.0]
    served.before = [(503, {}, b"")]
    assert downloader(tmp_path, waited).small(f"{site.address}/file", 10_000_000) == CONTENT


def test_what_does_not_pass_is_given_up(site: Site, tmp_path: Path) -> None:
    served = Served(site)
    served.before = [(503, {}, b"")] * 99
    waited: list[float] = []
    with pytest.raises(CrawlError, match="can't be downloaded: it answered 503"):
        downloader(tmp_path, waited).file(f"{site.address}/file")
    assert len(waited) == 5
    with pytest.raises(CrawlError, match="can't be read: it answered 503"):
        downloader(tmp_path, waited).small(f"{site.address}/file", 100)
    with pytest.raises(CrawlError, match="can't be read: it answered 404 Not Found"):
        downloader(tmp_path, waited).file(f"{site.address}/none")


def test_a_server_that_is_not_there_is_named(site: Site, tmp_path: Path) -> None:
    site.close()
    for ask in (
        lambda: downloader(tmp_path).small(f"{site.address}/x", 9),
        lambda: downloader(tmp_path).file(f"{site.address}/x"),
    ):
        with pytest.raises(CrawlError, match=r"127\.0\.0\.1:\d+/x can't be"):
            ask()


def test_an_address_that_is_none_is_named(tmp_path: Path) -> None:
    for ask in (
        lambda: downloader(tmp_path).small("http://a.example:x/", 9),
        lambda: downloader(tmp_path).file("http://a.example:x/"),
    ):
        with pytest.raises(CrawlError, match="is no address"):
            ask()


def test_downloads_are_bounded(site: Site, tmp_path: Path) -> None:
    Served(site)
    with pytest.raises(CrawlError, match="has 1,024,000 bytes; at most 1,000 are read"):
        downloader(tmp_path, limit=1000).file(f"{site.address}/file")
    with pytest.raises(CrawlError, match="longer than 1,000 bytes"):
        downloader(tmp_path).small(f"{site.address}/file", 1000)


def test_the_setting_is_an_address() -> None:
    assert BackfillSettings().ccnews_url == "https://data.commoncrawl.org/"
    with pytest.raises(ValueError, match="pattern"):
        BackfillSettings(ccnews_url="ftp://x")


def test_an_archive_is_given_by_its_protocol(data: Path) -> None:
    with open_archive(data / "yalu.db") as archive:
        opened: Archive = archive
        assert opened.web_archives.files() == []
