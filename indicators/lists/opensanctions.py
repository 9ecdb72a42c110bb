"""OpenSanctions' entities in the FollowTheMoney form: one JSON object per line, entities.ftm.json or nested.

An entity has id, schema, datasets and properties, each a list of texts. Listings are entities of the schema
Sanction that name the entity, in lines of their own (entities.ftm.json) or nested in the property sanctions
(targets.nested.json). https://www.opensanctions.org/docs/bulk/json/
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from indicators.lists import values
from storage import ListEntry, ListFile
from yaluwatch.errors import ListError

_KINDS: Final = {
    "Person": "person",
    "Vessel": "ship",
    **dict.fromkeys(("Organization", "Company", "LegalEntity", "PublicBody"), "firm"),
}
#: Dataset → who lists.
_AUTHORITIES: Final = {
    "un_sc_sanctions": "un",
    "un_1718_vessels": "un",
    "eu_fsf": "eu",
    "eu_sanctions_map": "eu",
    "eu_journal_sanctions": "eu",
    "us_ofac_sdn": "us",
    "us_ofac_cons": "us",
    "gb_hmt_sanctions": "uk",
    "gb_fcdo_sanctions": "uk",
}
_Properties = Mapping[str, list[Any]]


def is_opensanctions(content: bytes) -> bool:
    """Whether a file looks like this form."""
    start = content[:4000].lstrip(b"\xef\xbb\xbf \r\n\t")
    return start.startswith(b"{") and b'"schema"' in content[:4000] and b'"properties"' in content[:4000]


def read_opensanctions(content: bytes, origin: str) -> ListFile:
    """Listed entities that are of North Korea or listed for it. Raises ListError if the file is not whole."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    objects = [_object(line, number, origin) for number, line in enumerate(lines, 1) if line.strip()]
    sanctions: dict[str, list[_Properties]] = defaultdict(list)
    for one in objects:
        if one["schema"] == "Sanction":
            for entity in one["properties"].get("entity", ()):
                sanctions[entity].append(one["properties"])
    entities = [one for one in objects if one["schema"] in _KINDS]
    entries = []
    for one in entities:
        nested = [
            each["properties"] for each in one["properties"].get("sanctions", ()) if isinstance(each, dict)
        ]
        listings = sanctions[one["id"]] + nested
        if (listings or "sanction" in one["properties"].get("topics", ())) and _is_wanted(one, listings):
            entries.append(_entry(one, listings))
    version = max((one.get("last_change") or "" for one in objects), default="")[:10]
    return ListFile(
        name="opensanctions",
        format="OpenSanctions (FollowTheMoney JSON)",
        version=version,
        entries=tuple(entries),
        left_out=len(entities) - len(entries),
    )


def _object(line: str, number: int, origin: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise ListError(f"{origin} is not whole: line {number} is no JSON: {error}") from error
    if not isinstance(found, dict) or not {"id", "schema", "properties"} <= set(found):
        raise ListError(f"{origin} has no entity in line {number}")
    return found


def _is_wanted(one: Mapping[str, Any], listings: Iterable[_Properties]) -> bool:
    properties = one["properties"]
    countries = {
        country
        for name in ("country", "nationality", "jurisdiction", "flag")
        for country in properties.get(name, ())
    }
    programs = " ".join(
        text for listing in listings for name in ("program", "programId") for text in listing.get(name, ())
    )
    is_for_north = any(
        word in programs for word in ("DPRK", "North Korea", "People's Republic of Korea", "PRK")
    )
    return "kp" in countries or is_for_north


def _entry(one: Mapping[str, Any], listings: list[_Properties]) -> ListEntry:
    properties: _Properties = one["properties"]
    first, *others = properties.get("name") or [one.get("caption", one["id"])]
    known = (first,)
    starts = sorted(
        day
        for listing in listings
        for day in (*listing.get("startDate", ()), *listing.get("listingDate", ()))
    )
    programs = dict.fromkeys(text for listing in listings for text in listing.get("program", ()))
    authorities = {_AUTHORITIES[name] for name in one.get("datasets", ()) if name in _AUTHORITIES}
    wikidata = [
        *properties.get("wikidataId", ()),
        *(x for x in (one["id"], *one.get("referents", ())) if _is_wikidata(x)),
    ]
    return ListEntry(
        key=one["id"],
        kind=_KINDS[one["schema"]],
        name=first,
        aliases=values.names((*others, *properties.get("alias", ())), without=known),
        weak_aliases=values.names(
            (*properties.get("weakAlias", ()), *properties.get("abbreviation", ())), without=known
        ),
        former_names=values.names(properties.get("previousName", ()), without=known),
        births=tuple(
            dict.fromkeys(day for text in properties.get("birthDate", ()) for day in values.days(text))
        ),
        documents=values.documents(
            " ; ".join((*properties.get("passportNumber", ()), *properties.get("idNumber", ())))
        ),
        imo=next((imo for imo in map(values.imo_number, properties.get("imoNumber", ())) if imo), ""),
        reasons=" ".join(
            (
                *properties.get("position", ()),
                *(text for listing in listings for text in listing.get("reason", ())),
            )
        ),
        authorities=tuple(sorted(authorities)),
        program="; ".join(programs),
        listed_on=starts[0][:10] if starts else "",
        ids=(f"opensanctions:{one['id']}", *(f"wikidata:{number}" for number in dict.fromkeys(wikidata))),
    )


def _is_wikidata(identifier: str) -> bool:
    return identifier[:1] == "Q" and identifier[1:].isdecimal()
