"""What is each reader's own: digests are rendered once, with placeholders that are replaced here."""

import html
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from yaluwatch.model import Subscription
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean

#: Part of every placeholder; random, so that no text of an article contains it.
MARK = secrets.token_hex(8)
#: Placeholders; the one for feedback is followed by the article's id and version.
UNSUBSCRIBE = f"https://unsubscribe-{MARK}.invalid/"
CARRIED = f"https://carried-{MARK}.invalid/"
FEEDBACK = f"https://feedback-{MARK}.invalid/"
#: Placeholders for the name and id of the subscription.
NAME = f"name-{MARK}"
ID = f"id-{MARK}"

_FEEDBACK = lazy_regex(re.escape(FEEDBACK) + r"(\d+)/(\d+)")
_ANY = "|".join(map(re.escape, (UNSUBSCRIBE, CARRIED, FEEDBACK)))
# A link with the dot before it; a link on a line of its own, below its label except for CARRIED.
_IN_HTML = lazy_regex(rf'(?: ·)? <a\s[^>]*?href="(?:{_ANY})[^"]*"[^>]*>.*?</a>', re.DOTALL)
_LABELLED = lazy_regex(rf"^.*\n *(?:{re.escape(UNSUBSCRIBE)}|{re.escape(FEEDBACK)}\S+)(?:\n|$)", re.MULTILINE)
_ALONE = lazy_regex(rf"^ *{re.escape(CARRIED)}(?:\n|$)", re.MULTILINE)


def with_subscription(text: str, subscription: Subscription) -> str:
    """Plain text with the name and id of a subscription."""
    return text.replace(NAME, clean(subscription.name)).replace(ID, clean(subscription.id))


def html_with_subscription(page: str, subscription: Subscription) -> str:
    """HTML with the name and id of a subscription."""
    return page.replace(NAME, _escaped(subscription.name)).replace(ID, _escaped(subscription.id))


def _escaped(text: str) -> str:
    """The text as the CSS inliner writes it, which follows the HTML standard."""
    return html.escape(clean(text), quote=False).replace("\xa0", "&nbsp;")


def without_links(text: str) -> str:
    """Plain text without the placeholders and their labels, for recipients who have no links."""
    return _ALONE.sub("", _LABELLED.sub("", text))


def html_without_links(page: str) -> str:
    """HTML without the placeholders."""
    return _IN_HTML.sub("", page)


@dataclass(frozen=True, slots=True)
class Links:
    """The signed links of one recipient."""

    unsubscribe: str
    #: The page with the stories carried over to the next digest.
    carried: str
    #: The page for feedback on one version of an article, by id and version.
    feedback: Callable[[int, int], str]

    def put_into(self, text: str) -> str:
        """The text with the placeholders replaced."""
        text = text.replace(UNSUBSCRIBE, self.unsubscribe).replace(CARRIED, self.carried)
        return _FEEDBACK.sub(lambda found: self.feedback(int(found[1]), int(found[2])), text)
