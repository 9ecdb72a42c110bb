from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.health.doctor import Cause, broken_now, doctor
from storage import Day, History
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Fetch, Outcome, Selectors, SourceState

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
USUAL = Day(new=4, read=4, body_length=2000.0, missing={"authors": 0.1}, languages={"ko": 1.0})
SOURCE = source()
WELL = SourceState(source_id="s", last_outcome=Outcome.OK)


def fetches(*outcomes: Outcome, url: str = SOURCE.urls[0], detail: str = "") -> list[Fetch]:
    return [
        Fetch(source_id="s", url=url, kind="poll", outcome=outcome, at=NOW, detail=detail)
        for outcome in outcomes
    ]


def causes(history: History, state: SourceState = WELL) -> list[Cause]:
    return [finding.cause for finding in doctor(SOURCE, state, history, NOW)]


def changed(day: Day, *, pages: Sequence[Fetch] = ()) -> History:
    return History(days=[USUAL] * 10 + [day] * 3, polls=fetches(*[Outcome.OK] * 3), pages=pages)


def test_an_unchanged_source_has_no_findings() -> None:
    assert causes(changed(USUAL)) == []


def test_a_source_without_history_has_no_findings() -> None:
    assert causes(History(days=())) == []
    assert causes(History(days=[USUAL])) == []


@pytest.mark.parametrize(
    ("polls", "cause"),
    [
        ([Outcome.OK, Outcome.NOT_FOUND, Outcome.GONE], Cause.MOVED_FEED),
        ([Outcome.HTML_INSTEAD_OF_FEED] * 3, Cause.MOVED_FEED),
        ([Outcome.FORBIDDEN, Outcome.FORBIDDEN, Outcome.RATE_LIMITED], Cause.BLOCKED),
        ([Outcome.OK, Outcome.DNS, Outcome.DNS], Cause.UNREACHED),
    ],
)
def test_polls_that_keep_failing_name_their_cause(polls: list[Outcome], cause: Cause) -> None:
    assert causes(History(days=[USUAL] * 10 + [Day()] * 3, polls=fetches(*polls))) == [cause]


def test_one_failed_poll_or_polls_of_other_urls_are_not_evidence() -> None:
    assert causes(History(days=[USUAL] * 9, polls=fetches(Outcome.OK, Outcome.NOT_FOUND))) == []
    parts = fetches(*[Outcome.NOT_FOUND] * 5, url="https://news.example/part.xml")
    assert causes(History(days=[USUAL] * 9, polls=parts)) == []


def test_a_moved_feed_is_reported_with_evidence_and_advice() -> None:
    polls = fetches(Outcome.OK, *[Outcome.HTML_INSTEAD_OF_FEED] * 2, detail="an HTML page answered")
    (finding,) = doctor(SOURCE, WELL, History(days=[USUAL], polls=polls), NOW)
    assert finding.proof == (
        f"the last 2 polls of {SOURCE.urls[0]} failed: no longer a feed (an HTML page answered)"
    )
    assert f"yalu sources find {SOURCE.homepage}" in finding.advice


@pytest.mark.parametrize(
    ("day", "cause", "proof"),
    [
        (Day(new=4, read=4, body_length=300.0), Cause.NEW_LAYOUT, "300 characters, 2000 before"),
        (Day(new=4, read=4, missing={"authors": 1.0}), Cause.NEW_LAYOUT, "authors missing in 100%"),
        (Day(new=1, read=4, refused={Outcome.TOO_THIN: 3}), Cause.NEW_LAYOUT, "75% of the pages"),
        (Day(read=4, refused={Outcome.CONSENT: 4}), Cause.BLOCKED, "100% of the pages"),
        (Day(new=4, read=4, garbled=0.2), Cause.ENCODING, "20.0% of the characters"),
        (
            Day(new=4, read=4, languages={"en": 1.0}),
            Cause.ENCODING,
            "0% of the articles are recognised as ko",
        ),
        (Day(new=4, read=4, dated_ahead=4), Cause.CLOCK, "4 of 4 articles"),
        (Day(), Cause.SILENT, "nothing new since 2026-09-25, usually within 2 days"),
    ],
)
def test_a_change_is_reported_with_its_evidence(day: Day, cause: Cause, proof: str) -> None:
    finding = next(one for one in doctor(SOURCE, WELL, changed(day), NOW) if one.cause is cause)
    assert proof in finding.proof


def test_a_layout_change_is_noticed_the_same_day() -> None:
    today = Day(new=12, read=17, refused={Outcome.TOO_THIN: 5}, languages={"ko": 1.0})
    pages = fetches(*[Outcome.OK] * 12, *[Outcome.TOO_THIN] * 5, detail="a body of 12 characters")
    findings = doctor(SOURCE, WELL, History(days=[USUAL] * 9 + [today], pages=pages), NOW)
    assert [finding.cause for finding in findings] == [Cause.NEW_LAYOUT]
    assert findings[0].proof == "the last 5 pages had no article: too little text, a body of 12 characters"


def test_pages_that_were_always_rejected_are_not_a_change() -> None:
    walls = Day(new=1, read=5, refused={Outcome.PAYWALL: 4}, body_length=900.0)
    assert causes(History(days=[walls] * 10, pages=fetches(*[Outcome.PAYWALL] * 8))) == []


def test_a_selector_that_stopped_finding_anything_is_broken() -> None:
    mine = source(selectors=Selectors(body=".story"))
    before = Day(new=4, read=4, body_length=900.0, unselected={"body": 0.0, "title": 1.0})
    after = Day(new=4, read=4, body_length=900.0, unselected={"body": 1.0, "title": 1.0})
    history = History(days=[before] * 5 + [after])
    assert broken_now(mine, history) == ["body"]
    (finding,) = doctor(mine, WELL, history, NOW)
    assert finding.proof == "selectors.body found nothing in 100% of the articles, but did before"
    assert broken_now(mine, History(days=[after] * 6)) == []


def test_a_source_that_rarely_publishes_is_stale_only_after_weeks() -> None:
    days = [Day(new=1)] + [Day()] * 12
    quiet = SourceState(source_id="s", last_outcome=Outcome.OK, newest_item_at=NOW - timedelta(days=30))
    assert causes(History(days=days), quiet) == []
    gone = SourceState(source_id="s", last_outcome=Outcome.OK, newest_item_at=NOW - timedelta(days=90))
    assert causes(History(days=[Day()] * 20), gone) == [Cause.SILENT]


def test_an_address_that_has_moved_is_told_after_three_polls() -> None:
    def moved(polls: int) -> SourceState:
        return replace(WELL, moved={SOURCE.urls[0]: ("https://new.example/feed", polls)})

    assert causes(changed(USUAL), moved(2)) == []
    (finding,) = doctor(SOURCE, moved(3), changed(USUAL), NOW)
    assert finding.cause is Cause.MOVED_ADDRESS
    assert "https://new.example/feed" in finding.proof
    assert "yalu sources move" in finding.advice


def test_missed_items_are_told_for_a_week() -> None:
    assert causes(changed(USUAL), replace(WELL, missed_at=NOW - timedelta(days=6))) == [Cause.MISSED]
    assert causes(changed(USUAL), replace(WELL, missed_at=NOW - timedelta(days=8))) == []
