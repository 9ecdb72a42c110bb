"""Links that are each reader's own: digests are rendered once, with placeholders that are replaced here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

#: Placeholders; the one for feedback is followed by the article's id and version.
UNSUBSCRIBE = "https://unsubscribe.invalid/"
CARRIED = "https://carried.invalid/"
FEEDBACK = "https://feedback.invalid/"

_FEEDBACK = re.compile(re.escape(FEEDBACK) + r"(\d+)/(\d+)")


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
