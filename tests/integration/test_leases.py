"""Several processes at once: what one promises, another keeps."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from alerts.delivery import MessageDefaults
from alerts.subscriptions.consent import subscribe
from scheduler import jobs
from storage import Archive, open_archive
from tests import claims_run
from tests.engines import refusing_messages
from tests.samples import NOW, article, placement, statements_of, subscription, verdict
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Relation
from yaluwatch.owner import is_dead, new_owner

DEFAULTS = MessageDefaults("Yalu <y@example.org>", "https://yalu.example", "s3cret")
HOUR = timedelta(hours=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


# Consent


def test_when_one_of_three_addresses_can_not_be_asked_none_is_subscribed(archive: Archive) -> None:
    made = subscription(addresses=("a@example.org", "b@example.org", "c@example.org"))
    with (
        refusing_messages(archive, "b@example.org"),
        pytest.raises(ArchiveError, match="injected"),
    ):
        subscribe(archive, made, DEFAULTS, NOW, agreed=False)
    assert archive.subscriptions.all() == []
    assert archive.subscriptions.recipients() == []
    assert archive.outbox.newest(10) == []
    assert subscribe(archive, made, DEFAULTS, NOW, agreed=False) == list(made.addresses)
    assert [known.is_served for known in archive.subscriptions.recipients()] == [False, False, False]


def test_an_address_nothing_is_known_of_is_not_served(archive: Archive) -> None:
    archive.subscriptions.save(subscription(addresses=("a@example.org",)))
    assert not archive.subscriptions.recipient("everything", "a@example.org").is_served


def test_only_new_addresses_are_asked_and_one_that_left_is_asked_again(archive: Archive) -> None:
    both = subscription(addresses=("a@example.org", "b@example.org", "https://x.example/hook"))
    subscribe(archive, both, DEFAULTS, NOW, agreed=True)
    assert subscribe(archive, both, DEFAULTS, NOW + HOUR, agreed=False) == []
    archive.subscriptions.unsubscribe("everything", "b@example.org")
    assert archive.subscriptions.all()[0].addresses == ("a@example.org", "https://x.example/hook")
    assert subscribe(archive, both, DEFAULTS, NOW + 2 * HOUR, agreed=False) == ["b@example.org"]
    served = {known.address for known in archive.subscriptions.recipients() if known.is_served}
    assert served == {"a@example.org", "https://x.example/hook"}


def test_an_operators_word_counts_for_those_still_waiting(archive: Archive) -> None:
    made = subscription(addresses=("a@example.org",))
    assert subscribe(archive, made, DEFAULTS, NOW, agreed=False) == ["a@example.org"]
    assert subscribe(archive, made, DEFAULTS, NOW, agreed=False) == []
    assert not archive.subscriptions.recipient("everything", "a@example.org").is_served
    both = subscription(addresses=("a@example.org", "b@example.org"))
    assert subscribe(archive, both, DEFAULTS, NOW, agreed=True) == []
    assert all(known.is_served for known in archive.subscriptions.recipients())


def test_consent_to_one_subscription_is_none_to_another(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=("a@example.org",)), DEFAULTS, NOW, agreed=True)
    other = subscription(id="other", addresses=("a@example.org",))
    assert subscribe(archive, other, DEFAULTS, NOW, agreed=False) == ["a@example.org"]


def test_where_nobody_can_answer_an_operators_word_counts(archive: Archive) -> None:
    made = subscription(addresses=("a@example.org",))
    assert subscribe(archive, made, MessageDefaults("Yalu <y@example.org>"), NOW, agreed=False) == []
    assert archive.subscriptions.recipient("everything", "a@example.org").is_served


# Relations


def filed(archive: Archive, number: int, publisher: str, beside: int | None = None, **changes: object) -> int:
    made = article(
        url=f"https://{publisher}.example/{number}", source_id=publisher, title=f"Bridge {number}",
        body=f"Text {number} of {publisher}.", fetched_at=NOW, published_at=NOW,
    )  # fmt: skip
    added = archive.articles.add(made, None, publisher=publisher)
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    archive.stories.add(placement(added.id, beside, **changes), NOW)
    return added.id


def old_sources(archive: Archive, *names: str) -> None:
    """Sources that were there long before, so that they can be compared with."""
    for name in names:
        old = article(
            url=f"https://{name}.example/old", source_id=name, title="Old", fetched_at=NOW - 400 * HOUR * 24
        )
        archive.articles.add(old, None, publisher=name)


def voices(archive: Archive) -> dict[str, int]:
    return {found.subject: found.publishers for found in archive.digest_inputs.presence(NOW + HOUR, 28)}


def test_copies_stay_copies_when_stories_are_merged(archive: Archive) -> None:
    names = ("a", "b", "c", "d", "e")
    old_sources(archive, *names)
    first = filed(archive, 1, "a")
    for publisher in ("b", "c", "d"):
        filed(archive, 2, publisher, first, relation=Relation.COPY, reason="92% of the wording in common")
    other = filed(archive, 3, "e")
    assert voices(archive)["place:dandong"] == 2
    one, two = (archive.articles.get(number).story_id for number in (first, other))  # type: ignore[union-attr]
    assert one
    assert two
    archive.stories.merge(two, [one], at=NOW)
    assert voices(archive)["place:dandong"] == 2
    reasons = archive.stories.reasons(two)
    assert sum("92% of the wording in common" in reason for reason in reasons.values()) == 3
    assert sum("merged from story" in reason for reason in reasons.values()) == 4


def test_what_is_split_from_its_original_speaks_for_itself(archive: Archive) -> None:
    old_sources(archive, "a", "b", "c")
    first = filed(archive, 1, "a")
    copy = filed(archive, 2, "b", first, relation=Relation.COPY)
    filed(archive, 3, "c", copy, relation=Relation.COPY)
    assert voices(archive)["place:dandong"] == 1
    story = archive.articles.get(first).story_id  # type: ignore[union-attr]
    assert story
    archive.stories.split(story, [copy], at=NOW)
    # The second is no copy of what it was parted from, nor is the third of what went away.
    assert voices(archive)["place:dandong"] == 3


# Grouping


def test_an_article_is_said_to_be_where_it_is(archive: Archive) -> None:
    first, second = (
        archive.articles.add(article(url=f"https://a.example/{number}"), None, publisher="p").id
        for number in (1, 2)
    )
    story = archive.stories.add(placement(first), NOW)
    assert archive.stories.add(placement(first), NOW) == story
    assert archive.stories.add(placement(second, first), NOW) == story
    assert archive.stories.add(placement(second), NOW) == story
    assert list(archive.stories.get(range(9))) == [story]


def test_two_that_group_at_once_leave_no_story_without_an_article(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    with open_archive(path) as archive:
        for number in range(60):
            made = article(url=f"https://a.example/{number}", title=f"T{number}", body=f"{number} " * 60)
            archive.articles.add(made, None, publisher="p")

    def work(_: int) -> int:
        with open_archive(path) as archive:
            jobs.tag(archive, fake_classifier, NOW)
            return jobs.group(archive, NOW)

    fake_classifier = mock.Mock()
    fake_classifier.classify.return_value = verdict(mentions=())
    with mock.patch.object(jobs, "_BATCH", 7), ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 60
    with open_archive(path) as archive, statements_of(archive).read("counting") as db:
        assert db.execute("SELECT count(*) FROM story_articles").fetchone()[0] == 60
        assert db.execute("SELECT count(*) FROM verdicts").fetchone()[0] == 60
        empty = "SELECT count(*) FROM stories WHERE id NOT IN (SELECT story FROM story_articles)"
        assert db.execute(empty).fetchone()[0] == 0


# Claims


def test_a_claim_is_one_owners_until_it_is_released_and_its_pause_is_over(archive: Archive) -> None:
    claims = archive.claims
    assert claims.take(["source:a", "host:x"], "one", 100.0, lease=60, pause=2.5)
    assert claims.take(["source:a"], "one", 101.0, lease=60, pause=2.5)
    assert not claims.take(["source:b", "host:x"], "two", 130.0, lease=60)
    assert claims.held(["source:b"], 130.0) == []
    claims.release("one", 140.0)
    assert not claims.take(["host:x"], "two", 142.4, lease=60)
    assert claims.take(["host:x"], "two", 142.5, lease=60)


def test_a_claim_ends_by_itself_unless_it_is_renewed(archive: Archive) -> None:
    claims = archive.claims
    assert claims.take(["job:tag"], "one", 0.0, lease=60)
    assert claims.renew(["job:tag"], "one", 50.0, lease=60)
    assert not claims.take(["job:tag"], "two", 109.0, lease=60)
    assert claims.take(["job:tag"], "two", 110.0, lease=60)
    assert not claims.renew(["job:tag"], "one", 111.0, lease=60)


def test_an_owner_learns_that_it_lost_one_of_its_claims(archive: Archive) -> None:
    claims = archive.claims
    both = ["source:a", "host:x"]
    assert claims.take(both, "one", 0.0, lease=60)
    assert claims.take(["host:x"], "two", 60.0, lease=60)
    assert not claims.renew(both, "one", 61.0, lease=60)
    assert [claim.owner for claim in claims.held(both, 62.0)] == ["two", "one"]


def test_a_claim_of_a_clock_that_was_ahead_holds_up_nobody(archive: Archive) -> None:
    assert archive.claims.take(["host:x"], "one", 4e9, lease=60)
    assert archive.claims.take(["host:x"], "two", 1e9, lease=60)


def test_a_lease_written_two_hours_ahead_ends_after_its_length(archive: Archive) -> None:
    assert archive.claims.take(["service"], "far", 10_000.0 + 7200, lease=45)
    assert not archive.claims.take(["service"], "near", 10_000.0, lease=45)
    assert not archive.claims.take(["service"], "near", 10_030.0, lease=45)
    assert archive.claims.take(["service"], "near", 10_046.0, lease=45)


def test_a_lease_that_was_shortened_is_its_owners_while_it_renews_it(archive: Archive) -> None:
    assert archive.claims.take(["service"], "mine", 10_000.0 + 7200, lease=45)
    for now in range(10_000, 10_200, 10):
        assert not archive.claims.take(["service"], "other", now + 5.0, lease=45)
        assert archive.claims.renew(["service"], "mine", float(now + 10), lease=45)


def test_a_pause_written_ahead_ends_after_its_length(archive: Archive) -> None:
    assert archive.claims.take(["host:x"], "one", 10_000.0 + 7200, lease=90, pause=2)
    archive.claims.release("one", 10_000.0 + 7200)
    assert not archive.claims.take(["host:x"], "two", 10_000.0, lease=90)
    assert archive.claims.take(["host:x"], "two", 10_002.5, lease=90)


def test_claims_of_dead_processes_end_at_once_those_of_others_stay(archive: Archive) -> None:
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "pass"], dict(os.environ))
    mine = new_owner()
    machine, own_pid, started, run = mine.split("/")
    child = "/".join((machine, str(pid), "1", run))
    os.waitpid(pid, 0)
    far = "/".join(("elsewhere", own_pid, started, run))
    assert (is_dead(mine), is_dead(child), is_dead(far), is_dead("odd")) == (False, True, False, False)
    for owner in (mine, child, far):
        assert archive.claims.take([f"host:{owner}"], owner, 100.0, lease=60, pause=1)
    archive.claims.release_dead(is_dead, 101.0)
    names = [f"host:{owner}" for owner in (mine, child, far)]
    assert {held.owner for held in archive.claims.held(names, 101.5)} == {mine, "", far}
    assert {held.owner for held in archive.claims.held(names, 102.5)} == {mine, far}


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes of a crawl in /proc")
def test_two_crawls_at_once_read_each_page_once_and_keep_the_delay_even_when_one_is_killed() -> None:
    result = claims_run.run(kills=2)
    assert result.kills == 2
    assert result.faults == []
