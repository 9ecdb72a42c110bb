"""What became of articles a reader was told of: edits, with the sentence that is new, and removals. Pure."""

import re
from dataclasses import dataclass

from alerts.digests.story_view import Member
from yaluwatch.model import StoredArticle

# Where a sentence ends, in any of our scripts.
_END = re.compile(r"(?<=[.!?。！？])[\"”’」』)]?\s*|\n+")

#: Sentences compared at most; a longer text is compared in its beginning.
_MOST_SENTENCES = 400


@dataclass(frozen=True, slots=True)
class Correction:
    """One article the reader knows that is no longer as it was."""

    #: "edited", "retitled" or "removed": a phrase of the catalogue.
    kind: str
    #: Its headline as it is now.
    title: str
    #: Of the outlet.
    name: str
    url: str
    language: str
    article_id: int
    #: Of the article now; with a removal the last that could be read.
    version: int
    #: The first new sentence, or the headline before; "" for none.
    sentence: str


def edited(earlier: StoredArticle, now: StoredArticle, member: Member) -> Correction:
    """What an edit changed: the headline if it did, else the first new sentence."""
    is_retitled = earlier.article.title != now.article.title
    sentence = earlier.article.title if is_retitled else new_sentence(earlier.article.body, now.article.body)
    return Correction(
        kind="retitled" if is_retitled else "edited",
        title=now.article.title,
        name=member.outlet.name,
        url=now.article.url,
        language=now.article.language,
        article_id=now.id,
        version=now.version,
        sentence=sentence,
    )


def removed(stored: StoredArticle, name: str) -> Correction:
    """That a page is gone."""
    return Correction(
        kind="removed",
        title=stored.article.title,
        name=name,
        url=stored.article.url,
        language=stored.article.language,
        article_id=stored.id,
        version=stored.version,
        sentence="",
    )


def new_sentence(before: str, after: str) -> str:
    """The first sentence that was not there before, "" when there is none.

    >>> new_sentence("Seven died. It rained.", "Nine died. It rained.")
    'Nine died.'
    """
    known = set(_sentences(before))
    return next((sentence for sentence in _sentences(after) if sentence not in known), "")


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _END.split(text, maxsplit=_MOST_SENTENCES) if part and part.strip()]
