"""Removing boxes that ask for consent to cookies, which may have more text than a short article."""

import copy
import re

from lxml import html

from yaluwatch.patterns import lazy_regex

_BOXES = ("div", "section", "aside", "dialog", "form")
_NAMES = lazy_regex(
    r"cookie|consent|(?:^|[\s_-])gdpr|onetrust|didomi|usercentrics|(?:^|\s)cmp[_-]|privacy[_-](?:banner|notice|bar|popup)",
    re.IGNORECASE,
)
_MARK = "data-dropped"


def without_consent(tree: html.HtmlElement) -> html.HtmlElement:
    """The page without boxes that ask for consent; the page itself, unchanged, when it has none."""
    boxes = [
        element
        for element in tree.iter(*_BOXES)
        if (named := f"{element.get('id') or ''} {element.get('class') or ''}") != " "
        and _NAMES.search(named)
        and next(element.iter("h1", "article", "main"), None) is None
    ]
    if not boxes:
        return tree
    for box in boxes:
        box.set(_MARK, "")
    kept = copy.deepcopy(tree)
    for box in list(kept.iter(*_BOXES)):
        if _MARK in box.attrib and box.getparent() is not None:
            box.drop_tree()
    for box in boxes:
        del box.attrib[_MARK]
    return kept
