"""Reading sanctions lists: five formats with their quirks, and files that must not be taken over."""

import pytest

from indicators.lists import read_list
from indicators.lists.values import days
from storage import ListFile
from tests.lists.samples import EU_COLUMNS, EU_ROWS, FTM_JSON, UK_XML, UN_XML, US_XML, eu_csv
from yaluwatch.errors import ListError


def read(content: bytes | str) -> ListFile:
    return read_list(content.encode() if isinstance(content, str) else content, "list.file")


def test_the_annexes_of_the_eu_are_read() -> None:
    found = read(eu_csv())
    person, firm, ship, general, unnumbered = found.entries
    assert (found.name, found.version) == ("eu", "")
    assert person.births == ("1944-10-13", "1945", "1946")
    assert (person.documents, person.listed_on) == (("PS381420397",), "2009-07-16")
    assert person.aliases == ("Lee Dong Ho", "Ri Tong Ho")
    assert person.authorities == ("eu", "un")
    assert firm.name == "Korea Example Trading Corporation"
    assert firm.aliases == ("KETC", "EXAMPLE TRADING", "Specimen Company")
    assert firm.former_names == ("Sample Trading",)
    assert (ship.name, ship.former_names, ship.imo) == ("Chol San 2", ("Hae Bit",), "9074729")
    assert (general.name, general.authorities) == ("KIM Won Ryong", ("eu",))
    assert general.aliases == ("김원룡", "KIM Won-Ryong", "GIM Won-Ryong")
    assert unnumbered.imo == ""


def test_a_csv_from_another_spreadsheet_is_the_same_list() -> None:
    semicolons = (
        "\ufeff"
        + ";".join(EU_COLUMNS.split(","))
        + '\r\n32017R1509;1;;XV.A;;20.5.2016;"a, b";Person;Ri A;"Ri B; Ri C";;;;;;\r\n'
    )
    (one,) = read(semicolons).entries
    assert (one.name, one.aliases, one.reasons) == ("Ri A", ("Ri B", "Ri C"), "a, b")


def test_one_ship_twice_in_an_annex_is_two_entries() -> None:
    keys = [one.key for one in read(eu_csv(EU_ROWS[2], EU_ROWS[2].replace("30.3.2018", "3.10.2017"))).entries]
    assert keys == ["XIV.A:9074729", "XIV.A:9074729:2"]


def test_the_list_of_the_un_is_read() -> None:
    found = read(UN_XML)
    person, firm = found.entries
    assert (found.name, found.version, found.left_out) == ("un", "2026-11-20", 1)
    assert (person.key, person.name, person.kind) == ("111", "RI TONG HO", "person")
    assert person.aliases == ("Lee Dong Ho", "리동호")
    assert person.weak_aliases == ("Tongho",)
    assert person.births == ("1964-08-28", "1966", "1967")
    assert (person.documents, person.ids) == (("381420754",), ("un:KPi.901",))
    assert (firm.kind, firm.former_names, firm.listed_on) == ("firm", ("OLD EXAMPLE LINES",), "2018-03-30")


def test_the_list_of_ofac_is_read() -> None:
    found = read(US_XML)
    person, ship = found.entries
    assert (found.name, found.version, found.left_out) == ("us", "2026-11-25", 1)
    assert (person.name, person.aliases, person.weak_aliases) == ("RI Tong Ho", ("LEE Dong-ho",), ("TONG",))
    assert (person.births, person.documents) == (("1964-08-28", "1966"), ("381420754",))
    assert (ship.imo, ship.former_names, ship.listed_on) == ("9074729", ("HAE BIT",), "")


def test_the_list_of_the_uk_is_read() -> None:
    found = read(UK_XML)
    person, ship = found.entries
    assert (found.name, found.version, found.left_out) == ("uk", "2026-11-24", 1)
    assert (person.name, person.aliases, person.weak_aliases) == ("RI TONG HO", ("리동호",), ("Tongho",))
    assert (person.births, person.authorities) == (("1964", "1965-08-28"), ("uk", "un"))
    assert (ship.authorities, ship.imo, ship.former_names) == (("uk",), "9074729", ("HAE BIT",))


def test_entities_of_opensanctions_are_read() -> None:
    found = read(FTM_JSON)
    ship, person = found.entries
    assert (found.name, found.version, found.left_out) == ("opensanctions", "2026-11-21", 1)
    assert (ship.imo, ship.authorities, ship.listed_on) == ("9074729", ("un", "us"), "2018-03-30")
    assert ship.ids == ("opensanctions:NK-1", "wikidata:Q990")
    assert (person.aliases, person.reasons, person.authorities) == (("리동호",), "Works for a bank.", ("eu",))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"name,address\nx,y\n", "no known format"),
        (UN_XML[:900], "not whole"),
        (US_XML.replace("<Record_Count>4<", "<Record_Count>5<"), "4 of 5 entries"),
        (UN_XML.replace("&amp;", "&"), "not whole, or no XML"),
        ("<html><title>Service unavailable</title></html>", "no known format"),
        (UK_XML[: UK_XML.index("</Designations>")], "not whole"),
        (FTM_JSON[:-20], "not whole: line 5"),
        (FTM_JSON + '\n{"id": "x"}', "no entity in line 6"),
        (eu_csv()[:-40], "not whole"),
        (EU_COLUMNS.replace("imoNumber", "imo") + "\n", "lacks the columns imoNumber"),
        (eu_csv().replace(b"Ri Tong", b"R\xff"), "not UTF-8"),
        ("<CONSOLIDATED_LIST/>", "no individuals"),
        ("<Designations/>", "no designations"),
        (UN_XML.replace("DPRK", "Iran"), "no entries on North Korea among 3"),
        (EU_COLUMNS + "\n", "no entries on North Korea"),
        (eu_csv() + b'32017R1509,"unfinished', "not whole"),
    ],
)
def test_what_is_no_whole_list_is_refused(content: bytes | str, message: str) -> None:
    with pytest.raises(ListError, match=message):
        read(content)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a) 1964 b) 28.8.1962", ("1964", "1962-08-28")),
        ("dd/mm/1957", ("1957",)),
        ("dd/03/1957", ("1957-03",)),
        ("31/02/1957", ("1957-02",)),
        ("1957-06", ("1957-06",)),
        ("Jun 1957", ("1957-06",)),
        ("Xyz 1957", ()),
        ("1967-1969.", ("1967", "1969")),
        ("", ()),
    ],
)
def test_days_are_read_as_far_as_they_are_known(text: str, found: tuple[str, ...]) -> None:
    assert days(text) == found


def test_a_day_of_publication_that_is_none_is_left_out() -> None:
    assert read(US_XML.replace("11/25/2026", "25 Nov")).version == ""
    assert read(US_XML.replace("11/25/2026", "2026-11-25")).version == "2026-11-25"


def test_entities_in_xml_are_not_resolved() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(ListError, match="document type"):
        read(UN_XML.replace("?>", "?>" + bomb, 1))
