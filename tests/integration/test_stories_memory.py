"""Grouping with an index that is kept gives the same stories as with a new one each round."""

import random
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import numpy
import pytest

from scheduler import jobs
from storage import Archive, open_archive
from stories import Memory, encoder, features, memory
from stories.encoder import Vector
from tests.samples import NOW, article, verdict
from tests.story_pairs import Reported, read_reported
from yaluwatch.model import Alternate, Article, StoredArticle, Verdict

DAY = timedelta(days=1)
SINCE = NOW - 14 * DAY


@cache
def reported() -> list[Reported]:
    return read_reported()


def encoded(titles: Sequence[str]) -> list[Vector]:
    """Vectors that titles with words in common share in part; quicker than the encoder."""
    return [
        encoder.rounded(sum((_of_word(word) for word in title.split()), _of_word(""))) for title in titles
    ]


@cache
def _of_word(word: str) -> Vector:
    chance = numpy.random.default_rng(list(word.encode()))
    return chance.standard_normal(encoder.WIDTH).astype(numpy.float32)


@pytest.fixture(autouse=True)
def _quick_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "encode", encoded)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def add(archive: Archive, made: Article, judged: Verdict | None = None, guid: str = "") -> int:
    """Store an article, judge it, and return its id."""
    added = archive.articles.add(made, None, publisher=made.source_id, guid=guid)
    for stored in archive.verdicts.untagged(10):
        archive.verdicts.add([(stored, judged or verdict())], made.fetched_at)
    return added.id


def story_of(archive: Archive, article_id: int) -> int | None:
    found = archive.articles.get(article_id)
    assert found is not None
    return found.story_id


