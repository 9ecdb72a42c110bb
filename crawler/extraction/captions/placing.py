"""Which captions of a page belong to its article: where they stand among headline and paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import html

_BLOCKS = ("p", "div", "center", "td", "figure", "section", "article", "li", "main", "body")
_NO_TEXT = frozenset(["script", "style", "title"])
# The fewest characters by which a text on the page is known to be part of the body, and those by which a
# line is found on the page.
_MIN_TEXT, _BEGINNING = 12, 30


@dataclass(slots=True)
class Place:
    """Where an article stands on its page: numbers of elements in document order."""

    #: The text of the article, and the beginnings of the captions printed in it; both without white space.
    body: str = ""
    beginnings: dict[str, str] = field(default_factory=dict)
    #: The numbers of the emptied caption elements, and of the elements with the captions printed among lines.
    numbers: dict[html.HtmlElement, int] = field(default_factory=dict)
    printed: dict[str, int] = field(default_factory=dict)
    #: The last headline before the text; it, or else the first paragraph; and the last one. -1 without any.
    heading: int = -1
    start: int = -1
    end: int = -1
    #: Elements that contain paragraphs, and the <article> or <main> around the first one.
    around: set[html.HtmlElement] = field(default_factory=set)
    article: html.HtmlElement | None = None

    @classmethod
    def of(
        cls,
        tree: html.HtmlElement,
        lines: Sequence[str],
        captions: Sequence[html.HtmlElement],
        printed: Sequence[str],
    ) -> "Place":
        """The place of the body with these lines, of the caption elements, and of the printed captions."""
        place, wanted = cls(body=_squeezed("".join(lines))), set(captions)
        place.beginnings = {_squeezed(text)[:_BEGINNING]: text for text in printed}
        for number, element in enumerate(tree.iter()):
            if element in wanted:
                place.numbers[element] = number
            if element.tag == "h1" and place.start < 0:
                place.heading = number
            text, tail = element.text, element.tail
            # Most texts are the white space between elements.
            if text is not None and len(text) >= _MIN_TEXT:
                place._look_at(text, element, number)
            if tail is not None and len(tail) >= _MIN_TEXT:
                place._look_at(tail, element.getparent(), number)
        return place

    def _look_at(self, text: str, holder: html.HtmlElement | None, number: int) -> None:
        """Note where a text stands if it is part of the body or a printed caption."""
        if holder is None or holder.tag in _NO_TEXT:
            return
        piece = _squeezed(text)
        if caption := self.beginnings.get(piece[:_BEGINNING]):
            self.printed.setdefault(caption, number)
        elif len(piece) >= _MIN_TEXT and piece in self.body:
            block = holder if holder.tag in _BLOCKS else next(holder.iterancestors(*_BLOCKS), holder)
            if self.start < 0:
                self.start = self.heading if self.heading >= 0 else number
                self.article = next(holder.iterancestors("article", "main"), None)
            self.end = number
            self.around.update(one for one in (block, block.getparent()) if one is not None)

    def contains(self, caption: html.HtmlElement) -> bool:
        """Whether a caption belongs to the article."""
        number = self.numbers.get(caption, -1)
        if self.start <= number <= self.end and number >= 0:
            return True
        near = [one for one, _ in zip(caption.iterancestors(), range(2), strict=False)]
        if any(one in self.around and one.tag not in {"body", "html"} for one in near):
            return True
        # A picture above the headline.
        return number < self.start and self.article is not None and self.article in caption.iterancestors()


def _squeezed(text: str) -> str:
    return "".join(text.split())
