"""Tables for people that fit the terminal: cells are folded, and a row may have indented notes below it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console
from rich.text import Text

from cli.app import bold, console, say

_GAP = 2
# Columns are not made narrower than this.
_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: Sequence[str]
    #: Texts printed below the row, indented and wrapped.
    notes: Sequence[str] = ()


def print_rows(headings: Sequence[str], rows: Iterable[Row]) -> None:
    """Print a table as wide as the terminal."""
    heading, *lines = table_lines(headings, list(rows), console().width)
    say(bold(heading))
    for line in lines:
        say(line)


def table_lines(headings: Sequence[str], rows: Sequence[Row], width: int) -> Iterator[str]:
    """The lines of a table, the headings first; none is wider than `width` terminal columns."""
    widths = _widths([headings, *(row.cells for row in rows)], width)
    yield from _folded(headings, widths)
    for row in rows:
        yield from _folded(row.cells, widths)
        for note in row.notes:
            yield from wrapped(note, width, indent="  ")


def wrapped(text: str, width: int, indent: str = "") -> Iterator[str]:
    """The text broken between words into lines of at most `width` terminal columns."""
    for line in Text(text).wrap(Console(width=width), width - len(indent)):
        yield indent + line.plain.rstrip()


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    room = width - _GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _folded(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    pieces = [chop_cells(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*pieces, fillvalue=""):
        padded = map(set_cell_size, line, widths)
        yield (" " * _GAP).join(padded).rstrip()