class World:
    """An archive in which things happen, the same for the same seed."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self.archive, self._chance = archive, random.Random(seed)
        self._ids: list[int] = []
        start = self._chance.randrange(len(reported()) - 110)
        # Reports of one event come one soon after another.
        self._coming = reported()[start : start + 110][::-1]
        self.now = NOW

    def pass_time(self) -> None:
        """Half an hour to three days, in which some things happen."""
        self.now += self._chance.uniform(0.02, 3) * DAY
        for _ in range(self._chance.randrange(5)):
            self._arrival()
        happenings = (self._edit, self._judgement, self._removal, self._move, self._merge, self._split)
        for happens in happenings:
            if self._ids and self._chance.random() < 0.4:
                happens()

    def stories(self) -> dict[int, tuple[int | None, str]]:
        """Article → its story, and why it is there."""
        found = {article_id: story_of(self.archive, article_id) for article_id in self._ids}
        why = {story: self.archive.stories.reasons(story) for story in {*found.values()} if story}
        return {key: (story, why[story][key] if story else "") for key, story in found.items()}

    def _arrival(self) -> None:
        if not self._coming:
            return
        stored = self._coming.pop().stored
        # Some are old when they are found, and some were found long before they are grouped.
        published = self.now - self._chance.choice((0, 0.1, 1, 5, 400)) * DAY
        found = self.now - self._chance.choice((0, 0, 0, 0.5, 13.9, 15)) * DAY
        made = replace(stored.article, published_at=published, fetched_at=found)
        if self._ids and self._chance.random() < 0.1:
            made = replace(made, alternates=(Alternate("en", self._any().article.url),))
        if self._ids and self._chance.random() < 0.2:
            made = replace(made, body=self._any().article.body + " More to follow.")
        assert stored.verdict is not None
        self._ids.append(add(self.archive, made, stored.verdict, guid=made.url))

    def _any(self) -> StoredArticle:
        found = self.archive.articles.get(self._chance.choice(self._ids[-25:]))
        assert found is not None
        return found

    def _edit(self) -> None:
        stored, other = self._any(), self._any()
        made = replace(stored.article, title=other.article.title, body=other.article.body + " Corrected.")
        self.archive.articles.add(replace(made, fetched_at=self.now), None, publisher="p", guid=made.url)
        if self._chance.random() < 0.5:
            for untagged in self.archive.verdicts.untagged(10):
                self.archive.verdicts.add([(untagged, other.verdict or verdict())], self.now)

    def _judgement(self) -> None:
        stored, other = self._any(), self._any()
        again = replace(other.verdict or verdict(), version=f"again-{self._chance.randrange(10**6)}")
        self.archive.verdicts.add([(stored, again)], self.now)

    def _removal(self) -> None:
        self.archive.articles.mark_missing(self._any().article.url, self.now, is_final=True)

    def _move(self) -> None:
        made = self._any().article
        moved = replace(made, url=f"{made.url}/moved", fetched_at=self.now)
        self.archive.articles.add(moved, None, publisher="p", guid=made.url)

    def _merge(self) -> None:
        one, other = self._any().story_id, self._any().story_id
        if one and other and one != other:
            self.archive.stories.merge(one, [other], at=self.now)

    def _split(self) -> None:
        stored = self._any()
        story = self.archive.stories.get([stored.story_id or 0]).get(stored.story_id or 0)
        if story and len(story.articles) > 1:
            self.archive.stories.split(story.id, [stored.id], at=self.now)


@pytest.mark.parametrize("seed", range(3))
def test_a_kept_index_gives_the_same_stories_as_a_new_one(tmp_path: Path, seed: int) -> None:
    with open_archive(tmp_path / "a" / "yalu.db") as one, open_archive(tmp_path / "b" / "yalu.db") as other:
        kept, rebuilt = World(one, seed), World(other, seed)
        memory = Memory()
        for number in range(30):
            for world in (kept, rebuilt):
                world.pass_time()
            if number % 7 == 3:
                # Another process groups meanwhile.
                jobs.group(one, kept.now)
            else:
                jobs.group(one, kept.now, memory)
            jobs.group(other, rebuilt.now, Memory())
            assert kept.stories() == rebuilt.stories()
        joined = sum("common" in why or "event" in why for _, why in kept.stories().values())
        assert joined > 10


WIRE = (
    "Chinese customs officers in Dandong have begun to inspect every truck bound for Sinuiju after a seizure "
    "of undeclared machine parts last week, two traders said. The inspections add about four hours."
)


def wire(number: int, *, at: datetime = NOW, body: str = WIRE) -> Article:
    return article(
        url=f"https://a.example/{number}", title=f"Wire {number}", body=body, published_at=at, fetched_at=at
    )


def no_profiles(_articles: Sequence[StoredArticle]) -> list[features.Profile]:
    raise AssertionError("read from the texts")


def kept_rows(archive: Archive) -> dict[int, str]:
    """Article → fingerprint of its stored features."""
    with sqlite3.connect(archive.path) as db:
        return dict(db.execute("SELECT article, fingerprint FROM story_features"))


def test_a_first_round_reads_stored_features_and_not_the_texts(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(archive, wire(1))
    jobs.group(archive, NOW)
    monkeypatch.setattr(memory, "profiles", no_profiles)
    kept = Memory()
    assert kept.update(archive, SINCE)
    monkeypatch.undo()
    monkeypatch.setattr(features, "encode", encoded)
    second = add(archive, wire(2, at=NOW + DAY))
    jobs.group(archive, NOW + DAY, kept)
    assert story_of(archive, first) == story_of(archive, second)
    assert archive.stories.reasons(story_of(archive, first) or 0)[second].endswith("wording in common")


def test_features_made_with_another_encoder_or_word_list_are_made_anew(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(archive, wire(1))
    jobs.group(archive, NOW)
    assert kept_rows(archive) == {first: features.fingerprint()}
    monkeypatch.setattr(memory, "fingerprint", lambda: "another")
    assert Memory().update(archive, SINCE)
    assert kept_rows(archive) == {first: "another"}


def test_an_article_of_an_archive_without_features_is_known(archive: Archive) -> None:
    first = add(archive, wire(1))
    jobs.group(archive, NOW)
    archive.stories.drop_features(NOW + DAY)
    assert kept_rows(archive) == {}
    second = add(archive, wire(2, at=NOW + DAY))
    jobs.group(archive, NOW + DAY)
    assert story_of(archive, first) == story_of(archive, second)
    assert kept_rows(archive).keys() == {first, second}


def test_making_features_anew_can_be_stopped(archive: Archive) -> None:
    add(archive, wire(1))
    jobs.group(archive, NOW)
    archive.stories.drop_features(NOW + DAY)
    stop, kept = threading.Event(), Memory()
    stop.set()
    assert not kept.update(archive, SINCE, stop)
    assert kept_rows(archive) == {}
    assert kept.update(archive, SINCE)
    assert len(kept_rows(archive)) == 1


def test_features_of_old_articles_are_deleted(archive: Archive) -> None:
    kept = Memory()
    first = add(archive, wire(1))
    jobs.group(archive, NOW, kept)
    second = add(archive, wire(2, at=NOW + 20 * DAY))
    jobs.group(archive, NOW + 20 * DAY, kept)
    assert kept_rows(archive).keys() == {second}
    assert story_of(archive, first) != story_of(archive, second)


def test_a_clock_set_back_brings_dropped_articles_back(archive: Archive) -> None:
    kept = Memory()
    first = add(archive, wire(1))
    jobs.group(archive, NOW, kept)
    add(archive, wire(2, at=NOW + 20 * DAY, body="A fair opens in Hunchun, and nobody comes to see it."))
    jobs.group(archive, NOW + 20 * DAY, kept)
    third = add(archive, wire(3, at=NOW + DAY))
    jobs.group(archive, NOW + DAY, kept)
    assert story_of(archive, first) == story_of(archive, third)


def test_a_round_that_fails_leaves_nothing_half_known(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Memory()
    first, second = add(archive, wire(1)), add(archive, wire(2))
    with monkeypatch.context() as patched:
        patched.setattr(memory, "pack", no_profiles)
        with pytest.raises(AssertionError):
            jobs.group(archive, NOW, kept)
    assert story_of(archive, first) is None
    assert jobs.group(archive, NOW, kept) == 2
    assert story_of(archive, first) == story_of(archive, second) is not None
    with monkeypatch.context() as patched:
        archive.stories.drop_features(NOW + DAY)
        patched.setattr(memory, "profiles", no_profiles)
        with pytest.raises(AssertionError):
            Memory().update(archive, SINCE)


def test_a_restored_backup_is_taken_for_another_archive(archive: Archive, tmp_path: Path) -> None:
    kept = Memory()
    fair = "The fair in Hunchun opened, and the mayor spoke for an hour to those who had come."
    first = add(archive, wire(1, body=fair))
    jobs.group(archive, NOW, kept)
    with sqlite3.connect(archive.path) as db:
        db.execute("VACUUM INTO ?", [str(tmp_path / "backup.db")])
    add(archive, wire(2))
    jobs.group(archive, NOW, kept)
    assert kept.update(archive, SINCE)
    with open_archive(tmp_path / "backup.db") as backup:
        # As many changes as there were before, but other ones.
        for number in (3, 4):
            add(backup, wire(number, body=f"{fair} {number} of them stayed until the end of the day."))
        jobs.group(backup, NOW, kept)
        copy = add(backup, wire(5))
        jobs.group(backup, NOW, kept)
        stories = [story_of(backup, article_id) for article_id in (first, copy)]
        assert len(backup.stories.get([stories[0] or 0])[stories[0] or 0].articles) == 3
        assert stories[0] != stories[1]
        assert len(kept_rows(backup)) == 4


@pytest.mark.parametrize("is_judged", [True, False])
def test_an_edited_or_removed_article_is_compared_by_its_newest_text(
    archive: Archive, *, is_judged: bool
) -> None:
    kept = Memory()
    first = add(archive, wire(1))
    jobs.group(archive, NOW, kept)
    assert kept.update(archive, SINCE)
    fair = "The fair in Hunchun opened, and the mayor spoke for an hour to those who had come."
    later = NOW + DAY
    copies = [add(archive, wire(2, at=later)), add(archive, wire(3, at=later, body=f"{fair} Few stayed."))]
    edited = wire(1, at=later, body=fair)
    if is_judged:
        add(archive, edited)
    else:
        archive.articles.add(edited, None, publisher="p")
    archive.articles.mark_missing(edited.url, later, is_final=True)
    jobs.group(archive, later, kept)
    assert [story_of(archive, copy) == story_of(archive, first) for copy in copies] == [False, True]


def test_an_article_is_known_by_the_url_it_moved_to(archive: Archive) -> None:
    kept = Memory()
    first = add(archive, wire(1), guid="g")
    jobs.group(archive, NOW, kept)
    assert kept.update(archive, SINCE)
    moved = wire(7, at=NOW + DAY)
    add(archive, replace(moved, title="Wire 1"), guid="g")
    declaring = wire(2, at=NOW + DAY, body="전혀 다른 글이 있다. 또 다른 글도 있다.")
    second = add(archive, replace(declaring, alternates=(Alternate("en", moved.url),)))
    jobs.group(archive, NOW + DAY, kept)
    assert story_of(archive, first) == story_of(archive, second)
    assert "another language" in archive.stories.reasons(story_of(archive, first) or 0)[second]
