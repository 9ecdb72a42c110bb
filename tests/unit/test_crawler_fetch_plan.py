from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.spiders.fetch_plan import (
    MAX_REVISITS,
    Disposition,
    FetchTask,
    changed_since,
    disposition_of,
    first_tasks,
    revisits_wanted,
)
from yaluwatch.model import Candidate, Outcome

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)


def candidates(count: int) -> dict[str, Candidate]:
    urls = [f"https://a.example/{number}" for number in range(count)]
    return {url: Candidate(source_id="s", url=url) for url in urls}


def test_new_articles_come_first_and_the_rest_waits() -> None:
    announced = candidates(6)
    fresh = set(announced) - {"https://a.example/0"}
    tasks, waiting = first_tasks(announced, fresh, 3)
    assert [task.candidate.url[-1] for task in tasks] == ["1", "2", "3"]
    assert waiting == 2
    assert not any(task.is_revisit for task in tasks)


def test_revisits_use_what_remains_of_the_page_limit() -> None:
    tasks, _ = first_tasks(candidates(4), set(candidates(4)), 50)
    assert revisits_wanted(tasks, 50) == MAX_REVISITS
    assert revisits_wanted(tasks, 6) == 2
    assert revisits_wanted(tasks, 3) == 0


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.PAYWALL, Disposition.DISMISS),
        (Outcome.GONE, Disposition.DISMISS),
        (Outcome.ROBOTS, Disposition.DISMISS),
        (Outcome.CRASHED, Disposition.DISMISS),
        (Outcome.TIMEOUT, Disposition.WAIT),
        (Outcome.SERVER_ERROR, Disposition.WAIT),
        (Outcome.RATE_LIMITED, Disposition.WAIT),
        (Outcome.DNS, Disposition.WAIT),
        (Outcome.FORBIDDEN, Disposition.LEAVE),
        (Outcome.CONSENT, Disposition.LEAVE),
        (Outcome.CLIENT_ERROR, Disposition.LEAVE),
    ],
)
def test_a_page_without_an_article_has_a_disposition(outcome: Outcome, status: Disposition) -> None:
    assert disposition_of(FetchTask(Candidate(source_id="s", url="u")), outcome, NOW) is status


def test_a_stored_article_is_missing_only_when_its_page_says_so() -> None:
    again = FetchTask(Candidate(source_id="s", url="u"), is_revisit=True)
    assert disposition_of(again, Outcome.NOT_FOUND, NOW) is Disposition.MISSING
    assert disposition_of(again, Outcome.GONE, NOW) is Disposition.MISSING
    others = (Outcome.TIMEOUT, Outcome.PAYWALL, Outcome.CRASHED)
    assert {disposition_of(again, outcome, NOW) for outcome in others} == {Disposition.VISITED}


def updated(*minutes: int) -> dict[str, Candidate]:
    """Articles announced as changed so many minutes ago."""
    return {
        url: replace(candidate, updated_at=NOW - timedelta(minutes=ago))
        for (url, candidate), ago in zip(candidates(len(minutes)).items(), minutes, strict=True)
    }


def test_articles_changed_since_the_last_visit_are_revisited_latest_change_first() -> None:
    announced = updated(10, 5, 300, -60)
    reads = dict.fromkeys(announced, NOW - timedelta(hours=2))
    # The third was changed before we read it, the fourth claims to be from the future.
    assert changed_since(announced, reads, NOW) == ["https://a.example/1", "https://a.example/0"]
    assert changed_since(announced, dict.fromkeys(announced, NOW - timedelta(minutes=20)), NOW) == []


def test_a_feed_that_stamps_everything_as_changed_is_not_believed() -> None:
    reads = dict.fromkeys(updated(*[5] * 10), NOW - timedelta(hours=2))
    assert changed_since(updated(*[5] * 10), reads, NOW) == []
    assert len(changed_since(updated(*[5] * 4, *[600] * 6), reads, NOW)) == 4
