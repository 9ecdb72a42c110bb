"""Sentences for people that can be said in another language: the text with its parts kept apart."""

from typing import Self


class Sentence(str):
    """A sentence in English, which also knows what it was made of.

    >>> Sentence("There is no story %(id)s.", id=15)
    'There is no story 15.'
    """

    __slots__ = ("template", "values")

    #: As in the catalogues, with placeholders; "%%" stands for "%".
    template: str
    #: What the placeholders stand for; a `Sentence` among them is translated, too.
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """The sentence with its placeholders filled; without values it is taken as it is."""
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made

    # Errors travel between processes with their sentence.
    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values


def sentence_of(error: BaseException) -> str:
    """What an error says, with its parts if it has them: `str(error)` loses them."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Sentence) and str(first) == str(error) else str(error)
