"""What several imports of sanctions lists changed in the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from indicators.lists import EntryChange, net_changes
from storage import ListChange, ListChangeKind, StoredEntry
from tests.lists.samples import entry

AT = datetime(2026, 11, 29, 5, tzinfo=UTC)
NEW, CHANGED, GONE, AGAIN = (
    ListChangeKind.NEW,
    ListChangeKind.CHANGED,
    ListChangeKind.GONE,
    ListChangeKind.AGAIN,
)


def changes(
    *kinds: ListChangeKind, number: int = 1, in_list: str = "eu", fields: tuple[str, ...] = (), **what: object
) -> list[ListChange]:
    """What happened to one entry, hour by hour."""
    one = StoredEntry(id=number, list=in_list, entry=entry(**what), gone_at=None)
    return [
        ListChange(
            at=AT + timedelta(hours=hour),
            version="2026-11-29",
            kind=kind,
            entry=one,
            fields=fields,
            origin="x",
        )
        for hour, kind in enumerate(kinds)
    ]


def net(*all_of_them: list[ListChange]) -> list[EntryChange]:
    return net_changes([change for those in all_of_them for change in reversed(those)])


def test_only_the_outcome_of_several_imports_counts() -> None:
    assert [one.kind for one in net(changes(NEW, CHANGED, fields=("name",)))] == ["added"]
    assert [one.kind for one in net(changes(CHANGED, GONE))] == ["removed"]
    assert net(changes(NEW, GONE)) == []
    assert net(changes(GONE, AGAIN)) == []
    (changed,) = net(changes(GONE, AGAIN, CHANGED, fields=("births", "ids")))
    assert (changed.kind, changed.fields) == ("changed", ("births",))


def test_imports_of_the_same_second_keep_their_order() -> None:
    assert net([replace(one, at=AT) for one in changes(NEW, GONE)]) == []
    assert [one.kind for one in net([replace(one, at=AT) for one in changes(CHANGED, GONE)])] == ["removed"]


def test_other_identifiers_are_no_news() -> None:
    assert net(changes(CHANGED, fields=("ids",))) == []


def test_what_two_lists_say_of_one_ship_is_one_change_and_the_un_is_named_first() -> None:
    (one,) = net(
        changes(NEW, authorities=("eu",), listed_on="2026-11-20"),
        changes(NEW, number=2, in_list="un", authorities=("un",), listed_on="2026-11-18"),
    )
    assert (one.authorities, one.listed_on, one.entries) == (("un", "eu"), "2026-11-18", (1, 2))


def test_additions_come_first() -> None:
    found = net(
        changes(CHANGED, fields=("reasons",), imo="", name="C"),
        changes(GONE, number=2, imo="", name="B"),
        changes(NEW, number=3, imo="", name="A"),
    )
    assert [(one.kind, one.name) for one in found] == [("added", "A"), ("removed", "B"), ("changed", "C")]


def test_a_corrected_name_is_neither_a_delisting_nor_a_designation() -> None:
    (one,) = net(
        changes(GONE, imo="", kind="person", name="Chang Myong- Chin"),
        changes(NEW, number=2, imo="", kind="person", name="Chang Myong-Chin"),
    )
    assert (one.kind, one.name, one.fields) == ("changed", "Chang Myong-Chin", ("name",))
    others = net(
        changes(GONE, imo="", kind="person", name="Chang Myong Chin"),
        changes(NEW, number=2, imo="", kind="firm", name="Chang Myong Chin"),
    )
    assert [each.kind for each in others] == ["added", "removed"]
