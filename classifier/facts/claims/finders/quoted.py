"""Whether a place in a sentence is inside a quotation."""

#: Start and end of the words that name a speaker in a sentence, and whether they are a pronoun.
Found = tuple[int, int, bool]


def is_quoted(sentence: str, at: int, marks: str) -> bool:
    """Whether more opening than closing `marks`, or an odd number of straight ones, are before a position."""
    if sentence.count(marks[0], 0, at) > sentence.count(marks[1], 0, at):
        return True
    return '"' in sentence and sentence.count('"', 0, at) % 2 == 1
