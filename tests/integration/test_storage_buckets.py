"""Raw pages elsewhere than beside the archive: in a folder that is shared, and in a bucket."""

import errno
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from storage import Archive, Retention, copy_archive, open_archive, parse_query
from tests import bucket_server
from tests.bucket_server import Bucket
from tests.postgres import Server
from tests.samples import NOW, article, page
from yaluwatch.errors import ArchiveError, ArchiveFull, PagesUnreachable

pytest.importorskip("obstore")

IN_BUCKET = "&pages=s3://kept/of/press"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An empty bucket that this process is told of."""
    with bucket_server.serving() as served:
        for name, value in served.environment.items():
            monkeypatch.setenv(name, value)
        yield served


@pytest.fixture
def url(postgresql_server: Server) -> Iterator[str]:
    """The URL of an empty archive, without a place for its pages."""
    made = postgresql_server.new_archive()
    yield made
    postgresql_server.drop(made)


@pytest.fixture
def archive(url: str, bucket: Bucket) -> Iterator[Archive]:
    """An archive whose pages are in the bucket."""
    with open_archive(url + IN_BUCKET) as opened:
        yield opened


def _add(archive: Archive, number: int = 1, **changes: object) -> int:
    one = f"https://courier.example/{number}"
    added = archive.articles.add(
        article(url=one, body=f"Freight trucks number {number} crossed the bridge at Dandong."),
        page(url=one, requested_url=one, body=b"<p>Trucks %d</p>" % number, **changes),
        publisher="Courier",
    )
    return added.id


def test_a_page_is_an_object_before_its_row_is_there(archive: Archive, bucket: Bucket) -> None:
    found = _add(archive)
    (name,) = bucket.objects
    assert name.startswith("of/press/courier-20261124-")
    assert name.endswith(".warc.gz")
    assert archive.research.page(found, 1) == b"<p>Trucks 1</p>"
    assert archive.maintenance.verify().problems == ()
    assert all(check.is_ok for check in archive.maintenance.doctor())


def test_pages_of_one_transaction_are_one_object(archive: Archive, bucket: Bucket) -> None:
    archive.articles.add_all(
        (
            article(url=f"https://courier.example/{number}", body=f"{number} trucks at Dandong."),
            page(url=f"https://courier.example/{number}", body=b"%d" % number),
            "Courier",
        )
        for number in range(5)
    )
    assert archive.maintenance.verify().pages == 5
    assert archive.maintenance.verify().problems == ()
    assert len(bucket.objects) == len([one for one in bucket.requests if one.startswith("PUT")])


def test_a_bucket_that_refuses_stores_no_article(archive: Archive, bucket: Bucket) -> None:
    bucket.status = 403
    with pytest.raises(
        PagesUnreachable, match=r"storing courier-20261124-\w+\.warc\.gz in s3://kept/of/press"
    ):
        _add(archive)
    bucket.status = 200
    assert archive.search.count(parse_query("relevant:any")) == 0
    # And the connection is of use afterwards.
    assert archive.research.page(_add(archive), 1) == b"<p>Trucks 1</p>"


def test_no_secret_is_in_the_error(archive: Archive, bucket: Bucket) -> None:
    bucket.status = 403
    with pytest.raises(PagesUnreachable) as caught:
        _add(archive)
    assert "the-secret-key" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bucket_that_is_away_does_not_make_pages_damaged(archive: Archive, bucket: Bucket) -> None:
    _add(archive)
    _add(archive, 2)
    bucket.status = 403
    asked = len(bucket.requests)
    with pytest.raises(PagesUnreachable, match="reading courier-"):
        archive.maintenance.verify()
    assert len(bucket.requests) == asked + 1
    ill = {check.check: check.detail for check in archive.maintenance.doctor() if not check.is_ok}
    assert list(ill) == ["page files"]
    assert "listing in s3://kept/of/press" in ill["page files"]


def test_objects_that_are_lost_changed_or_cut_off_are_named(archive: Archive, bucket: Bucket) -> None:
    for number in range(4):
        _add(archive, number)
    kept, lost, cut, changed = bucket.objects
    del bucket.objects[lost]
    bucket.objects[cut] = bucket.objects[cut][:30]
    bucket.objects[changed] = bytes(bucket.objects[kept])
    problems = archive.maintenance.verify().damaged_files
    assert problems == tuple(sorted(Path(name).name for name in (lost, cut, changed)))
    ill = {check.check: check.detail for check in archive.maintenance.doctor() if not check.is_ok}
    assert list(ill) == ["page files"]
    assert Path(lost).name in ill["page files"]
    assert Path(cut).name in ill["page files"]


def test_objects_without_rows_are_strays(archive: Archive, bucket: Bucket) -> None:
    bucket.objects["of/press/courier-20261124-0000.warc.gz"] = b"x"
    bucket.objects["of/press/readme.txt"] = b"somebody else's"
    ill = [check.detail for check in archive.maintenance.doctor() if not check.is_ok]
    assert ill == ["courier-20261124-0000.warc.gz: not used by any row; may be deleted"]


def test_retention_deletes_objects(archive: Archive, bucket: Bucket) -> None:
    _add(archive)
    _add(archive, 2, fetched_at=NOW + timedelta(days=9))
    dropped = archive.maintenance.retain(Retention(pages=NOW + timedelta(days=2)), NOW + timedelta(days=9))
    assert dropped.pages == 1
    assert [Path(name).name[:16] for name in bucket.objects] == ["courier-20261203"]
    # Again, as after a crash between rows and objects.
    assert archive.maintenance.verify().problems == ()


def test_an_archive_moves_into_a_bucket_and_back(url: str, bucket: Bucket, tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        for number in range(3):
            _add(archive, number, fetched_at=NOW + timedelta(days=number))
    assert copy_archive(tmp_path / "yalu.db", url + IN_BUCKET).files == 3
    with open_archive(url + IN_BUCKET) as archive:
        _add(archive, 7)
        assert archive.maintenance.verify().problems == ()
    back = copy_archive(url + IN_BUCKET, tmp_path / "back" / "yalu.db")
    assert back.files == 4
    assert back.verification.problems == ()
    with open_archive(tmp_path / "back" / "yalu.db") as archive:
        # Pages are appended to the file of the day that came along, not over it.
        _add(archive, 8)
        assert archive.maintenance.verify().problems == ()


def test_a_bucket_is_reached_when_it_is_needed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    with open_archive(url + IN_BUCKET) as archive:
        assert archive.search.count(parse_query("trucks")) == 0
        with pytest.raises(ArchiveError, match=r'need an extra: pip install "yaluwatch\[bucket\]"'):
            _add(archive)


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        (
            "ftp://kept/of",
            "pages can't be in ftp://kept/of: name a folder, or a bucket by s3://, gs://, az://",
        ),
        ("s3://", "s3:// has no bucket in it, as s3://bucket/folder has"),
        ("s3:///of/press", "s3:///of/press has no bucket in it, as s3://bucket/folder has"),
    ],
)
def test_what_is_no_bucket_is_refused(url: str, pages: str, sentence: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        open_archive(f"{url}&pages={pages}")
    assert str(caught.value) == sentence


@pytest.mark.parametrize("pages", ["folder", "bucket"])
def test_a_service_whose_pages_are_elsewhere_says_how_it_is(
    url: str,
    bucket: Bucket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pages: str,
) -> None:
    where = str(tmp_path / "shared" / "pages") if pages == "folder" else "s3://kept/of"
    monkeypatch.setenv("YALUWATCH_DATABASE_URL", f"{url}&pages={where}")
    data = tmp_path / "data"
    assert _run(data, "init").exit_code == 0
    with open_archive(data / "archive.url") as archive:
        assert archive.path == data / "archive.url"
        _add(archive)
    assert "can't be read" not in _run(data, "status").stdout
    assert _run(data, "verify").exit_code == 0


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_of_pages_is_said_in_a_sentence(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def write(*_: object) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr("storage.pages.folder._write_at", write)
    with open_archive(f"{url}&pages={tmp_path / 'pages'}") as archive:
        with pytest.raises(ArchiveFull, match="the disk of its pages is full; free some space"):
            _add(archive)
        assert archive.search.count(parse_query("relevant:any")) == 0


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(folder), *arguments])
