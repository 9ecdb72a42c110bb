"""What a person typed as a search."""

from collections.abc import Sequence

from classifier.lexicon import place_names
from storage import Query, parse_query


def typed_query(words: Sequence[str] | None) -> tuple[str, Query]:
    """What was typed and the query it means. Raises QueryError."""
    # The shell took the quotes off a phrase; a word with a space in it was one.
    typed = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words or ())
    return typed, parse_query(typed, place_names())
