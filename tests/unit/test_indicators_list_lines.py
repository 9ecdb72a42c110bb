"""Sentences for digests about who is listed and what changed."""

from datetime import UTC, date, datetime

from indicators.lists import change_lines, listed_lines
from storage import FoundListed, ListChange, ListChangeKind, StoredEntry
from tests.lists.samples import entry
from yaluwatch.model import ListedMention

AT = datetime(2026, 11, 29, 5, tzinfo=UTC)


def stored(
    number: int, in_list: str = "eu", gone_at: datetime | None = None, **changes: object
) -> StoredEntry:
    return StoredEntry(id=number, list=in_list, entry=entry(**changes), gone_at=gone_at)


def named(one: StoredEntry, article: int = 1) -> FoundListed:
    return FoundListed(
        article_id=article,
        version=1,
        mention=ListedMention(one.id, 0, 5, "imo"),
        text="x",
        entry=one,
        url="u",
        title="t",
        publisher="p",
        published_at=None,
    )


def test_a_ship_on_two_lists_is_one_line_with_the_first_day_of_each() -> None:
    (line,) = listed_lines(
        [named(stored(1)), named(stored(2, "us", authorities=("us",), listed_on="")), named(stored(1), 2)]
    )
    assert line.text() == (
        "CHOL SAN 2 (IMO 9074729), listed by the UN since 2018-03-30 and the EU since 2018-03-30 and the US"
    )
    assert line.articles == (1, 2)


def test_who_is_no_longer_listed_has_an_end() -> None:
    (line,) = listed_lines([named(stored(1, gone_at=AT, kind="firm", imo="", name="Example Co"))])
    assert line.text().endswith("until 2026-11-29")
    (still,) = listed_lines([named(stored(1, gone_at=AT)), named(stored(2))])
    assert still.until == ""


def test_namesakes_of_another_kind_are_two_lines() -> None:
    person = stored(1, kind="person", imo="", name="Kim Il-ho")
    same = stored(2, "us", kind="person", imo="", name="KIM Il Ho")
    firm = stored(3, kind="firm", imo="", name="Kim Il Ho")
    assert len(listed_lines([named(person), named(same), named(firm)])) == 2


def test_changes_are_counted_by_day_and_list() -> None:
    kinds = (ListChangeKind.NEW, ListChangeKind.AGAIN, ListChangeKind.GONE, ListChangeKind.CHANGED)
    changes = [ListChange(at=AT, version="", kind=kind, entry=stored(n)) for n, kind in enumerate(kinds, 1)]
    other = ListChange(at=AT, version="", kind=ListChangeKind.NEW, entry=stored(9, "un"))
    first, second = change_lines([*changes, other])
    assert first.text() == "2 designations, 1 delisting, 1 changed entry by the EU"
    assert (second.text(), second.day) == ("1 designation by the UN", date(2026, 11, 29))
