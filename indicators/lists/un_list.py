"""The consolidated list of the Security Council as XML (https://scsanctions.un.org/resources/xml/en/consolidated.xml).

The field structure is that of its schema: CONSOLIDATED_LIST with dateGenerated, INDIVIDUALS/INDIVIDUAL and
ENTITIES/ENTITY, names in up to four parts, aliases with QUALITY. Aliases without a name are in it and mean
nothing.
"""

from lxml import etree

from indicators.lists import values
from indicators.lists.safe_xml import read_xml, text_of, texts
from storage import ListEntry, ListFile
from yaluwatch.errors import ListError

_COUNTRY = "DPRK"


def is_un(content: bytes) -> bool:
    """Whether a file looks like this list."""
    return b"CONSOLIDATED_LIST" in content[:1000]


def read_un(content: bytes, origin: str) -> ListFile:
    """The entries on North Korea. Raises ListError if the file is not whole."""
    root = read_xml(content, origin)
    found = [*root.findall("INDIVIDUALS/INDIVIDUAL"), *root.findall("ENTITIES/ENTITY")]
    if not found:
        raise ListError(f"{origin} has no individuals and entities")
    wanted = [one for one in found if _COUNTRY in text_of(one, "UN_LIST_TYPE")]
    return ListFile(
        name="un",
        format="UN consolidated list (XML)",
        version=values.first_day(root.get("dateGenerated", "")),
        entries=tuple(map(_entry, wanted)),
        left_out=len(found) - len(wanted),
    )


def _entry(element: etree._Element) -> ListEntry:
    is_person = element.tag == "INDIVIDUAL"
    name = " ".join(
        part
        for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
        if (part := text_of(element, tag))
    )
    prefix = str(element.tag)
    strong, weak, former = _aliases(element, prefix)
    reference = text_of(element, "REFERENCE_NUMBER")
    original = texts(element, "NAME_ORIGINAL_SCRIPT")
    return ListEntry(
        key=text_of(element, "DATAID") or reference or name.casefold(),
        kind="person" if is_person else "firm",
        name=name,
        aliases=values.names((*strong, *original), without=(name,)),
        weak_aliases=values.names(weak, without=(name,)),
        former_names=values.names(former, without=(name,)),
        births=_births(element),
        documents=values.documents(" ; ".join(texts(element, "INDIVIDUAL_DOCUMENT/NUMBER"))),
        imo=values.imo_number(text_of(element, "COMMENTS1")) if not is_person else "",
        reasons=" ".join((*texts(element, "DESIGNATION/VALUE"), *texts(element, "COMMENTS1"))),
        authorities=("un",),
        program=text_of(element, "UN_LIST_TYPE"),
        listed_on=values.first_day(text_of(element, "LISTED_ON")),
        ids=(f"un:{reference}",) if reference else (),
    )


def _aliases(element: etree._Element, prefix: str) -> tuple[list[str], list[str], list[str]]:
    """Good, low and former names; "f.k.a." may be the quality or stand before the name."""
    strong: list[str] = []
    weak: list[str] = []
    former: list[str] = []
    for alias in element.findall(f"{prefix}_ALIAS"):
        quality = text_of(alias, "QUALITY").casefold()
        for name in text_of(alias, "ALIAS_NAME").split(";"):
            if quality.startswith("f") or name.strip().casefold().startswith("f.k.a"):
                former.append(name.partition(":")[2] or name)
            elif quality == "low":
                weak.append(name)
            else:
                strong.append(name)
    return strong, weak, former


def _births(element: etree._Element) -> tuple[str, ...]:
    found: list[str] = []
    for birth in element.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        for tag in ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"):
            found += values.days(text_of(birth, tag))
    return tuple(dict.fromkeys(found))
