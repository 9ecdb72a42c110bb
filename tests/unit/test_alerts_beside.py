"""Lines beside a story: who is listed, and claims beside official figures, in order of what matters."""

from datetime import UTC, date, datetime

import pytest

from alerts.indicators import beside
from alerts.rendering import indicator_text, labels_in
from indicators.trade import ComparedClaim, compare
from storage import FoundListed, StoredEntry
from tests.lists.samples import entry
from tests.trade_claims import book, claims
from yaluwatch.model import ListedMention

BOOK = book()
GONE = datetime(2026, 11, 1, tzinfo=UTC)


def compared(text: str, day: date | None = date(2026, 6, 1)) -> list[ComparedClaim]:
    return [ComparedClaim(found, claim, compare(claim, BOOK)) for found, claim in claims(text, "en", day)]


def listed(name: str, gone_at: datetime | None = None, **changes: object) -> FoundListed:
    one = StoredEntry(
        id=1, list="eu", entry=entry(name=name, imo="", kind="firm", **changes), gone_at=gone_at
    )
    return FoundListed(
        article_id=1, version=1, mention=ListedMention(1, 0, 5, "name"), text=name, entry=one, url="",
        title="", publisher="", published_at=None,
    )  # fmt: skip


def lines(text: str = "", *names: FoundListed, day: date | None = date(2026, 6, 1)) -> list[str]:
    labels = labels_in("en")
    return [indicator_text(labels, line) for line in beside(names, compared(text, day) if text else ())]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "China's trade with North Korea was $2.18 billion in 2024.",
            "“$2.18 billion”: rounded from 2,180.39 million USD in 2024 (China Customs, released 2025-01-18)",
        ),
        (
            "China's trade with North Korea was $538.9 million in 2020.",
            "“$538.9 million”: agrees with 538.92 million USD in 2020 (UN Comtrade)",
        ),
        (
            "China's exports to North Korea were $2.18 billion in 2024.",
            (
                "“$2.18 billion”: another series (Exports and imports together), 2,180.39 million USD in "
                "2024 (China Customs, released 2025-01-18)"
            ),
        ),
        (
            "China's trade with North Korea was $2.64 billion in 2024.",
            (
                "“$2.64 billion”: another series (Korea's count with crude oil), 2,640.87 million USD in "
                "2024 (KOTRA, released 2025-07-28)"
            ),
        ),
        (
            "China's trade with North Korea rose 31 percent in 2025.",
            (
                "“31 percent”: differs by +5.6 points from +25.4 % in 2024 → 2025 "
                "(China Customs, released 2026-01-18)"
            ),
        ),
    ],
)
def test_each_verdict_has_its_sentence(text: str, line: str) -> None:
    assert lines(text) == [line]


def test_a_claim_before_its_time_is_told_with_or_without_a_figure() -> None:
    early = "China's trade with North Korea was $2.1 billion in 2024."
    assert lines(early, day=date(2024, 12, 1)) == ["“$2.1 billion”: too early, 2024 was not over"]
    assert lines(early, day=date(2025, 1, 2)) == [
        "“$2.1 billion”: too early, 2,180.39 million USD in 2024 (China Customs, released 2025-01-18)"
    ]


def test_what_the_figures_say_nothing_about_is_left_out() -> None:
    assert lines("China's trade with North Korea was $2.18 billion in 1971.") == []


def test_what_differs_stands_first_and_repeats_once() -> None:
    text = (
        "China's trade with North Korea was $2.18 billion in 2024. Trade between China and North Korea was "
        "$9 billion in 2024. China's trade with North Korea was $2.18 billion in 2024."
    )
    first, second = lines(text)
    assert first.startswith("“$9 billion”: differs by +312.8 %")
    assert second.startswith("“$2.18 billion”: rounded")


def test_of_many_listed_only_the_names_are_given() -> None:
    found = lines("", *(listed(name) for name in "ABCDE"), listed("Old", gone_at=GONE))
    assert found[0] == "A, listed by the UN since 2018-03-30, the EU since 2018-03-30"
    assert found[3] == "Also listed: D, E, Old"
    assert lines("", listed("Old", gone_at=GONE, authorities=("us",), listed_on=""))[0] == (
        "Old, listed by the US, until 2026-11-01"
    )
    assert lines("", listed("Odd", authorities=())) == ["Odd, listed by a sanctions list"]
