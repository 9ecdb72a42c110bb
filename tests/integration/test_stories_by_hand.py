"""Stories joined and parted by hand: what people chose stands, and readers are told nothing twice."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alerts.delivery import draft
from alerts.digests.digest import Digest
from classifier import Classifier
from cli.app import app
from scheduler import jobs
from storage import Archive, open_archive
from tests.samples import NOW, article, subscription
from yaluwatch.errors import ArchiveError

#: Two events in unlike words.
COAL = "A coast guard ship stopped a barge with {} tons of North Korean coal off Dalian bound for China."
CARS = (
    "Border police in Changbai arrested nine men who drove {} stolen cars over the Yalu to buyers in Hyesan."
)


def publish(archive: Archive, paper: str, title: str, body: str, hours: int = 0) -> int:
    """Read, judge and group one article; its id."""
    at = NOW + timedelta(hours=hours)
    made = article(
        url=f"https://{paper}.example/{hours}",
        source_id=paper,
        title=title,
        body=body,
        fetched_at=at,
        published_at=at,
    )
    added = archive.articles.add(made, None, publisher=paper)
    jobs.tag(archive, Classifier.load(), at)
    jobs.group(archive, at)
    return added.id


def story_of(archive: Archive, article_id: int) -> int:
    stored = archive.articles.get(article_id)
    assert stored is not None
    assert stored.story_id is not None
    return stored.story_id


def digest(archive: Archive, key: str, hours: int) -> Digest:
    """Compose a digest and count it as sent."""
    made = draft(archive, subscription(), [], period_key=key, web_url="", now=NOW + timedelta(hours=hours))
    archive.outbox.add(made.record, [("", f"<{key}@yalu>", b"mail")])
    return made.digest


def test_joined_stories_stay_one_and_are_not_told_again(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        coal = publish(archive, "a", "Barge with coal stopped", COAL.format(900))
        cars = publish(archive, "b", "Nine held over stolen cars", CARS.format(37))
        one, other = story_of(archive, coal), story_of(archive, cars)
        assert one != other
        assert len(digest(archive, "first", 1).stories) == 2
        assert archive.stories.merge(one, [other], at=NOW, by="Kim", note="one ring") == 1
        second = digest(archive, "second", 2)
        assert (second.stories, second.updates) == ((), ())
        again = publish(archive, "c", "Nine held over stolen cars", CARS.format(37), hours=3)
        assert story_of(archive, again) == story_of(archive, cars) == one
        third = digest(archive, "third", 4)
        assert third.stories == ()
        assert [update.id for update in third.updates] == [one]
        (change,) = archive.stories.edits(9)
        assert (change.story_id, change.other_id, change.article_ids) == (one, other, (cars,))
        assert (change.by, change.note) == ("Kim", "one ring")


def test_what_was_parted_does_not_come_back_nor_is_it_told_again(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        first = publish(archive, "a", "Barge with coal stopped", COAL.format(900))
        copy = publish(
            archive, "b", "Barge with coal is stopped", f"{COAL.format(900)} A guard fell into the sea."
        )
        story = story_of(archive, first)
        assert story_of(archive, copy) == story
        assert len(digest(archive, "first", 1).stories) == 1
        fresh = archive.stories.split(story, [copy], at=NOW)
        jobs.group(archive, NOW + timedelta(hours=2))
        assert (story_of(archive, first), story_of(archive, copy)) == (story, fresh)
        second = digest(archive, "second", 2)
        assert (second.stories, second.updates) == ((), ())
        like_copy = publish(
            archive,
            "c",
            "Barge with coal is stopped",
            f"{COAL.format(900)} A guard fell into the sea.",
            hours=3,
        )
        assert story_of(archive, like_copy) == fresh
        assert [update.id for update in digest(archive, "third", 4).updates] == [fresh]


def test_what_can_not_be_joined_or_parted_is_refused(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        coal = publish(archive, "a", "Barge with coal stopped", COAL.format(900))
        story = story_of(archive, coal)
        with pytest.raises(ArchiveError, match="no story 99"):
            archive.stories.merge(story, [99], at=NOW)
        with pytest.raises(ArchiveError, match="each story once"):
            archive.stories.merge(story, [story], at=NOW)
        with pytest.raises(ArchiveError, match="article 5 is not in story"):
            archive.stories.split(story, [5], at=NOW)
        with pytest.raises(ArchiveError, match="would be left without"):
            archive.stories.split(story, [coal], at=NOW)
        assert archive.stories.edits(9) == []


def run(data: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--data", str(data), *words])
    assert result.exit_code == code, result.output
    return result.output + str(result.exception or "")


def test_an_operator_lists_shows_joins_and_parts(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        coal = publish(archive, "a", "Barge with coal stopped", COAL.format(900))
        cars = publish(archive, "b", "Nine held over stolen cars", CARS.format(37), hours=1)
    lines = json.loads(run(tmp_path, "stories", "--json"))
    assert [line["title"] for line in lines] == ["Nine held over stolen cars", "Barge with coal stopped"]
    newer, older = (str(line["id"]) for line in lines)
    assert "Barge with coal" in run(tmp_path, "stories")
    assert "1 article moved" in run(tmp_path, "stories", "merge", older, newer, "--by", "Kim")
    assert f"merged from story {newer} by hand" in run(tmp_path, "stories", "show", older)
    assert "moved to new story 3" in run(
        tmp_path, "stories", "split", older, str(cars), "--note", "two events"
    )
    told = run(tmp_path, "stories", "history").replace("\n", " ")
    assert f"story 3 split from story {older} (1 article): two events" in told
    assert f"story {newer} merged into story {older} (1 article) by Kim" in told
    assert "no story 2 with articles" in run(tmp_path, "stories", "show", newer, code=1)
    assert [each["id"] for each in json.loads(run(tmp_path, "stories", "show", older, "--json"))] == [coal]
