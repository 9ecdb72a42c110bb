"""OFAC's list of specially designated nationals as XML (SDN.XML), and its consolidated list in the same form.

sdnList with publshInformation (spelt so), sdnEntry with uid, lastName (the whole name of firms and ships),
sdnType, programList, akaList with strong and weak names, idList, dateOfBirthList, vesselInfo. The namespace
has changed with the publishing system, so names are compared without it. The list gives no days of listing.
"""

from collections.abc import Iterable

from lxml import etree

from indicators.lists import values
from indicators.lists.safe_xml import read_xml, text_of, texts
from storage import ListEntry, ListFile
from yaluwatch.errors import ListError

_KINDS = {"Individual": "person", "Entity": "firm", "Vessel": "ship"}


def is_us(content: bytes) -> bool:
    """Whether a file looks like this list."""
    return b"<sdnList" in content[:2000]


def read_us(content: bytes, origin: str) -> ListFile:
    """The entries of programmes on North Korea. Raises ListError if the file is not whole."""
    root = read_xml(content, origin)
    found = root.findall("sdnEntry")
    told = text_of(root, "publshInformation/Record_Count") or text_of(root, "publishInformation/Record_Count")
    if told.isdecimal() and int(told) != len(found):
        raise ListError(f"{origin} has {len(found):,} of {int(told):,} entries, so it is not whole")
    wanted = [one for one in found if _is_wanted(texts(one, "programList/program"))]
    return ListFile(
        name="us",
        format="OFAC SDN (XML)",
        version=values.american_day(
            text_of(root, "publshInformation/Publish_Date")
            or text_of(root, "publishInformation/Publish_Date")
        ),
        entries=tuple(_entry(one) for one in wanted if text_of(one, "sdnType") in _KINDS),
        left_out=len(found) - len(wanted),
    )


def _is_wanted(programs: Iterable[str]) -> bool:
    return any("DPRK" in program or "NKSPEA" in program for program in programs)


def _entry(element: etree._Element) -> ListEntry:
    kind = _KINDS[text_of(element, "sdnType")]
    name = _name(element)
    akas = [
        (_name(aka), text_of(aka, "type"), text_of(aka, "category")) for aka in element.findall("akaList/aka")
    ]
    papers = [(text_of(one, "idType"), text_of(one, "idNumber")) for one in element.findall("idList/id")]
    imo = next((number for number in map(values.imo_number, _of_type(papers, "vessel", "imo")) if number), "")
    remarks = text_of(element, "remarks")
    return ListEntry(
        key=text_of(element, "uid"),
        kind=kind,
        name=name,
        aliases=values.names(
            (aka for aka, type_, category in akas if category != "weak" and not type_.startswith("f")),
            without=(name,),
        ),
        weak_aliases=values.names((aka for aka, _, category in akas if category == "weak"), without=(name,)),
        former_names=values.names(
            (aka for aka, type_, category in akas if category != "weak" and type_.startswith("f")),
            without=(name,),
        ),
        births=_births(element),
        documents=values.documents(" ; ".join(_of_type(papers, "passport", "identification"))),
        imo=imo if kind == "ship" else "",
        reasons=" ".join(filter(None, (text_of(element, "title"), remarks))),
        authorities=("us",),
        program=", ".join(texts(element, "programList/program")),
    )


def _name(element: etree._Element) -> str:
    """OFAC writes KIM, Yong Chol; Korean and Chinese names have the family name first."""
    return " ".join(filter(None, (text_of(element, "lastName"), text_of(element, "firstName"))))


def _of_type(papers: Iterable[tuple[str, str]], *words: str) -> list[str]:
    """Numbers of papers of a type. "Vessel Registration Identification" is "IMO 8712362"."""
    return [number for type_, number in papers if any(word in type_.casefold() for word in words)]


def _births(element: etree._Element) -> tuple[str, ...]:
    found: list[str] = []
    for text in texts(element, "dateOfBirthList/dateOfBirthItem/dateOfBirth"):
        found += values.days(text)
    return tuple(dict.fromkeys(found))
