from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.spiders.fetch_plan import (
    MAX_REREADS,
    Errand,
    Fate,
    changed_since,
    fate_of,
    first_errands,
    rereads_wanted,
)
from yaluwatch.model import Candidate, Outcome

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)


def candidates(count: int) -> dict[str, Candidate]:
    urls = [f"https://a.example/{number}" for number in range(count)]
    return {url: Candidate(source_id="s", url=url) for url in urls}


def test_fresh_articles_go_first_in_their_order_and_the_rest_waits() -> None:
    announced = candidates(6)
    fresh = set(announced) - {"https://a.example/0"}
    errands, waiting = first_errands(announced, fresh, 3)
    assert [errand.candidate.url[-1] for errand in errands] == ["1", "2", "3"]
    assert waiting == 2
    assert not any(errand.is_reread for errand in errands)


def test_old_pages_get_the_room_that_is_left() -> None:
    errands, _ = first_errands(candidates(4), set(candidates(4)), 50)
    assert rereads_wanted(errands, 50) == MAX_REREADS
    assert rereads_wanted(errands, 6) == 2
    assert rereads_wanted(errands, 3) == 0


@pytest.mark.parametrize(
    ("outcome", "fate"),
    [
        (Outcome.PAYWALL, Fate.SETTLE),
        (Outcome.GONE, Fate.SETTLE),
        (Outcome.ROBOTS, Fate.SETTLE),
        (Outcome.CRASHED, Fate.SETTLE),
        (Outcome.TIMEOUT, Fate.WAIT),
        (Outcome.SERVER_ERROR, Fate.WAIT),
        (Outcome.RATE_LIMITED, Fate.WAIT),
        (Outcome.DNS, Fate.WAIT),
        (Outcome.FORBIDDEN, Fate.LEAVE),
        (Outcome.CONSENT, Fate.LEAVE),
        (Outcome.CLIENT_ERROR, Fate.LEAVE),
    ],
)
def test_a_page_without_an_article_has_a_fate(outcome: Outcome, fate: Fate) -> None:
    assert fate_of(Errand(Candidate(source_id="s", url="u")), outcome, NOW) is fate


def test_a_stored_article_is_missing_only_when_its_page_says_so() -> None:
    again = Errand(Candidate(source_id="s", url="u"), is_reread=True)
    assert fate_of(again, Outcome.NOT_FOUND, NOW) is Fate.MISSING
    assert fate_of(again, Outcome.GONE, NOW) is Fate.MISSING
    others = (Outcome.TIMEOUT, Outcome.PAYWALL, Outcome.CRASHED)
    assert {fate_of(again, outcome, NOW) for outcome in others} == {Fate.LOOKED}


def updated(*minutes: int) -> dict[str, Candidate]:
    """Articles announced as changed so many minutes ago."""
    return {
        url: replace(candidate, updated_at=NOW - timedelta(minutes=ago))
        for (url, candidate), ago in zip(candidates(len(minutes)).items(), minutes, strict=True)
    }


def test_what_was_changed_after_we_read_it_is_read_again_latest_change_first() -> None:
    announced = updated(10, 5, 300, -60)
    reads = dict.fromkeys(announced, NOW - timedelta(hours=2))
    # The third was changed before we read it, the fourth claims to be from the future.
    assert changed_since(announced, reads, NOW) == ["https://a.example/1", "https://a.example/0"]
    assert changed_since(announced, dict.fromkeys(announced, NOW - timedelta(minutes=20)), NOW) == []


def test_a_feed_that_stamps_everything_as_changed_is_not_believed() -> None:
    reads = dict.fromkeys(updated(*[5] * 10), NOW - timedelta(hours=2))
    assert changed_since(updated(*[5] * 10), reads, NOW) == []
    assert len(changed_since(updated(*[5] * 4, *[600] * 6), reads, NOW)) == 4
