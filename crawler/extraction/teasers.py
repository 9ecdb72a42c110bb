"""Cards for other stories that an extractor took for the end of an article."""

from collections.abc import Sequence

from lxml import html

#: So many cards of one shape in a row are a list of them; fewer may be the article's own last paragraphs.
LEAST = 3
# A link with this many characters and more is a headline.
_HEADLINE = 15
# A card holds its text, a headline and a few words more; whatever is larger is a part of the page.
_ROOM = 200
# How far above its text the card is looked for.
_STEPS = 3
# Elements that hold a line of text and no other blocks.
_HOLDERS = ("p", "a", "span", "li", "h2", "h3", "h4", "td", "div")
_BLOCKS = ("p", "div", "ul", "ol", "table", "section", "article")


def without_teasers(lines: Sequence[str], tree: html.HtmlElement) -> tuple[str, ...]:
    """The lines without those at the end that stand in cards: three and more alike, each with a headline."""
    places = _places(tree, {_key(line) for line in lines})
    end, shape = len(lines), None
    while end > 1:
        key = _key(lines[end - 1])
        card = _card(places[key], len(key)) if key in places else None
        if card is None or shape not in {None, (card.tag, card.get("class"))}:
            break
        shape = (card.tag, card.get("class"))
        end -= 1
    return tuple(lines[:end] if len(lines) - end >= LEAST else lines)


def _places(tree: html.HtmlElement, wanted: set[str]) -> dict[str, html.HtmlElement]:
    """Each line's first element that holds it and no blocks."""
    found: dict[str, html.HtmlElement] = {}
    for element in tree.iter(*_HOLDERS):
        if element.tag == "div" and any(child.tag in _BLOCKS for child in element):
            continue
        key = _key("".join(map(str, element.itertext())))
        if key in wanted:
            found.setdefault(key, element)
    return found


def _card(element: html.HtmlElement, size: int) -> html.HtmlElement | None:
    """The card an element stands in: a link around it, or a small box with a headline's link."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    if link is not None:
        return link
    box: html.HtmlElement | None = element
    for _ in range(_STEPS):
        box = box.getparent() if box is not None else None
        if box is None or box.tag in {"body", "article", "main"}:
            return None
        if len(_key("".join(map(str, box.itertext())))) > 3 * size + _ROOM:
            return None
        if any(_is_headline(link) for link in box.iter("a") if element not in link.iterancestors()):
            return box
    return None


def _is_headline(link: html.HtmlElement) -> bool:
    return bool(link.get("href")) and len(_key("".join(map(str, link.itertext())))) >= _HEADLINE


def _key(text: str) -> str:
    return "".join(text.split())
