"""Captions in the markup of a page: finding their elements, and taking the texts out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree, html

from crawler.extraction.captions.placing import Place
from crawler.extraction.captions.wording import MAX_CAPTION, caption_of, is_caption_name, is_other_box
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

# What the class of every caption contains; `is_caption_name` decides.
_PART = lazy_regex("aption|desc|txt|cutline")
_TAGS = frozenset(
    [
        "figcaption",
        "p",
        "div",
        "span",
        "em",
        "small",
        "dd",
        "td",
        "center",
        "font",
        "strong",
        "b",
        "i",
        "section",
    ]
)
_PICTURES = ("img", "picture", "video", "amp-img", "svg")
_PARAGRAPHS = ("p", "div", "center")
_OUTSIDE = ("nav", "footer", "aside")
_CENTRED = lazy_regex(r"text-align\s*:\s*center", re.IGNORECASE)
# Longest caption that only its place below a picture shows, characters, and most pictures looked at.
_MAX_UNNAMED, _MAX_PICTURES = 150, 300
# Elements within a sentence: no blank is missing where they begin and end.
_FORMAT = frozenset(["a", "b", "i", "em", "strong", "sub", "sup", "u", "mark", "font"])


@dataclass(frozen=True, slots=True)
class PageCaptions:
    """The captions of a page, taken out of it; their elements stay, empty, to show where they were."""

    elements: tuple[html.HtmlElement, ...]
    texts: tuple[str, ...]
    #: What the elements contained: text and children.
    contents: tuple[tuple[str | None, list[html.HtmlElement]], ...]

    @classmethod
    def taken_from(cls, tree: html.HtmlElement) -> "PageCaptions":
        """Empty the captions in a tree, so that no extractor takes them for text of the article."""
        elements = tuple(_captions(tree))
        texts = tuple(map(_text_of, elements))
        contents = tuple((element.text, list(element)) for element in elements)
        for element, (_, children) in zip(elements, contents, strict=True):
            element.text = None
            for child in children:
                element.remove(child)
        return cls(elements, texts, contents)

    def put_back(self) -> None:
        """Fill the elements again, for a page that has no other text."""
        for element, (text, children) in zip(self.elements, self.contents, strict=True):
            element.text = text
            element.extend(children)

    def of_fragment(self, tree: html.HtmlElement, printed: Sequence[str] = ()) -> list[str]:
        """All, and those `printed` among the lines of the fragment, in its order."""
        place = Place.of(tree, (), self.elements, printed)
        return _in_order(place, zip(self.elements, self.texts, strict=True), printed)

    def of_article(
        self, tree: html.HtmlElement, lines: Sequence[str], printed: Sequence[str] = ()
    ) -> list[str]:
        """Those in the article with this body, and those `printed` among its lines, in the order of the page.

        A caption is in the article if it stands between headline and end or beside one of its paragraphs.
        """
        if not self.elements:
            return list(printed)
        place = Place.of(tree, lines, self.elements, printed)
        texts = zip(self.elements, self.texts, strict=True)
        return _in_order(
            place, ((element, text) for element, text in texts if place.contains(element)), printed
        )


def _in_order(
    place: Place, texts: Iterable[tuple[html.HtmlElement, str]], printed: Sequence[str]
) -> list[str]:
    numbered = [(place.numbers[element], text) for element, text in texts]
    numbered += [(place.printed.get(text, place.end), text) for text in printed]
    return [text for _, text in sorted(numbered, key=lambda pair: pair[0])]


def _captions(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The caption elements in document order, none within another."""
    found = [one for one in tree.iter(*_TAGS) if _may_be_caption(one) and _is_caption(one)]
    if unnamed := list(_unnamed_captions(tree)):
        wanted = {*found, *unnamed}
        found = [element for element in tree.iter() if element in wanted]
    known = set(found)
    return [one for one in found if not any(above in known for above in one.iterancestors())]


def _may_be_caption(element: html.HtmlElement) -> bool:
    named = element.get("class")
    return element.tag == "figcaption" or (named is not None and _PART.search(named) is not None)


def _is_caption(element: html.HtmlElement) -> bool:
    if element.tag == "figcaption":
        figure = element.getparent()
        if figure is None or (_has(figure, "table", "blockquote", "pre") and not _has(figure, *_PICTURES)):
            return False
    elif not is_caption_name(_named(element)) or not _is_near_picture(element):
        return False
    return _is_text_of_article(element)


def _is_text_of_article(element: html.HtmlElement) -> bool:
    """Whether an element is as short as a caption, and no link to another article or part of another box."""
    length = len(clean_line(element.text_content()))
    linked = sum(len(clean_line(link.text_content())) for link in element.iter("a"))
    if not 0 < length <= MAX_CAPTION or linked * 2 > length or _has(element, "h1", "h2", "h3", "ul", "ol"):
        return False
    return not any(
        above.tag in _OUTSIDE or (above.tag == "a" and above.get("href")) or is_other_box(_named(above))
        for above in element.iterancestors()
    )


def _is_near_picture(element: html.HtmlElement) -> bool:
    """Whether one of the three elements around it has a picture and little other text."""
    length = len(element.text_content())
    for number, around in enumerate(element.iterancestors()):
        if number == 3 or around.tag == "body":
            return False
        if _has(around, *_PICTURES):
            return len(around.text_content()) <= 3 * length + 300
    return False


def _unnamed_captions(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Short centred texts in or below the paragraph of a picture, as many Chinese sites print them."""
    for number, picture in enumerate(tree.iter("img")):
        if number == _MAX_PICTURES:
            return
        block = next(picture.iterancestors(*_PARAGRAPHS, "td", "figure", "li"), None)
        if block is None or block.tag not in _PARAGRAPHS:
            continue
        after = block.getnext()
        for below in (block, after) if after is not None else (block,):
            if (
                below.tag in _PARAGRAPHS
                and _is_centred(below)
                and (length := len(clean_line(below.text_content())))
            ):
                if (
                    length <= _MAX_UNNAMED
                    and (below is block or not _has(below, "img"))
                    and _is_text_of_article(below)
                ):
                    yield below
                break


def _is_centred(element: html.HtmlElement) -> bool:
    return (
        element.tag == "center"
        or (element.get("align") or "").lower() == "center"
        or _CENTRED.search(element.get("style") or "") is not None
    )


def _has(element: html.HtmlElement, *tags: str) -> bool:
    return next((one for one in element.iter(*tags) if one is not element), None) is not None


def _named(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _text_of(element: html.HtmlElement) -> str:
    """The text, with a blank wherever an element begins or ends that is displayed apart."""
    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if one.tag not in _FORMAT or one.get("class"):
            pieces.append(" ")
        is_start = event == "start"
        if is_start and one.tag not in {"script", "style", "button"}:
            pieces.append(one.text or "")
        elif not is_start and one is not element:
            pieces.append(one.tail or "")
    return caption_of("".join(pieces))
