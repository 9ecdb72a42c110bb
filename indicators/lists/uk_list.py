"""The UK sanctions list as XML (https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml).

Designations with DateGenerated and Designation: UniqueID, Names/Name in parts Name1 to Name6 (Name6 is the
family name, or the whole name of an entity) with NameType and AliasStrength, NonLatinNames, RegimeName,
IndividualEntityShip, DesignationSource, UNReferenceNumber, details of individuals and ships.
"""

from collections.abc import Iterator

from lxml import etree

from indicators.lists import values
from indicators.lists.safe_xml import read_xml, text_of, texts
from storage import ListEntry, ListFile
from yaluwatch.errors import ListError

_KINDS = {"individual": "person", "entity": "firm", "ship": "ship"}
_COUNTRY = "People's Republic of Korea"


def is_uk(content: bytes) -> bool:
    """Whether a file looks like this list."""
    return b"<Designations" in content[:1000]


def read_uk(content: bytes, origin: str) -> ListFile:
    """The entries of the regime on North Korea. Raises ListError if the file is not whole."""
    root = read_xml(content, origin)
    found = root.findall("Designation")
    if not found:
        raise ListError(f"{origin} has no designations")
    wanted = [one for one in found if _COUNTRY in text_of(one, "RegimeName").replace("’", "'")]
    return ListFile(
        name="uk",
        format="UK sanctions list (XML)",
        version=values.first_day(text_of(root, "DateGenerated")),
        entries=tuple(map(_entry, wanted)),
        left_out=len(found) - len(wanted),
    )


def _entry(element: etree._Element) -> ListEntry:
    kind = _KINDS.get(text_of(element, "IndividualEntityShip").casefold(), "firm")
    named = list(_named(element))
    name = next((name for name, type_, _ in named if type_ == "primary name"), named[0][0] if named else "")
    reference = text_of(element, "UNReferenceNumber")
    is_of_un = bool(reference) or text_of(element, "DesignationSource").casefold() in {"un", "both"}
    former = [one for one, type_, _ in named if "previous" in type_ or "former" in type_]
    return ListEntry(
        key=text_of(element, "UniqueID") or text_of(element, "OFSIGroupID") or name.casefold(),
        kind=kind,
        name=name,
        aliases=values.names(
            (
                *(one for one, _, strength in named if "low" not in strength and one not in former),
                *_original(element),
            ),
            without=(name,),
        ),
        weak_aliases=values.names((one for one, _, strength in named if "low" in strength), without=(name,)),
        former_names=values.names(former, without=(name,)),
        births=tuple(
            dict.fromkeys(day for text in texts(element, ".//DOBs/DOB") for day in values.days(text))
        ),
        documents=values.documents(
            " ; ".join((*texts(element, ".//PassportNumber"), *texts(element, ".//NationalIdentifierNumber")))
        ),
        imo=next((imo for imo in map(values.imo_number, texts(element, ".//IMONumber")) if imo), ""),
        reasons=" ".join(
            (
                *texts(element, ".//Positions/Position"),
                *texts(element, "UKStatementofReasons"),
                *texts(element, "OtherInformation"),
            )
        ),
        authorities=("uk", "un") if is_of_un else ("uk",),
        program=text_of(element, "RegimeName"),
        listed_on=values.first_day(text_of(element, "DateDesignated")),
        ids=(f"un:{reference}",) if reference else (),
    )


def _named(element: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Name, its type and its strength, in small letters; the family name comes first, as in Korean."""
    for one in element.findall("Names/Name"):
        given = " ".join(part for number in range(1, 6) if (part := text_of(one, f"Name{number}")))
        name = f"{text_of(one, 'Name6')} {given}".strip()
        if name:
            yield name, text_of(one, "NameType").casefold(), text_of(one, "AliasStrength").casefold()


def _original(element: etree._Element) -> Iterator[str]:
    yield from texts(element, "NonLatinNames/NonLatinName/NameNonLatinScript")
