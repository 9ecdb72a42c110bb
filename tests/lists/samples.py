"""Small sanctions lists in each format: invented entries in the structure of the public schemas."""

from pathlib import Path

from storage import ListEntry

_HERE = Path(__file__).parent


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


#: Columns of the EU's annexes as CSV, and its rows.
EU_COLUMNS, *_ROWS = _text("eu.csv").splitlines()
EU_ROWS = tuple(_ROWS)
UN_XML = _text("un.xml")
US_XML = _text("us.xml")
UK_XML = _text("uk.xml")
FTM_JSON = _text("opensanctions.json")


def eu_csv(*rows: str) -> bytes:
    """The EU's list with these rows, or all."""
    return "\n".join((EU_COLUMNS, *(rows or EU_ROWS), "")).encode()


def entry(**changes: object) -> ListEntry:
    """A tanker that the UN lists."""
    values: dict[str, object] = {
        "key": "1",
        "kind": "ship",
        "name": "CHOL SAN 2",
        "imo": "9074729",
        "authorities": ("eu", "un"),
        "listed_on": "2018-03-30",
    }
    return ListEntry(**{**values, **changes})  # type: ignore[arg-type]
