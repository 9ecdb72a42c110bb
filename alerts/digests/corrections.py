"""Corrections to articles reported before: edits, with the first new sentence, and removals. Pure."""

from dataclasses import dataclass

from alerts.digests.story_view import Member
from yaluwatch.model import StoredArticle
from yaluwatch.patterns import lazy_regex

# The end of a sentence in English, Korean, Chinese or Japanese.
_END = lazy_regex(r"(?<=[.!?。！？])[\"”’」』)]?\s*|\n+")

# Maximum number of sentences compared; the rest of a longer text counts as one.
_MAX_SENTENCES = 400


@dataclass(frozen=True, slots=True)
class Correction:
    """An edit or removal of an article that was reported before."""

    #: "edited", "retitled" or "removed".
    kind: str
    #: Current headline.
    title: str
    #: Name of the outlet.
    name: str
    url: str
    language: str
    article_id: int
    #: Current version of the article; for a removal the last one archived.
    version: int
    #: The first new sentence, or the previous headline if that changed; "" for none.
    sentence: str


def edited(earlier: StoredArticle, now: StoredArticle, member: Member) -> Correction:
    """The correction for an edit: a changed headline, otherwise the first new sentence."""
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
    """The correction for a page that is gone; `name` is the outlet's."""
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
    """The first sentence of `after` that is not in `before`; "" for none.

    >>> new_sentence("Seven died. It rained.", "Nine died. It rained.")
    'Nine died.'
    """
    known = set(_sentences(before))
    return next((sentence for sentence in _sentences(after) if sentence not in known), "")


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _END.split(text, maxsplit=_MAX_SENTENCES) if part and part.strip()]
