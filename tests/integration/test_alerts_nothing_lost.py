"""What is announced is mailed, once; what is old is no news; a removal is told to those who knew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default as policy
from pathlib import Path

import pytest

from alerts.delivery import (
    DigestRun,
    Draft,
    MessageDefaults,
    Preferences,
    draft,
    queue,
    queue_due,
    send_waiting,
)
from alerts.rendering import Renderer
from alerts.rendering.links import MARK
from alerts.translation import Cached
from storage import Archive, open_archive
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from yaluwatch.errors import MailError, TranslationError
from yaluwatch.model import Delivery, Fetch, Outcome, Source

DAY = timedelta(days=1)
DEFAULTS = MessageDefaults("Yaluwatch <yalu@example.org>")
READER = "reader@example.org"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def publish(archive: Archive, name: str, at: datetime, **changes: object) -> int:
    """An article in a story of its own; returns its id."""
    made = {"published_at": at, "title": f"Story {name}.", "url": f"https://a.example/{name}"} | changes
    archive.articles.add(article(fetched_at=at, **made), None, publisher="p")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(99)], at)
    (stored,) = archive.stories.ungrouped(9)
    archive.stories.add(placement(stored.id), at)
    return stored.id


def digest(archive: Archive, at: datetime, sources: tuple[Source, ...] = (), **wanted: object) -> Draft:
    """Compose, queue and send the digest of the one subscription."""
    (reader,) = archive.subscriptions.all()
    run = DigestRun(
        archive,
        [reader],
        sources or (source(),),
        at,
        Renderer(""),
        preferences=Preferences(**wanted),  # type: ignore[arg-type]
    )
    made = run.draft(reader, at.isoformat())
    queue(archive, made, DEFAULTS)
    send_waiting(archive, lambda _: "taken", at)
    return made


def titles(made: Draft) -> set[str]:
    stories = (*made.digest.stories, *made.digest.more)
    return {story.lead.article.title for story in stories}


def test_what_did_not_fit_comes_with_the_next_digest_however_late(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,), max_stories=2))
    everything = {f"Story {number}." for number in range(40)}
    for number in range(40):
        publish(archive, f"{number}", NOW + number * timedelta(minutes=1))
    first = digest(archive, NOW + DAY)
    assert (len(first.digest.stories), len(first.digest.more), len(first.digest.carried)) == (2, 30, 8)
    assert "8 more stories did not fit" in " ".join(first.rendered.text.split())
    trace = archive.traces.article(first.digest.carried[0].lead.id)
    assert trace
    assert [(one.subscription_id, one.version) for one in trace.mentions] == [("everything", None)]
    # The machine was off for longer than articles are looked back for.
    second = digest(archive, NOW + 40 * DAY)
    assert titles(first).isdisjoint(titles(second))
    assert titles(first) | titles(second) == everything
    assert digest(archive, NOW + 41 * DAY).digest.is_quiet


def test_what_was_carried_by_a_digest_that_never_arrived_is_told_all_the_same(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,), max_stories=1))
    for number in range(35):
        publish(archive, f"{number}", NOW + number * timedelta(minutes=1))
    (reader,) = archive.subscriptions.all()
    made = DigestRun(archive, [reader], [source()], NOW + DAY, Renderer("")).draft(reader, "lost")
    queue(archive, made, DEFAULTS)

    def gone(_: Delivery) -> str:
        raise MailError("550 no such user", permanent=True)

    send_waiting(archive, gone, NOW + DAY)
    second, third = digest(archive, NOW + 2 * DAY), digest(archive, NOW + 3 * DAY)
    assert titles(second) | titles(third) == {f"Story {number}." for number in range(35)}


def test_a_story_that_grows_while_it_waits_is_told_once(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,), max_stories=1))
    first_ids = [publish(archive, f"{number}", NOW + number * timedelta(minutes=1)) for number in range(35)]
    first = digest(archive, NOW + DAY)
    (waiting, *_) = first.digest.carried
    more = article(url="https://b.example/later", fetched_at=NOW + DAY, published_at=NOW + DAY)
    archive.articles.add(more, None, publisher="q")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(9)], NOW + DAY)
    (later,) = archive.stories.ungrouped(9)
    archive.stories.add(placement(later.id, beside=waiting.lead.id), NOW + DAY)
    second = digest(archive, NOW + 2 * DAY)
    assert waiting.lead.id in first_ids
    assert waiting.id in {story.id for story in (*second.digest.stories, *second.digest.more)}
    assert second.digest.updates == ()


def test_a_page_of_years_ago_is_no_news(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "new", NOW)
    publish(archive, "old", NOW, published_at=datetime(2010, 12, 1, tzinfo=NOW.tzinfo))
    publish(archive, "undated", NOW, published_at=None)
    publish(archive, "slow", NOW, published_at=NOW - 20 * DAY, source_id="reports")
    slow = source(id="reports", news_hours=24 * 60)
    made = digest(archive, NOW + DAY, (source(), slow))
    assert titles(made) == {"Story new.", "Story undated.", "Story slow."}
    assert [story.lead.article.title for story in made.digest.older] == ["Story old."]
    assert "1 Dec 2010" in made.rendered.text
    assert "undated" in made.rendered.text
    # Told once, even as an old one.
    assert digest(archive, NOW + 2 * DAY).digest.is_quiet


def test_how_old_is_old_is_a_setting(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "slow", NOW, published_at=NOW - 5 * DAY)
    assert titles(digest(archive, NOW + DAY, news_hours=24 * 7)) == {"Story slow."}


def test_a_clock_that_jumps_far_ahead_loses_nothing(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "known", NOW)
    digest(archive, NOW + DAY)
    publish(archive, "waiting", NOW + 2 * DAY)
    assert titles(digest(archive, NOW + 400 * DAY)) == {"Story waiting."}
    publish(archive, "after", NOW + 3 * DAY)
    assert titles(digest(archive, NOW + 4 * DAY)) == {"Story after."}


def test_the_past_of_a_source_added_later_is_never_mailed(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "known", NOW)
    digest(archive, NOW + DAY)
    began = NOW + 2 * DAY
    publish(archive, "yesterday", began, published_at=began - timedelta(hours=20), source_id="late")
    publish(archive, "undated", began, published_at=None, source_id="late")
    publish(archive, "after", began + timedelta(hours=3), source_id="late")
    publish(archive, "elsewhere", began, published_at=began - timedelta(hours=20))
    made = digest(archive, NOW + 3 * DAY)
    assert titles(made) == {"Story after.", "Story elsewhere."}
    assert made.digest.older == ()


def test_the_first_article_of_a_source_that_had_none_is_news(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "known", NOW)
    digest(archive, NOW + DAY)
    for hours, outcome in ((25, Outcome.TIMEOUT), (30, Outcome.OK), (35, Outcome.NOT_MODIFIED)):
        at = NOW + timedelta(hours=hours)
        archive.sources.record(Fetch(source_id="late", url="u", kind="poll", outcome=outcome, at=at))
    began = NOW + 2 * DAY
    publish(archive, "before", began, published_at=NOW + timedelta(hours=29), source_id="late")
    publish(archive, "first", began, published_at=began - timedelta(hours=3), source_id="late")
    publish(archive, "second", began + timedelta(hours=3), source_id="late")
    assert titles(digest(archive, NOW + 3 * DAY)) == {"Story first.", "Story second."}


def test_a_new_reader_of_a_new_archive_sees_what_there_is(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "first", NOW, published_at=NOW - timedelta(hours=5))
    assert titles(digest(archive, NOW + DAY)) == {"Story first."}


def test_a_removal_is_told_once_and_only_to_those_who_were_told_the_article(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    known = publish(archive, "known", NOW)
    digest(archive, NOW + DAY)
    publish(archive, "unknown", NOW + DAY)
    for name in ("known", "unknown"):
        # Found out after two weeks, and dated back to when it was first missing.
        archive.articles.mark_missing(f"https://a.example/{name}", NOW + 2 * DAY)
    for day in (3, 4):
        digest(archive, NOW + day * DAY)
    archive.articles.mark_missing("https://a.example/known", NOW + 17 * DAY)
    assert [one.article_id for one in digest(archive, NOW + 17 * DAY).digest.corrections] == [known]
    assert digest(archive, NOW + 18 * DAY).digest.corrections == ()


def test_a_removal_in_a_mail_that_never_arrived_is_told_in_the_next(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "known", NOW)
    digest(archive, NOW + DAY)
    archive.articles.mark_missing("https://a.example/known", NOW + DAY, is_final=True)
    (reader,) = archive.subscriptions.all()
    made = DigestRun(archive, [reader], [source()], NOW + 2 * DAY, Renderer("")).draft(reader, "lost")
    queue(archive, made, DEFAULTS)
    (waiting, *_) = archive.outbox.newest(1)
    archive.outbox.set_state(waiting.id, [waiting.state], waiting.state.DROPPED, "dropped")
    assert [one.kind for one in digest(archive, NOW + 3 * DAY).digest.corrections] == ["removed"]


def test_an_address_nothing_can_be_written_to_does_not_keep_the_others_from_their_mail(
    archive: Archive,
) -> None:
    subscribe(archive, subscription(addresses=("no address", READER)))
    publish(archive, "new", NOW)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    assert [delivery.address for delivery in archive.outbox.newest(9)] == [READER]


class Machine:
    """A translation service that knows one language, or none."""

    engine = "test"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_down = False

    def translate(self, texts: list[str], source: str, target: str) -> list[str]:
        if self.is_down:
            raise TranslationError("no answer")
        self.asked += texts
        return [f"{target}: {len(text)} characters of {source}" for text in texts]


def test_machine_translations_are_marked_and_made_once(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    publish(archive, "ko", NOW, title="단둥 세관, 쌀 200톤 밀수 적발", language="ko")
    machine = Machine()
    translate = Cached(machine, archive.translations).translate  # type: ignore[arg-type]
    (reader,) = archive.subscriptions.all()
    for _ in range(2):
        run = DigestRun(
            archive, [reader], [source()], NOW, Renderer(""), preferences=Preferences(translate=translate)
        )
        made = run.draft(reader, "x")
        assert "en: 19 characters of ko (machine translation)" in made.rendered.text
    assert machine.asked.count("단둥 세관, 쌀 200톤 밀수 적발") == 1
    machine.is_down = True
    publish(archive, "zh", NOW, title="丹东海关查获走私大米", language="zh")
    run = DigestRun(
        archive, [reader], [source()], NOW, Renderer(""), preferences=Preferences(translate=translate)
    )
    text = run.draft(reader, "y").rendered.text
    assert "en: 19 characters" in text
    assert "丹东海关查获走私大米" in text


@pytest.mark.parametrize("later", [6 * DAY, 400 * DAY], ids=["a week", "a clock that is a year ahead"])
def test_the_first_digest_reaches_back_to_when_the_subscription_was_made(
    archive: Archive, later: timedelta
) -> None:
    subscribe(archive, subscription(addresses=(READER,)))
    for day in range(6):
        publish(archive, f"{day}", NOW + day * DAY)
    assert titles(digest(archive, NOW + later)) == {f"Story {day}." for day in range(6)}


def test_readers_of_equal_subscriptions_get_the_same_under_their_own_names_and_links(
    archive: Archive,
) -> None:
    names = {"a": "Desk <A> & \u201cfriends\u201d", "b": "단둥\xa0" + "long " * 30, "c": 'C "x"'}
    for id_, name in names.items():
        subscribe(archive, subscription(id=id_, name=name, addresses=(f"{id_}@example.org",), max_stories=2))
    for number in range(40):
        publish(archive, f"{number}", NOW + number * timedelta(minutes=1))
    defaults = MessageDefaults("Yaluwatch <yalu@example.org>", "https://yalu.example", "s" * 32)
    # Rendered before anything is recorded, each as if nobody else had subscribed.
    alone = {
        reader.id: draft(
            archive,
            reader,
            [source()],
            period_key="alone",
            web_url=defaults.web_url,
            now=NOW + DAY,
            can_unsubscribe=True,
        )
        for reader in archive.subscriptions.all()
    }
    together = queue_due(archive, [source()], defaults, NOW + DAY)
    assert {made.digest.subscription.id: made.digest for made in together} == {
        id_: made.digest for id_, made in alone.items()
    }
    assert {made.digest.subscription.id: made.rendered for made in together} == {
        id_: made.rendered for id_, made in alone.items()
    }
    assert "<h1" in alone["a"].rendered.html
    assert "Desk &lt;A&gt; &amp; “friends”</h1>" in alone["a"].rendered.html
    assert "단둥&nbsp;long" in alone["b"].rendered.html
    assert 'C "x"</h1>' in alone["c"].rendered.html
    # Nobody gets the name, the link or the message of another, and no placeholder is left.
    contents = {one.address: one.content for one in archive.outbox.newest(9)}
    assert len(contents) == 3
    for made in together:
        own = made.digest.subscription.id
        links = defaults.links(own, f"{own}@example.org", made.record.period_key)
        assert links
        read = message_from_bytes(contents[f"{own}@example.org"], policy=policy)
        assert read["To"] == f"{own}@example.org"
        for kind in ("plain", "html"):
            body = read.get_body((kind,)).get_content()  # type: ignore[union-attr]
            assert links.unsubscribe in body
            assert not any(
                other.unsubscribe in body
                for id_ in names
                if id_ != own and (other := defaults.links(id_, f"{id_}@example.org", made.record.period_key))
            )
            assert MARK not in body


def test_an_edit_that_waits_for_its_verdict_stops_nobody_s_digest(archive: Archive) -> None:
    subscribe(archive, subscription(id="narrow", addresses=(READER,), max_stories=1))
    subscribe(archive, subscription(id="other", addresses=("other@example.org",), max_stories=40))
    ids = [publish(archive, f"{number}", NOW + number * timedelta(minutes=1)) for number in range(35)]
    first = {
        made.digest.subscription.id: made for made in queue_due(archive, [source()], DEFAULTS, NOW + DAY)
    }
    waiting = {story.lead.id for story in first["narrow"].digest.carried}
    assert waiting < set(ids)
    for number in waiting:
        stored = archive.articles.get(number)
        assert stored
        later = replace(stored.article, body=f"{stored.article.body} More.", fetched_at=NOW + DAY)
        archive.articles.add(later, None, publisher="p")
    second = {
        made.digest.subscription.id: made for made in queue_due(archive, [source()], DEFAULTS, NOW + 2 * DAY)
    }
    shown = second["narrow"].digest
    assert {story.lead.id for story in (*shown.stories, *shown.more)} == waiting
    assert second["other"].digest.is_quiet
