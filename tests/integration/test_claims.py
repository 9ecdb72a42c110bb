"""Claims and promises: what became of them, as the command, pages, interface and digests show it."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner, Result

from alerts.delivery import DigestRun
from alerts.rendering import Renderer
from classifier import Classifier
from cli.app import app
from indicators import judged_claims, story_sourcing
from scheduler import jobs
from storage import Archive, ClaimQuery, open_archive
from tests.samples import article, placement, source, subscription
from tests.web_server import served
from web import create_app

EVENTS = Path(__file__).parents[1] / "claims" / "events.tsv"
TITLES = {
    "en": "Trade on the China-North Korea border",
    "ko": "북중 국경 교역 소식",
    "zh": "中朝边境贸易消息",
    "ja": "中朝国境の貿易",
}
PROMISES = ClaimQuery(kinds=("promise",))
# Two of one day are about the same.
PROMISED = 8


@cache
def classifier() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The press of some days, in our own words after published reports."""
    made = open_archive(tmp_path_factory.mktemp("claims") / "yalu.db")
    for number, line in enumerate(EVENTS.read_text(encoding="utf-8").splitlines()):
        day, language, publisher, text = line.split("\t")
        at = datetime.fromisoformat(f"{day}T06:00:00+00:00")
        url = f"https://p{number}.example/{number}"
        made.articles.add(
            article(
                url=url, title=TITLES[language], body=text, language=language, published_at=at, fetched_at=at
            ),
            None,
            publisher=publisher,
        )
        jobs.tag(made, classifier(), at)
        for each in made.stories.ungrouped(10):
            made.stories.add(placement(each.id), at)
    yield made
    made.close()


def fates(archive: Archive, day: str, query: ClaimQuery = PROMISES) -> dict[str, str]:
    """Subject and day it was promised → its fate."""
    found = judged_claims(archive, query, date.fromisoformat(day))
    return {f"{each.claim.subject} {each.claim.day}": each.fate for each in found}


def yalu(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(archive.path.parent), "claims", *arguments])


def test_promises_have_their_fates(archive: Archive) -> None:
    assert fates(archive, "2026-11-01") == {
        "new-yalu-bridge 2014-09-29": "broken",
        "dandong 2022-01-15": "kept",
        "border 2023-09-25": "broken",
        "hyesan-port 2024-05-02": "expired",
        "coal:from-north 2024-06-20": "expired",
        "new-yalu-bridge 2026-01-22": "open",
        "dandong 2026-03-10": "kept",
    }


def test_a_day_is_replayed(archive: Archive) -> None:
    assert fates(archive, "2014-10-15", ClaimQuery(kinds=("promise",), known_by=date(2014, 10, 15))) == {
        "new-yalu-bridge 2014-09-29": "open"
    }
    assert fates(archive, "2022-01-16")["dandong 2022-01-15"] == "open"
    assert fates(archive, "2024-09-01")["hyesan-port 2024-05-02"] == "overdue"
    assert fates(archive, "2027-02-01")["new-yalu-bridge 2026-01-22"] == "overdue"


def test_the_command_shows_both_sides_of_a_broken_promise(archive: Archive) -> None:
    shown = " ".join(yalu(archive, "--kind", "promise", "--fate", "broken", "place:dandong").stdout.split())
    assert "new-yalu-bridge, road: open 2014-10 broken, one publisher" in shown
    assert "said by provincial officials (unnamed), China News, 2014-09-29" in shown
    assert "put off: “The opening of the new bridge over the Yalu at Dandong has been postponed" in shown


def test_speakers_are_found_by_kind_and_place_in_any_language(archive: Archive) -> None:
    for words in ("source in Ryanggang", "양강도 소식통", "两江道消息人士"):
        assert "양강도 소식통" in yalu(archive, "--speaker", words).stdout
    assert "0 claims." in yalu(archive, "--speaker", "source in Pyongyang").stdout
    assert "Wang Wenbin" in yalu(archive, "--speaker", "wang wenbin").stdout


def test_claims_as_json_and_csv(archive: Archive) -> None:
    found = json.loads(yalu(archive, "--fate", "kept", "--about", "dandong", "--json").stdout)
    assert {each["fate"] for each in found} == {"kept"}
    first = found[-1]
    assert (first["speaker"], first["role"], first["speaker_place"]) == (
        "A trader in Dandong", "trader", "dandong",
    )  # fmt: skip
    assert first["because"][0]["publisher"] == "共同"
    rows = list(csv.DictReader(io.StringIO(yalu(archive, "--csv", "--kind", "promise").stdout)))
    assert len(rows) == PROMISED
    assert rows[-1]["because_publisher"] == "London Paper"


