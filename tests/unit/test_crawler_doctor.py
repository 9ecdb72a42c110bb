from datetime import UTC, datetime, timedelta

import pytest

from crawler.doctor import Cause, Day, History, doctor
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
USUAL = Day(new=4, read=4, body_length=2000.0, missing={"authors": 0.1})


def causes(history: History) -> list[Cause]:
    return [finding.cause for finding in doctor(source(), history, NOW)]


def changed(day: Day) -> History:
    return History(days=[USUAL] * 10 + [day] * 3, polls=[Outcome.OK] * 3)


def test_a_source_that_is_as_ever_has_no_findings() -> None:
    assert causes(changed(USUAL)) == []


def test_a_source_without_a_past_has_no_findings() -> None:
    assert causes(History(days=())) == []


@pytest.mark.parametrize(
    ("polls", "cause"),
    [
        ([Outcome.OK, Outcome.NOT_FOUND, Outcome.GONE, Outcome.NOT_FOUND], Cause.MOVED_FEED),
        ([Outcome.HTML_INSTEAD_OF_FEED] * 3, Cause.MOVED_FEED),
        ([Outcome.FORBIDDEN, Outcome.FORBIDDEN, Outcome.RATE_LIMITED], Cause.BLOCKED),
    ],
)
def test_polls_that_keep_failing_name_their_cause(polls: list[Outcome], cause: Cause) -> None:
    assert causes(History(days=[USUAL] * 10 + [Day()] * 3, polls=polls)) == [cause]


@pytest.mark.parametrize(
    ("day", "cause", "proof"),
    [
        (Day(new=4, read=4, body_length=300.0), Cause.NEW_LAYOUT, "300 characters, 2000 before"),
        (Day(new=4, read=4, missing={"authors": 1.0}), Cause.NEW_LAYOUT, "authors missing in 100%"),
        (Day(new=1, read=4, refused={Outcome.TOO_THIN: 3}), Cause.NEW_LAYOUT, "75% of the pages"),
        (Day(read=4, refused={Outcome.CONSENT: 4}), Cause.BLOCKED, "100% of the pages"),
        (Day(new=4, read=4, garbled=0.2), Cause.ENCODING, "20.0% of the characters"),
        (Day(new=4, read=4, dated_ahead=4), Cause.CLOCK, "12 of 12 articles"),
        (Day(), Cause.SILENT, "nothing new in 3 days, 4.0 articles a day before"),
    ],
)
def test_a_change_is_named_with_its_proof(day: Day, cause: Cause, proof: str) -> None:
    (finding,) = doctor(source(), changed(day), NOW)
    assert finding.cause is cause
    assert proof in finding.proof


def test_a_rare_source_may_be_quiet_for_weeks_but_not_for_ever() -> None:
    days = [Day(new=1)] + [Day()] * 12
    assert causes(History(days=days, newest_item_at=NOW - timedelta(days=30))) == []
    assert causes(History(days=days, newest_item_at=NOW - timedelta(days=90))) == [Cause.SILENT]
