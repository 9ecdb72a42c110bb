"""Alerts: at once, once, gathered while cooling down, and for what is mentioned far more than usual."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts.delivery import MessageDefaults, queue_alerts, queue_due
from alerts.digests.digest import MAX_LINES
from storage import Archive, open_archive
from tests import samples
from tests.samples import NOW, article, placement, source, subscription, verdict
from yaluwatch.model import Frequency, Mention, Span, Story, Subscription

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEFAULTS = MessageDefaults("yalu@example.org", "http://yalu.example", "")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def publish(
    archive: Archive, name: str, at: datetime, *, publisher: str = "p", place: str = "dandong"
) -> None:
    made = article(
        url=f"https://{publisher}.example/{name}", source_id=publisher, fetched_at=at, published_at=at
    )
    archive.articles.add(made, None, publisher=publisher)
    mention = Mention(place, "place", Span("title", 0, 6, made.title[:6]), place.title())
    archive.verdicts.add([(each, verdict(mentions=(mention,))) for each in archive.verdicts.untagged(10)], at)
    for stored in archive.stories.ungrouped(10):
        archive.stories.add(placement(stored.id), at)


def subscribe(archive: Archive, **options: object) -> Subscription:
    made = subscription(**({"frequency": Frequency.IMMEDIATE, "created_at": NOW - DAY} | options))
    samples.subscribe(archive, made)
    return made


def alerts_at(archive: Archive, at: datetime) -> list[str]:
    return [made.rendered.subject for made in queue_alerts(archive, [source()], DEFAULTS, at)]


def test_a_new_story_is_told_at_once_and_only_once(archive: Archive) -> None:
    subscribe(archive)
    assert alerts_at(archive, NOW) == []
    publish(archive, "1", NOW)
    (subject,) = alerts_at(archive, NOW + timedelta(seconds=20))
    assert subject.startswith("[DPRK–China] Alert, ")
    assert "Trucks return to the bridge at Dandong" in subject
    assert alerts_at(archive, NOW + HOUR) == []
    assert queue_due(archive, [source()], DEFAULTS, NOW + 2 * DAY) == []


def test_what_comes_while_cooling_down_is_gathered(archive: Archive) -> None:
    subscribe(archive)
    publish(archive, "1", NOW)
    assert len(alerts_at(archive, NOW)) == 1
    publish(archive, "2", NOW + timedelta(minutes=1))
    publish(archive, "3", NOW + timedelta(minutes=2))
    assert alerts_at(archive, NOW + timedelta(minutes=3)) == []
    (subject,) = alerts_at(archive, NOW + timedelta(minutes=16))
    assert "2 stories" in subject


def test_an_alert_goes_on_where_the_last_one_ended(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = subscribe(archive, max_stories=1)
    for number in range(MAX_LINES + 4):
        publish(archive, str(number), NOW)
    told: list[str] = []
    for hours in range(1, 4):
        for made in queue_alerts(archive, [source()], DEFAULTS, NOW + hours * HOUR):
            told += [story.lead.article.url for story in (*made.digest.stories, *made.digest.more)]
    # What did not fit into the first one came with the next, and nothing twice.
    assert len(told) == len(set(told)) == MAX_LINES + 4
    assert archive.outbox.last_covered(reader.id) == (archive.verdicts.watermark(), NOW + 2 * HOUR)
    read: list[int] = []
    get = archive.stories.get

    def counting(ids: Iterable[int]) -> dict[int, Story]:
        wanted = list(ids)
        read.extend(wanted)
        return get(wanted)

    monkeypatch.setattr(archive.stories, "get", counting)
    assert queue_alerts(archive, [source()], DEFAULTS, NOW + 5 * HOUR) == []
    publish(archive, "new", NOW + 5 * HOUR)
    assert len(queue_alerts(archive, [source()], DEFAULTS, NOW + 6 * HOUR)) == 1
    assert len(read) == 1


def test_a_reader_who_changes_to_a_daily_digest_is_told_nothing_again(archive: Archive) -> None:
    reader = subscribe(archive)
    publish(archive, "1", NOW)
    assert len(alerts_at(archive, NOW)) == 1
    daily = replace(reader, frequency=Frequency.DAILY)
    samples.subscribe(archive, daily)
    publish(archive, "2", NOW + HOUR)
    (made,) = queue_due(archive, [source()], DEFAULTS, NOW + 2 * DAY)
    assert [story.lead.article.url for story in made.digest.stories] == ["https://p.example/2"]


def test_a_place_named_far_more_than_in_four_weeks_is_told_with_its_numbers(archive: Archive) -> None:
    families = ["a", "b", "c", "d", "e"]
    for number, family in enumerate(families):
        publish(archive, "old", NOW - 29 * DAY - number * HOUR, publisher=family, place="hyesan")
    subscribe(archive, minimum_score=1.0)
    for family in families[:3]:
        publish(archive, "new", NOW - HOUR, publisher=family)
    publish(archive, "new", NOW - HOUR, publisher="added-today")
    assert alerts_at(archive, NOW) == []
    for family in families[3:]:
        publish(archive, "new", NOW - HOUR, publisher=family)
    (made,) = queue_alerts(archive, [source()], DEFAULTS, NOW)
    assert [(spike.subject, spike.publishers) for spike in made.digest.spikes] == [
        ("place:dandong", 5),
        ("topic:border", 5),
        ("topic:trade", 5),
    ]
    assert "5 independent publishers in 24 hours" in made.rendered.text
    assert alerts_at(archive, NOW + HOUR) == []


def test_a_search_that_cannot_be_read_holds_up_nobody(archive: Archive) -> None:
    subscribe(archive, id="broken", query="place:")
    subscribe(archive, id="fine", query="bridge -coal")
    publish(archive, "1", NOW)
    assert len(alerts_at(archive, NOW)) == 1