def test_the_picture_has_a_row_for_each_promise(archive: Archive, tmp_path: Path) -> None:
    drawn = tmp_path / "claims.svg"
    assert yalu(archive, "--kind", "promise", "--picture", str(drawn)).exit_code == 0
    assert drawn.read_text(encoding="utf-8").count("<circle") == PROMISED


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fate", "lost"], "there is no fate lost; use open, kept, broken"),
        (["--kind", "wish"], "there is no kind wish; use claim, promise, outcome"),
        (["--as-of", "soon"], "soon is no day; write it as 2020-02-18"),
    ],
)
def test_bad_input_is_one_sentence(archive: Archive, arguments: list[str], said: str) -> None:
    result = yalu(archive, *arguments)
    assert result.exit_code != 0
    assert said in str(result.exception) + result.output


def test_a_denial_is_told_with_the_story(archive: Archive) -> None:
    claim = next(archive.reported_claims.find(ClaimQuery(subjects=("border",), kinds=("promise",))))
    rests = story_sourcing(archive, [claim.article_id], date(2023, 10, 1))
    assert rests is not None
    assert rests.unnamed == rests.publishers == 1
    assert rests.is_second_hand
    assert rests.denied_by == "The foreign ministry spokesman Wang Wenbin"
    assert story_sourcing(archive, [claim.article_id], date(2023, 9, 25)) is not None


def test_the_interface_pages_through_claims(archive: Archive) -> None:
    with served(create_app(archive.path, list, hosts=["127.0.0.1"])) as client:
        found, cursor = [], ""
        while cursor is not None:
            answer = client.get("/api/v1/claims", params={"kind": "promise", "limit": 3, "cursor": cursor})
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            cursor = answer.json()["next"]
        assert len(found) == PROMISED
        assert client.get("/api/v1/claims?fate=lost").status_code == 400
        assert client.get("/api/v1/claims?q=asof:2020-01-01").status_code == 400
        told = client.get("/api/v1/claims?speaker=trader&as_of=2022-01-16&fate=open").json()["items"]
        assert [each["subject"] for each in told] == ["dandong"]


def test_the_page_of_a_story_says_who_says_so(archive: Archive) -> None:
    claim = next(archive.reported_claims.find(ClaimQuery(subjects=("border",), kinds=("promise",))))
    line = next(
        line for line in archive.stories.newest(50)
        if claim.article_id in {one.id for one in archive.stories.get([line.id])[line.id].articles}
    )  # fmt: skip
    with served(create_app(archive.path, list, hosts=["127.0.0.1"])) as client:
        page = BeautifulSoup(client.get(f"/stories/{line.id}").text, "lxml")
    (section,) = page.select("#claims")
    said = " ".join(section.get_text(" ").split())
    assert "1 unnamed speaker, at second hand, by 1 publisher; since denied by" in said
    assert "broken" in said


def test_a_digest_says_what_a_story_rests_on(tmp_path: Path) -> None:
    now = datetime(2023, 9, 26, 12, tzinfo=UTC)
    reader = subscription(created_at=now - timedelta(days=10))
    with open_archive(tmp_path / "yalu.db") as made:
        for number, line in enumerate(EVENTS.read_text(encoding="utf-8").splitlines()[4:6]):
            _, language, publisher, text = line.split("\t")
            at = now - timedelta(hours=6 - number)
            made.articles.add(
                article(
                    url=f"https://d{number}.example/", title=TITLES[language], body=text, language=language,
                    published_at=at, fetched_at=at,
                ),
                None,
                publisher=publisher,
            )  # fmt: skip
            jobs.tag(made, classifier(), at)
            for each in made.stories.ungrouped(10):
                made.stories.add(placement(each.id), at)
        draft = DigestRun(made, [reader], [source()], now, Renderer("")).draft(reader, "today")
    text = " ".join(draft.rendered.text.split())
    wanted = (
        "1 unnamed source, at second hand, by 1 publisher; since denied by The foreign ministry spokesman"
    )
    assert wanted in text
    assert wanted in " ".join(BeautifulSoup(draft.rendered.html, "lxml").get_text(" ").split())
