"""Whether a place in a sentence is inside a quotation."""

#: Start and end of the words that name a speaker in a sentence, and whether they are a pronoun.
Found = tuple[int, int, bool]


def is_quoted(sentence: str, at: int, marks: str) -> bool:
    """Whether more opening than closing `marks` stand before a position."""
    return sentence.count(marks[0], 0, at) > sentence.count(marks[1], 0, at)
