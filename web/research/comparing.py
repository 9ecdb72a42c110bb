"""Two versions of a text side by side: a row for each paragraph that both have."""

from dataclasses import dataclass

from storage import ChangeKind, TextChange, TextChanges


@dataclass(frozen=True, slots=True)
class Row:
    """Paragraphs of the old text, and what stands in their place in the new."""

    #: SAME and REMOVED pieces.
    old: tuple[TextChange, ...]
    #: SAME and ADDED pieces.
    new: tuple[TextChange, ...]

    @property
    def is_changed(self) -> bool:
        """Whether they differ."""
        return any(piece.kind is not ChangeKind.SAME for piece in (*self.old, *self.new))


def side_by_side(changes: TextChanges) -> list[Row]:
    """The rows of two texts; a row ends where both texts have the same line break."""
    rows: list[Row] = []
    old: list[TextChange] = []
    new: list[TextChange] = []
    for piece in changes.pieces:
        if piece.kind is ChangeKind.SAME:
            lines = piece.text.split("\n")
            for line in lines[:-1]:
                _add(old, new, line)
                _end(rows, old, new)
            _add(old, new, lines[-1])
        else:
            (old if piece.kind is ChangeKind.REMOVED else new).append(piece)
    _end(rows, old, new)
    return rows


def _add(old: list[TextChange], new: list[TextChange], text: str) -> None:
    if text:
        same = TextChange(ChangeKind.SAME, text)
        old.append(same)
        new.append(same)


def _end(rows: list[Row], old: list[TextChange], new: list[TextChange]) -> None:
    """Move the pieces into a row, unless it would be empty."""
    if any(piece.text.strip() for piece in (*old, *new)):
        rows.append(Row(tuple(old), tuple(new)))
    old.clear()
    new.clear()
