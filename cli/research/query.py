"""Search queries from the command line."""

from collections.abc import Sequence

from classifier.lexicon import place_names
from storage import Query, parse_query


def typed_query(words: Sequence[str] | None) -> tuple[str, Query]:
    """The query as typed, and parsed. Raises QueryError."""
    # The shell removes the quotes around a phrase, so a word with a space was a phrase.
    typed = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words or ())
    return typed, parse_query(typed, place_names())
