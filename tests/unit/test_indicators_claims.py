"""What became of promises and claims, in every corner."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from indicators import Evidence, Judged, SpeakerFilter, judge, sourcing_of, speaker_filter
from storage import ReportedClaim

PROMISE = ReportedClaim(
    id=1, kind="promise", subject="dandong", mode="rail", state="open", hedge="said", removed=1,
    is_anonymous=True, role="source", speaker_place="dandong", actor="", date="2024-06", inferred="printed",
    day="2024-05-20", speaker="a source in Dandong", sentence="Trains will run in June.", article_id=1,
    version=1, number=1, title="", url="https://a.example/1", publisher="A", language="en", published_at=None,
)  # fmt: skip
CLAIM = replace(PROMISE, kind="claim", date="")
OPENED = Evidence(
    kind="status", day="2024-06-10", mode="rail", state="open", hedge="said", sentence="Trains run.",
    publisher="B", article_id=2, url="https://b.example/2", language="en",
)  # fmt: skip
DENIED = replace(
    OPENED, kind="outcome", hedge="denied", day="2024-05-25", speaker="the ministry", article_id=3
)


def fate(*evidence: Evidence, on: str = "2024-08-01", claim: ReportedClaim = PROMISE) -> Judged:
    return judge(claim, evidence, date.fromisoformat(on))


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2024-06-30", "open"), ("2024-07-01", "overdue"), ("2025-06-30", "overdue"), ("2025-07-01", "expired")],
)
def test_without_a_report_time_decides(day: str, expected: str) -> None:
    assert fate(on=day).fate == expected


def test_an_undated_promise_is_open_for_half_a_year() -> None:
    undated = replace(PROMISE, date="")
    assert fate(on="2024-11-16", claim=undated).fate == "open"
    assert fate(on="2024-11-17", claim=undated).fate == "expired"
    assert fate(OPENED, claim=undated).fate == "kept"


def test_a_promise_is_kept_by_a_report_from_its_date_on() -> None:
    assert fate(OPENED).fate == "kept"
    assert fate(OPENED).because == (OPENED,)
    assert fate(replace(OPENED, day="2024-05-22")).fate == "overdue"
    assert fate(replace(OPENED, day="2024-05-31")).fate == "kept"
    assert fate(OPENED, on="2024-06-09").fate == "open"


def test_late_is_counted_from_the_last_day_to_the_day_it_happened() -> None:
    assert fate(replace(OPENED, day="2024-07-12")).late_days == 12
    assert fate(replace(OPENED, day="2024-07-12", date="2024-07-10")).late_days == 10
    assert fate(replace(OPENED, day="2024-07-12", date="2024-06-28")).late_days == 0


def test_a_limited_opening_keeps_a_promise_and_other_traffic_does_not() -> None:
    assert fate(replace(OPENED, state="limited")).fate == "kept"
    assert fate(replace(OPENED, mode="road")).fate == "overdue"
    assert fate(replace(OPENED, mode="freight")).fate == "kept"
    assert fate(replace(OPENED, mode="all")).fate == "kept"


def test_a_denial_or_delay_breaks_it_until_it_is_done() -> None:
    assert fate(DENIED).fate == "broken"
    assert fate(DENIED).because == (DENIED,)
    assert fate(replace(DENIED, hedge="said", state="postponed")).fate == "broken"
    done = fate(DENIED, OPENED)
    assert (done.fate, done.because, done.against) == ("kept", (OPENED,), (DENIED,))


def test_the_opposite_breaks_it_only_after_its_date() -> None:
    closed = replace(OPENED, state="closed")
    assert fate(closed, on="2024-06-20").fate == "open"
    assert fate(replace(closed, day="2024-07-03")).fate == "broken"


def test_a_promise_made_again_for_later_breaks_the_first_once_its_date_is_over() -> None:
    again = replace(OPENED, kind="promise", date="2024-09", day="2024-07-05")
    assert fate(again).fate == "broken"
    assert fate(replace(again, day="2024-06-05")).fate == "overdue"
    assert fate(replace(again, date="")).fate == "overdue"


def test_other_publishers_of_the_same_promise_are_counted() -> None:
    same = replace(OPENED, kind="promise", day="2024-05-21", date="2024-06-12")
    assert fate(same).publishers == ("A", "B")
    assert fate(replace(same, removed=2)).publishers == ("A",)
    assert fate(replace(same, date="2025-06-12")).publishers == ("A",)
    assert fate(replace(same, article_id=1)).publishers == ("A",)
    assert fate().is_single_source


def test_a_closing_is_kept_by_a_closure() -> None:
    closing = replace(PROMISE, state="closed")
    assert fate(replace(OPENED, state="closed"), claim=closing).fate == "kept"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "corroborated"),
        ({"hedge": "confirmed"}, "confirmed"),
        ({"speaker": "Wang Wenbin", "removed": 1}, "confirmed"),
        ({"state": "closed"}, "contradicted"),
        ({"state": "closed", "publisher": "A"}, "single"),
        ({"hedge": "rumoured"}, "single"),
        ({"removed": 2}, "single"),
        ({"day": "2024-07-20"}, "single"),
        ({"kind": "promise"}, "single"),
        ({"kind": "outcome", "hedge": "denied"}, "contradicted"),
    ],
)
def test_claims_about_a_crossing(changes: dict[str, Any], expected: str) -> None:
    other = (
        replace(OPENED, day="2024-05-22", **changes) if "day" not in changes else replace(OPENED, **changes)
    )
    assert fate(other, claim=CLAIM).fate == expected


def test_claims_expire_and_others_are_unchecked() -> None:
    assert fate(on="2024-12-01", claim=CLAIM).fate == "expired"
    assert fate(claim=replace(CLAIM, subject="", state="")).fate == "unchecked"
    assert fate(claim=replace(CLAIM, kind="outcome")).fate == ""


def test_a_story_rests_on_its_speakers() -> None:
    second = replace(
        CLAIM, id=2, speaker="평양 소식통", role="source", speaker_place="pyongyang", publisher="B"
    )
    named = replace(CLAIM, id=3, speaker="Wang Wenbin", is_anonymous=False, hedge="confirmed", role="")
    found = sourcing_of([CLAIM, second, named])
    assert found is not None
    assert (found.unnamed, found.named, found.publishers, found.confirmed_by) == (2, 1, 2, "Wang Wenbin")
    assert not found.is_single
    alone = sourcing_of([CLAIM], [DENIED])
    assert alone is not None
    assert alone.is_single
    assert alone.denied_by == "the ministry"
    assert sourcing_of([replace(CLAIM, speaker="")]) is None


def test_a_story_told_at_second_hand_says_so() -> None:
    relayed = replace(CLAIM, removed=2, actor="nis", is_anonymous=False)
    found = sourcing_of([relayed, replace(relayed, publisher="B")])
    assert found is not None
    assert found.is_second_hand
    assert (found.named, found.publishers) == (1, 2)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("source in Pyongyang", SpeakerFilter(("source",), ("pyongyang",))),
        ("평양 소식통", SpeakerFilter(("source",), ("pyongyang",))),
        ("trader", SpeakerFilter(("trader",))),
        ("Wang Wenbin", SpeakerFilter(text="Wang Wenbin")),
        ("foreign ministry", SpeakerFilter(text="foreign ministry")),
    ],
)
def test_speakers_meant(words: str, found: SpeakerFilter) -> None:
    assert speaker_filter(words) == found
