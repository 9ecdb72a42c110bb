"""Captions in the archive: stored with their version, searched apart from the body, shown, exported."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from cli.app import app
from crawler.extraction import extract
from storage import Archive, Format, OutdatedVersion, caption_snippet, open_archive, parse_query
from storage.datasette import metadata
from tests.samples import NOW, article, connection_of, page, source
from tests.web_server import served
from web import create_app
from yaluwatch.model import Article

HOUR = timedelta(hours=1)
BODY = "Customs officers checked forty wagons.\n\nBrokers expect more permits."
CAPTIONS = ("Traders unload goods in Hyesan, 2017.", "新義州の橋")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def is_second(_source: str, extractor: str, _at: datetime) -> bool:
    """Whether the second extractor, the current one of these tests, made it."""
    return extractor == "2"


def captioned(**changes: object) -> Article:
    values: dict[str, object] = {"title": "Trains return", "body": BODY, "captions": CAPTIONS}
    return article(**values | changes)


def count(archive: Archive, query: str) -> int:
    return archive.search.count(parse_query(f"{query} relevant:any"))


def newest(archive: Archive) -> Article:
    (hit,) = archive.search.find(parse_query("relevant:any"), limit=2)
    stored = archive.articles.get(hit.id)
    assert stored is not None
    return stored.article


def complaints(archive: Archive) -> list[str]:
    return [check.detail for check in archive.maintenance.doctor() if not check.is_ok]


def test_captions_organisation_and_partial_text_are_stored(archive: Archive) -> None:
    made = captioned(organisation="Yonhap", is_partial=True)
    archive.articles.add(made, None, publisher="p")
    assert newest(archive) == made


@pytest.mark.parametrize(
    "query", ["hyesan", '"unload goods"', "wagons hyesan", "新义州", "=traders", "unload*"]
)
def test_an_article_is_found_by_a_word_that_only_a_caption_has(archive: Archive, query: str) -> None:
    archive.articles.add(captioned(), None, publisher="p")
    assert count(archive, query) == 1


@pytest.mark.parametrize(
    "query",
    ['"permits traders"', '"2017 新義州"', "permits NEAR traders", "brokers NEAR/9 hyesan", "wagons -hyesan"],
)
def test_no_phrase_reaches_from_the_body_into_a_caption_or_into_the_next(
    archive: Archive, query: str
) -> None:
    archive.articles.add(captioned(), None, publisher="p")
    assert count(archive, query) == 0


def test_a_page_that_names_the_town_only_below_its_picture_is_found_by_it(archive: Archive) -> None:
    text = "<p>China asked traders to wait for the restart of commerce, a source in the capital said.</p>" * 4
    markup = (
        "<html><body><article><h1>China turns down a request</h1><figure class='wp-caption'><img src='a.jpg'>"
        "<figcaption class='wp-caption-text'>Smugglers in Dandong, 2017. / Image: Courier</figcaption>"
        f"</figure>{text}</article></body></html>"
    )
    read = extract(page(body=markup.encode()), source())
    archive.articles.add(read, None, publisher="p")
    assert "Dandong" not in read.body
    assert count(archive, "dandong") == 1
    (hit,) = archive.search.find(parse_query("dandong relevant:any"), limit=1)
    found = caption_snippet(hit.title, hit.body, hit.captions, ["dandong"])
    assert [piece.text for piece in found if piece.is_match] == ["Dandong"]


def test_a_changed_caption_alone_is_no_edit(archive: Archive) -> None:
    first = archive.articles.add(captioned(), page(), publisher="p")
    again = archive.articles.add(
        captioned(captions=("Another picture.",), fetched_at=NOW + HOUR), page(), publisher="p"
    )
    assert (again.version, again.is_edited) == (first.version, False)
    assert newest(archive).captions == CAPTIONS
    assert complaints(archive) == []


def test_a_text_read_before_captions_were_kept_apart_is_not_edited_when_it_is_read_again(
    archive: Archive,
) -> None:
    old = captioned(body=f"{CAPTIONS[0]}\n\n{BODY}", captions=(), extractor="1")
    archive.articles.add(old, page(), publisher="p")
    again = archive.articles.add(captioned(fetched_at=NOW + HOUR), page(), publisher="p")
    assert not again.is_edited
    edited = captioned(body=f"{BODY}\n\nThree wagons were sent back.", fetched_at=NOW + 2 * HOUR)
    assert archive.articles.add(edited, page(), publisher="p").is_edited
    assert complaints(archive) == []


def test_the_captions_of_an_edited_article_are_those_of_its_newest_version(archive: Archive) -> None:
    archive.articles.add(captioned(), page(), publisher="p")
    edited = captioned(body="Customs was closed.", captions=("A fence near Musan.",), fetched_at=NOW + HOUR)
    archive.articles.add(edited, page(fetched_at=NOW + HOUR), publisher="p")
    assert (count(archive, "hyesan"), count(archive, "musan")) == (0, 1)
    assert complaints(archive) == []


def test_a_search_as_of_an_earlier_moment_reads_the_captions_of_then(archive: Archive) -> None:
    archive.articles.add(captioned(), page(), publisher="p")
    later = NOW + timedelta(days=2)
    edited = captioned(body="Customs was closed.", captions=("A fence near Musan.",), fetched_at=later)
    archive.articles.add(edited, page(fetched_at=later), publisher="p")
    assert (count(archive, "hyesan asof:2026-11-25"), count(archive, "musan asof:2026-11-25")) == (1, 0)
    assert (count(archive, "hyesan asof:2026-11-27"), count(archive, "musan asof:2026-11-27")) == (0, 1)


def test_reextraction_that_finds_captions_adds_them_to_the_version(archive: Archive) -> None:
    archive.articles.add(captioned(captions=(), extractor="1"), page(), publisher="p")
    (old,) = archive.reextraction.pending(is_second)
    found = captioned(extractor="2", organisation="Yonhap", is_partial=True)
    assert not archive.reextraction.add(old, found, NOW + HOUR)
    assert newest(archive) == found
    assert count(archive, "hyesan") == 1
    assert complaints(archive) == []


def test_reextraction_that_takes_captions_out_of_the_body_makes_a_version(archive: Archive) -> None:
    before = captioned(body=f"{CAPTIONS[0]}\n\n{BODY}", captions=(), extractor="1")
    archive.articles.add(before, page(), publisher="p")
    (old,) = archive.reextraction.pending(is_second)
    assert archive.reextraction.add(old, captioned(extractor="2"), NOW + HOUR)
    assert count(archive, "hyesan") == 1
    assert complaints(archive) == []


def test_the_doctor_finds_an_index_without_the_captions(archive: Archive) -> None:
    archive.articles.add(captioned(captions=()), None, publisher="p")
    with connection_of(archive).write("changing captions behind the index") as db:
        db.execute("UPDATE versions SET captions = ?", [json.dumps(CAPTIONS)])
    assert complaints(archive) == [
        "1 of 1 articles are not indexed with their text; `yalu reindex` rebuilds it"
    ]
    archive.maintenance.reindex()
    assert complaints(archive) == []
    assert count(archive, "hyesan") == 1


def test_captions_survive_backup_and_publication(archive: Archive, tmp_path: Path) -> None:
    archive.articles.add(captioned(), None, publisher="p")
    archive.maintenance.publish(tmp_path / "public.db")
    with open_archive(tmp_path / "public.db", read_only=True) as public:
        assert newest(public).captions == CAPTIONS
        assert count(public, "hyesan") == 1


def test_opening_an_archive_without_captions_does_not_build_its_index_again(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.articles.add(
        captioned(found_by={"body": "trafilatura, free part"}, captions=()), None, publisher="p"
    )
    with connection_of(archive).write("making it an older file") as db:
        for column in ("captions", "organisation", "is_partial"):
            db.execute(f"ALTER TABLE versions DROP COLUMN {column}")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = '0032_captions'")
    archive.close()

    def fail(_: object) -> int:
        raise AssertionError("the index was built again")

    monkeypatch.setattr("storage.sql.tables.article_index.rebuild", fail)
    with open_archive(tmp_path / "yalu.db") as migrated:
        assert (newest(migrated).captions, newest(migrated).is_partial) == ((), True)
        assert complaints(migrated) == []


def test_exports_have_captions_organisation_and_whether_the_text_is_partial(archive: Archive) -> None:
    archive.articles.add(captioned(organisation="Yonhap", is_partial=True), None, publisher="p")
    stream = io.BytesIO()
    archive.research.export(parse_query("relevant:any"), Format.JSON_LINES, stream)
    row = json.loads(stream.getvalue())
    assert (row["captions"], row["organisation"], row["is_partial"]) == (list(CAPTIONS), "Yonhap", True)
    stream = io.BytesIO()
    archive.research.export(parse_query("relevant:any"), Format.CSV, stream)
    (printed,) = csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))
    assert printed["captions"] == "; ".join(CAPTIONS)


@pytest.mark.parametrize(("authors", "cited"), [((), "Yonhap"), (("Kim A",), "Kim A")])
def test_an_organisation_is_the_author_of_a_citation_without_people(
    archive: Archive, authors: tuple[str, ...], cited: str
) -> None:
    archive.articles.add(captioned(organisation="Yonhap", authors=authors), None, publisher="p")
    printed = {}
    for kind in (Format.RIS, Format.CSL_JSON, Format.ATOM):
        stream = io.BytesIO()
        archive.research.export(parse_query("relevant:any"), kind, stream)
        printed[kind] = stream.getvalue().decode()
    assert f"AU  - {cited}\r\n" in printed[Format.RIS]
    assert json.loads(printed[Format.CSL_JSON])[0]["author"] == [{"literal": cited}]
    assert f"<name>{cited}</name>" in printed[Format.ATOM]


def test_the_snippet_of_a_caption_is_shown_only_for_words_that_are_nowhere_else() -> None:
    def shown(*words: str) -> str:
        return "".join(piece.text for piece in caption_snippet("Trains return", BODY, CAPTIONS, words))

    assert shown("hyesan") == CAPTIONS[0]
    assert shown("新义州") == CAPTIONS[1]
    assert shown("wagons", "hyesan") == CAPTIONS[0]
    assert shown("wagons") == shown("trains") == shown("coal") == shown() == ""


def test_the_commands_show_captions_organisation_and_that_a_text_is_partial(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        made = captioned(organisation="Yonhap", authors=("Kim A",), is_partial=True)
        added = archive.articles.add(made, None, publisher="p")

    def printed(*words: str) -> str:
        result = CliRunner().invoke(app, ["--data", str(tmp_path), *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "Caption: Traders unload goods in Hyesan, 2017." in printed("search", "hyesan", "relevant:any")
    assert "Caption:" not in printed("search", "wagons", "relevant:any")
    assert json.loads(printed("search", "hyesan", "relevant:any", "--json"))["articles"][0][
        "captions"
    ] == list(CAPTIONS)
    shown = printed("show", str(added.id))
    assert "By Kim A, Yonhap\n" in shown
    assert "Captions:\n  Traders unload goods in Hyesan, 2017.\n  新義州の橋\n" in shown
    assert "Only part of this article could be read." in shown
    as_json = json.loads(printed("show", str(added.id), "--json"))["article"]
    assert (as_json["captions"], as_json["is_partial"]) == (list(CAPTIONS), True)


def test_datasette_describes_captions() -> None:
    columns = metadata()["databases"]["yalu"]["tables"]["versions"]["columns"]
    assert {"captions", "organisation", "is_partial"} <= set(columns)


def test_a_version_of_an_outdated_page_keeps_its_page(archive: Archive) -> None:
    archive.articles.add(captioned(captions=(), extractor="1"), page(), publisher="p")
    (old,) = archive.reextraction.pending(is_second)
    assert isinstance(old, OutdatedVersion)
    archive.reextraction.add(old, replace(captioned(), extractor="2"), NOW + HOUR)
    assert list(archive.reextraction.pending(is_second)) == []


def test_the_pages_show_captions_organisation_and_that_a_text_is_partial(tmp_path: Path) -> None:
    made = captioned(organisation="Yonhap", is_partial=True, captions=("<b>Traders</b> in Hyesan",))
    with open_archive(tmp_path / "yalu.db") as archive:
        added = archive.articles.add(made, None, publisher="p")
    pages = create_app(tmp_path / "yalu.db", lambda: [source()], hosts=["127.0.0.1"], secret="s3cret")
    with served(pages) as client:
        found = BeautifulSoup(client.get("/search?q=hyesan relevant:any").text, "lxml")
        other = BeautifulSoup(client.get("/search?q=wagons relevant:any").text, "lxml")
        shown = BeautifulSoup(client.get(f"/articles/{added.id}").text, "lxml")
    assert "Caption: <b>Traders</b> in Hyesan" in found.get_text()
    assert "Caption:" not in other.get_text()
    assert [item.get_text() for item in shown.select("article li")] == ["<b>Traders</b> in Hyesan"]
    assert "· Yonhap ·" in shown.get_text()
    assert "Only part of this article could be read." in shown.get_text()
