"""Sanctions lists in the archive: what an import changes, which articles name whom, and the commands."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from classifier import Classifier
from cli.app import app
from indicators.lists import LIST_RULES, read_list
from scheduler import jobs, judge_again, matcher_of, rebuild_listed
from storage import Archive, Format, ListChangeKind, ListFile, open_archive, parse_query
from tests.lists.samples import EU_ROWS, UN_XML, entry, eu_csv
from tests.samples import NOW, article
from tests.site import Site
from yaluwatch.errors import ArchiveError

DAY = timedelta(days=1)
BODY = (
    "The tanker Chol San 2 (IMO 9074729) crossed from Dandong to Sinuiju on Monday with smuggled oil for "
    "North Korea.\n\nChinese customs officers at the border looked on while trucks waited, a trader said."
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return Classifier.load()


def list_of(*names: str, version: str = "", in_list: str = "eu") -> ListFile:
    entries = tuple(entry(key=name, name=name, imo="") for name in names)
    return ListFile(name=in_list, format="test", version=version, entries=entries)


def add(archive: Archive, file: ListFile, after: timedelta = DAY * 0, **options: Any) -> tuple[int, ...]:
    done = archive.lists.add(file, origin="a.csv", sha256="x", at=NOW + after, **options)
    return done.new, done.changed, done.gone, done.again


def test_an_import_says_what_changed_and_keeps_every_version(archive: Archive) -> None:
    assert add(archive, list_of("A", "B")) == (2, 0, 0, 0)
    assert add(archive, list_of("A", "B"), DAY) == (0, 0, 0, 0)
    changed = list_of("A", "C")
    changed = ListFile(
        name="eu",
        format="test",
        version="",
        entries=(entry(key="A", name="A", imo="", aliases=("AA",)), changed.entries[1]),
    )
    assert add(archive, changed, DAY * 2) == (1, 1, 1, 0)
    assert add(archive, list_of("A", "B", "C"), DAY * 3) == (0, 1, 0, 1)
    assert [(one.kind, one.entry.entry.name) for one in archive.lists.changes(NOW + DAY * 3)] == [
        (ListChangeKind.CHANGED, "A"),
        (ListChangeKind.AGAIN, "B"),
    ]
    first = archive.lists.named("AA") or archive.lists.named("A")
    history = archive.lists.history(first[0].id)
    assert [(one.kind.value, one.fields) for one in history] == [
        ("initial", ()),
        ("changed", ("aliases",)),
        ("changed", ("aliases",)),
    ]
    assert history[1].entry.entry.aliases == ("AA",)
    assert [one.kind.value for one in archive.lists.changes()].count("initial") == 0
    (stored,) = archive.lists.all()
    assert (stored.entries, stored.gone, stored.changed_at) == (3, 0, NOW + DAY * 3)


def test_the_order_of_names_is_no_change(archive: Archive) -> None:
    for names, done in ((("A", "B"), (1, 0, 0, 0)), (("B", "A"), (0, 0, 0, 0)), (("B", "C"), (0, 1, 0, 0))):
        file = ListFile(name="eu", format="t", version="", entries=(entry(aliases=names),))
        assert add(archive, file, DAY * done[1]) == done


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (ListFile(name="eu", format="x", version="", entries=()), "has no entries"),
        (list_of(*"ABCDEFGHIJKLMN", version="2026-11-01"), "older than the list eu of 2026-11-20"),
        (list_of(*"ABCDEFGH", version="2026-11-21"), "lacks 6 of 14 entries"),
    ],
)
def test_a_list_that_is_not_whole_changes_nothing(archive: Archive, file: ListFile, message: str) -> None:
    add(archive, list_of(*"ABCDEFGHIJKLMN", version="2026-11-20"))
    with pytest.raises(ArchiveError, match=message):
        add(archive, file, DAY)
    (stored,) = archive.lists.all()
    assert (stored.entries, stored.checked_at, stored.version) == (14, NOW, "2026-11-20")


def test_many_may_be_gone_if_a_person_says_so(archive: Archive) -> None:
    add(archive, list_of(*"ABCDEFGHIJKLMN", version="2026-11-20"))
    assert add(archive, list_of("A", version="2026-11-01"), DAY, allow_gone=True) == (0, 0, 13, 0)
    assert archive.lists.named("B")[0].gone_at == NOW + DAY


def test_who_is_listed_is_found_when_an_article_is_tagged(archive: Archive, judge: Classifier) -> None:
    archive.lists.add(read_list(eu_csv(), "a.csv"), origin="a.csv", sha256="", at=NOW)
    added = archive.articles.add(article(body=BODY), None, publisher="p")
    assert jobs.tag(archive, judge, NOW) == 1
    (found,) = archive.listed.of([added.id])
    assert (found.entry.entry.name, found.text, found.mention.how) == ("Chol San 2", "9074729", "imo")
    assert archive.listed.by_entry(found.entry.id) == [found]
    for wanted, number in (("listed:un", 1), ("listed:eu", 1), ("listed:any", 1), ("listed:us", 0)):
        assert archive.search.count(parse_query(wanted)) == number
    assert archive.search.count(parse_query("tanker listed:any -listed:us")) == 1
    assert archive.search.count(parse_query("listed:un listed:us")) == 1
    exported = BytesIO()
    archive.research.export(parse_query(""), Format.JSON_LINES, exported)
    (listed,) = map(json.loads, json.loads(exported.getvalue())["listed"])
    assert listed["name"] == "Chol San 2"
    assert (listed["authorities"], listed["since"], listed["until"]) == (["eu", "un"], "2018-03-30", None)


def test_older_articles_and_versions_are_matched_again(archive: Archive, judge: Classifier) -> None:
    assert (matcher_of(archive), rebuild_listed(archive)) == (None, 0)
    added = archive.articles.add(article(body=BODY), None, publisher="p")
    jobs.tag(archive, judge, NOW)
    add(archive, read_list(eu_csv(), "a.csv"))
    state = archive.lists.state()
    assert archive.listed.count_outdated(state, LIST_RULES) == 1
    done: list[int] = []
    assert rebuild_listed(archive, on_batch=done.append) == 1
    assert (done, archive.listed.count_outdated(state, LIST_RULES)) == ([1], 0)
    assert rebuild_listed(archive) == 0
    gone = read_list(eu_csv(*(row for row in EU_ROWS if "Chol San" not in row)), "a.csv")
    add(archive, gone, DAY)
    assert archive.listed.of([added.id])[0].entry.gone_at == NOW + DAY
    assert rebuild_listed(archive) == 1
    assert archive.listed.of([added.id]) == []
    assert archive.search.count(parse_query("listed:any")) == 0


def test_an_edited_article_is_found_by_its_newest_version(archive: Archive, judge: Classifier) -> None:
    add(archive, read_list(eu_csv(), "a.csv"))
    first = article(body=BODY)
    archive.articles.add(first, None, publisher="p")
    jobs.tag(archive, judge, NOW)
    archive.articles.add(article(body=BODY.replace(" Chol San 2 (IMO 9074729)", "")), None, publisher="p")
    jobs.tag(archive, judge, NOW)
    assert archive.search.count(parse_query("listed:any")) == 0
    assert judge_again(archive, judge, NOW, is_dry=False).judged == 0


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(folder), *arguments])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two lists, one changed since, and an article."""
    folder = tmp_path_factory.mktemp("lists")
    assert run(folder, "init").exit_code == 0
    (folder / "eu.csv").write_bytes(eu_csv())
    (folder / "un.xml").write_text(UN_XML)
    (folder / "new.csv").write_bytes(eu_csv(*EU_ROWS[1:], EU_ROWS[2].replace("9074729", "9319466")))
    with open_archive(folder / "yalu.db") as archive:
        archive.articles.add(article(body=BODY), None, publisher="p")
    assert run(folder, "tag").exit_code == 0
    return folder


