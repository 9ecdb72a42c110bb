"""Stories as lists show them, and what users marked, in the archive."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import Archive, Mark, Visit, open_archive
from tests.samples import NOW, article, placement, verdict
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Mention, Relation, Span

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def publish(
    archive: Archive,
    name: str,
    beside: int | None = None,
    *,
    hours: int = 0,
    mentions: str = "",
    **changes: object,
) -> int:
    """Store a relevant article in a story; its id. `mentions` are "kind:id kind:id"."""
    at = NOW + hours * HOUR
    made = article(url=f"https://{name}.example/{hours}", source_id=name, fetched_at=at, published_at=at)
    added = archive.articles.add(
        replace(made, title=name), None, publisher=str(changes.pop("publisher", name))
    )
    named = tuple(
        Mention(one.partition(":")[2], one.partition(":")[0], Span("title", 0, 1, name[0]), one)
        for one in mentions.split()
    )
    found = verdict(mentions=named, is_relevant=changes.pop("is_relevant", True))
    archive.verdicts.add([(stored, found) for stored in archive.verdicts.untagged(9)], at)
    if found.is_relevant:
        archive.stories.add(placement(added.id, beside, **changes), at)
    return added.id


def story_of(archive: Archive, article_id: int) -> int:
    stored = archive.articles.get(article_id)
    assert stored is not None
    assert stored.story_id is not None
    return stored.story_id


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def test_recent_stories_come_with_their_articles_latest_first(archive: Archive) -> None:
    first = publish(archive, "first")
    publish(archive, "second", hours=1)
    publish(archive, "third", first, hours=2)
    publish(archive, "off", hours=3, is_relevant=False)
    found = archive.overview.recent(NOW - DAY, 10)
    assert [[member.title for member in story.members] for story in found] == [["first", "third"], ["second"]]
    assert found[0].first_seen_at == NOW
    assert found[0].changed_at == NOW + 2 * HOUR
    assert found[0].publishers == ("first", "third")
    assert list(found[0].topics) == ["border", "trade"]
    assert [story.id for story in archive.overview.recent(NOW - DAY, 1)] == [found[0].id]
    assert [story.id for story in archive.overview.recent(NOW + HOUR, 9)] == [found[0].id, found[1].id]


def test_without_recent_articles_the_newest_are_listed(archive: Archive) -> None:
    publish(archive, "old")
    publish(archive, "older", hours=-5)
    found = archive.overview.recent(NOW + 30 * DAY, 10)
    assert [story.members[0].title for story in found] == ["old", "older"]


def test_an_edit_changes_a_story_and_its_time(archive: Archive) -> None:
    id_ = publish(archive, "paper")
    (before,) = archive.overview.recent(NOW - DAY, 10)
    edited = article(
        url="https://paper.example/0", source_id="paper", body="Other words.", fetched_at=NOW + 5 * HOUR
    )
    archive.articles.add(edited, None, publisher="paper")
    (after,) = archive.overview.stories([before.id, 99])
    assert (before.members[0].edited_at, before.members[0].version) == (None, 1)
    assert (after.members[0].id, after.members[0].version) == (id_, 2)
    assert after.changed_at == NOW + 5 * HOUR


def test_mentions_count_a_publisher_once_in_a_story_and_no_copies(archive: Archive) -> None:
    first = publish(archive, "a", mentions="place:dandong place:sinuiju")
    publish(archive, "b", first, hours=1, mentions="place:dandong", relation=Relation.COPY)
    publish(archive, "c", first, hours=2, mentions="place:dandong", relation=Relation.TRANSLATION)
    publish(archive, "d", first, hours=3, mentions="place:sinuiju")
    publish(archive, "a", first, hours=4, mentions="place:dandong")
    publish(archive, "a", hours=5, mentions="place:quanhe")
    groups = {"bridge": ("dandong", "sinuiju"), "mouth": ("quanhe",), "nowhere": ("jian",)}
    assert archive.overview.mentions(groups, NOW - HOUR) == {"bridge": 2, "mouth": 1}
    assert archive.overview.mentions(groups, NOW + 5 * HOUR) == {"mouth": 1}


def test_a_place_has_days_names_beside_it_and_stories(archive: Archive) -> None:
    publish(archive, "a", mentions="place:hyesan place:changbai actor:wpk")
    publish(archive, "b", hours=24, mentions="place:hyesan place:changbai goods:rice")
    publish(archive, "c", hours=25, mentions="place:hyesan place:musan", is_relevant=False)
    overview = archive.overview
    assert [(one.day.day, one.articles) for one in overview.days("hyesan", NOW.date())] == [(24, 1), (25, 1)]
    assert [(one.value, one.articles) for one in overview.beside("hyesan", "place", 5)] == [("changbai", 2)]
    assert [one.value for one in overview.beside("hyesan", "actor", 5)] == ["wpk"]
    assert [one.value for one in overview.beside("hyesan", "goods", 5)] == ["rice"]
    assert [story.members[0].title for story in overview.naming("hyesan", 5)] == ["b", "a"]
    assert [story.members[0].title for story in overview.naming("hyesan", 1)] == ["b"]
    assert overview.naming("musan", 5) == []


def test_a_visit_is_kept_unless_a_later_one_is(archive: Archive) -> None:
    marks = archive.marks
    assert marks.visit(7) is None
    marks.keep_visit(7, Visit(None, NOW))
    marks.keep_visit(7, Visit(NOW, NOW + HOUR))
    marks.keep_visit(7, Visit(None, NOW))
    assert marks.visit(7) == Visit(NOW, NOW + HOUR)
    assert marks.visit(8) is None


def test_marks_belong_to_one_user(archive: Archive) -> None:
    story = story_of(archive, publish(archive, "a"))
    other = story_of(archive, publish(archive, "b", hours=1))
    marks = archive.marks
    marks.set(1, [story, other, 99], Mark.STARRED, NOW)
    marks.set(1, [other], Mark.READ, NOW + HOUR)
    marks.note(1, story, "ask Kim", NOW)
    assert set(marks.of(1, [story, other, 99])) == {story, other}
    assert marks.of(1, [other])[other].read_at == NOW + HOUR
    assert [one.note for one in marks.noted(1, 9)] == ["ask Kim"]
    assert [one.story_id for one in marks.listed(1, Mark.STARRED, 9)] == [other, story]
    assert [one.story_id for one in marks.listed(1, Mark.READ, 9)] == [other]
    assert marks.of(2, [story]) == {}
    assert marks.listed(2, Mark.STARRED, 9) == marks.noted(2, 9) == []
    marks.set(1, [other], Mark.STARRED, None)
    marks.note(1, story, "", NOW)
    assert [one.story_id for one in marks.listed(1, Mark.STARRED, 9)] == [story]
    assert marks.noted(1, 9) == []
    with pytest.raises(ArchiveError, match="no story 99"):
        marks.note(1, 99, "x", NOW)


def test_merging_stories_takes_everybodys_marks_along(archive: Archive) -> None:
    kept = story_of(archive, publish(archive, "a"))
    gone = story_of(archive, publish(archive, "b", hours=1))
    marks = archive.marks
    for user in (1, 2):
        marks.set(user, [gone], Mark.STARRED, NOW)
        marks.note(user, gone, "second", NOW)
        marks.set(user, [gone], Mark.READ, NOW + HOUR)
    marks.set(1, [kept], Mark.READ, NOW + 2 * HOUR)
    marks.note(1, kept, "first", NOW - HOUR)
    archive.stories.merge(kept, [gone], at=NOW)
    first, second = (marks.of(user, [kept])[kept] for user in (1, 2))
    assert (first.starred_at, first.read_at, first.note, first.noted_at) == (
        NOW,
        NOW + HOUR,
        "first\nsecond",
        NOW,
    )
    # Of what they had not read, nothing is read.
    assert (second.starred_at, second.read_at, second.note) == (NOW, None, "second")
    assert marks.of(1, [gone]) == marks.of(2, [gone]) == {}
    assert [(edit.story_id, edit.other_id) for edit in archive.stories.edits_of(gone)] == [(kept, gone)]
    assert archive.stories.edits_of(gone) == archive.stories.edits_of(kept)


def test_a_published_copy_has_no_marks(archive: Archive, tmp_path: Path) -> None:
    story = story_of(archive, publish(archive, "a"))
    archive.marks.note(1, story, "secret", NOW)
    archive.marks.keep_visit(1, Visit(None, NOW))
    archive.maintenance.publish(tmp_path / "public.db")
    with open_archive(tmp_path / "public.db") as public:
        assert public.marks.of(1, [story]) == {}
        assert public.marks.visit(1) is None
