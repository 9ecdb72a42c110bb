"""Removing teasers (cards that link to other articles) from the end of an extracted body."""

from collections.abc import Sequence

from lxml import html

#: This many similar cards in a row are a list of teasers; fewer may be the article's last paragraphs.
MIN_CARDS = 3
# A link with at least this many characters is a headline.
_MIN_HEADLINE = 15
# A card has at most this many characters more than three times its text: a headline and a few words.
_MAX_EXTRA = 200
# How many ancestors of its text are tried as the card.
_MAX_LEVELS = 3
# Elements that contain a line of text and no other blocks.
_LINE_TAGS = ("p", "a", "span", "li", "h2", "h3", "h4", "td", "div")
_BLOCKS = ("p", "div", "ul", "ol", "table", "section", "article")


def without_teasers(lines: Sequence[str], tree: html.HtmlElement) -> tuple[str, ...]:
    """The lines without those at the end that are in three or more similar cards, each with a headline."""
    # Few articles end with a teaser, so the last line is looked up before all the others.
    if len(lines) <= MIN_CARDS or not _is_in_card(lines[-1], tree):
        return tuple(lines)
    elements = _elements_by_line(tree, {_key(line) for line in lines})
    end, shape = len(lines), None
    while end > 1:
        key = _key(lines[end - 1])
        card = _card(elements[key], len(key)) if key in elements else None
        if card is None or shape not in {None, (card.tag, card.get("class"))}:
            break
        shape = (card.tag, card.get("class"))
        end -= 1
    return tuple(lines[:end] if len(lines) - end >= MIN_CARDS else lines)


def _is_in_card(line: str, tree: html.HtmlElement) -> bool:
    key = _key(line)
    element = _elements_by_line(tree, {key}).get(key)
    return element is not None and _card(element, len(key)) is not None


def _elements_by_line(tree: html.HtmlElement, wanted: set[str]) -> dict[str, html.HtmlElement]:
    """The first element that contains each line and no blocks, by `_key` of the line."""
    found: dict[str, html.HtmlElement] = {}
    initials = {key[:1] for key in wanted}
    for element in tree.iter(*_LINE_TAGS):
        text = element.text
        if not text or text.isspace():
            text = next((str(piece) for piece in element.itertext() if not piece.isspace()), "")
        if text.lstrip()[:1] not in initials:
            continue
        if element.tag == "div" and any(child.tag in _BLOCKS for child in element):
            continue
        key = _key("".join(map(str, element.itertext())))
        if key in wanted:
            found.setdefault(key, element)
    return found


def _card(element: html.HtmlElement, size: int) -> html.HtmlElement | None:
    """The card an element is in: a link around it, or a small box with a linked headline."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    if link is not None:
        return link
    box: html.HtmlElement | None = element
    for _ in range(_MAX_LEVELS):
        box = box.getparent() if box is not None else None
        if box is None or box.tag in {"body", "article", "main"}:
            return None
        if len(_key("".join(map(str, box.itertext())))) > 3 * size + _MAX_EXTRA:
            return None
        if any(_is_headline(link) for link in box.iter("a") if element not in link.iterancestors()):
            return box
    return None


def _is_headline(link: html.HtmlElement) -> bool:
    return bool(link.get("href")) and len(_key("".join(map(str, link.itertext())))) >= _MIN_HEADLINE


def _key(text: str) -> str:
    return "".join(text.split())