def test_the_commands_import_and_show_lists(data: Path) -> None:
    assert "No sanctions list yet" in run(data, "lists").output
    assert "no sanctions list in the archive" in str(run(data, "lists", "rebuild").exception)
    assert "No changes" in run(data, "lists", "changes").output
    first = run(data, "lists", "import", str(data / "eu.csv")).output
    assert "Read the list eu: 5 entries." in first
    assert "`yalu lists rebuild` looks for the entries in 1 article." in first
    un = run(data, "lists", "import", str(data / "un.xml")).output
    assert "Read the list un: 2 entries. Left out 1 entry that is not about North Korea." in un
    changed = run(data, "lists", "import", str(data / "new.csv")).output
    assert "1 new, 1 gone." in changed
    assert "nothing changed" in run(data, "lists", "import", str(data / "new.csv")).output
    assert json.loads(run(data, "lists", "import", str(data / "new.csv"), "--json").stdout)["entries"] == 5
    assert "EU regulation (CSV)" in run(data, "lists").output
    assert "Looked for the listed in 1 article" in run(data, "lists", "rebuild").output
    shown = run(data, "lists", "show", "9074729").output
    assert "Chol San 2 (IMO 9074729), ship" in shown
    assert "formerly: Hae Bit" in shown
    assert "named in" in shown
    number = shown.partition("entry ")[2].split()[0]
    assert "Chol San 2" in run(data, "lists", "show", number).output
    assert "7 entries" in run(data, "lists", "show", "o").output
    changes = run(data, "lists", "changes", "--since", "2020-01-01").output
    assert "1 designation, 1 delisting by the EU" in changes
    for command in (("lists",), ("lists", "changes"), ("lists", "show", "Chol San")):
        assert json.loads(run(data, *command, "--json").stdout)


def test_what_can_not_be_read_is_named(data: Path) -> None:
    assert "can't be read" in str(run(data, "lists", "import", str(data / "none.csv")).exception)
    assert "no sanctions list in the archive has 'zzz'" in str(run(data, "lists", "show", "zzz").exception)
    assert "listed: takes any, eu, uk, un, us" in str(run(data, "search", "listed:fr").exception)


def test_a_list_is_fetched_from_a_url(data: Path) -> None:
    site = Site()
    try:
        site.page("/list.xml", UN_XML, "application/xml")
        done = run(data, "lists", "import", site.address + "/list.xml")
    finally:
        site.close()
    assert "Read the list un: 2 entries" in done.output, done.exception
    assert not list(data.glob("*.warc"))
