"""Articles: search results, texts with their evidence, versions."""

from typing import Annotated, Literal

from pydantic import Field

from web.api.models.fields import Answer, ArticleId, Language, Moment, NextCursor, Topics, example


class SnippetText(Answer):
    """Part of a snippet; joined in order, the parts are a stretch of the text."""

    text: str
    is_match: Annotated[bool, Field(description="Whether it matches a word of the query.")]


class ArticleSummary(Answer):
    """An article without its text."""

    id: ArticleId
    version: Annotated[int, Field(ge=1, description="Number of the version of its text, from 1.")]
    url: Annotated[str, Field(description="Canonical URL at the source.")]
    title: Annotated[str, Field(description="As printed, in the original language.")]
    language: Language
    source: Annotated[str, Field(description="Id of the source, as in /sources.")]
    publisher: Annotated[str, Field(description="Publisher family; several sources can belong to one.")]
    published_at: Annotated[
        Moment | None, Field(description="According to the site, UTC; null if it gives no date.")
    ]
    first_seen_at: Annotated[Moment, Field(description="When it was first read, UTC.")]
    topics: Topics


class SearchResult(ArticleSummary):
    """An article that matches, with a stretch of its text around the first match."""

    snippet: Annotated[tuple[SnippetText, ...], Field(description="From the body; at most 180 characters.")]
    caption: Annotated[
        tuple[SnippetText, ...],
        Field(description="From a caption, if a word is found only there; else empty."),
    ]


class SearchPage(Answer):
    """One page of search results."""

    model_config = example(
        total=1,
        items=[
            {
                "id": 1834500000000,
                "version": 1,
                "url": "https://courier.example/1",
                "title": "Trucks return to the bridge at Dandong",
                "language": "en",
                "source": "courier",
                "publisher": "Courier Press",
                "published_at": "2026-11-24T05:00:00Z",
                "first_seen_at": "2026-11-24T05:12:31Z",
                "topics": ["border", "trade"],
                "snippet": [
                    {"text": "Freight ", "is_match": False},
                    {"text": "trucks", "is_match": True},
                    {"text": " crossed from Dandong to Sinuiju on Monday.", "is_match": False},
                ],
                "caption": [],
            }
        ],
        next=None,
    )
    total: Annotated[
        int | None,
        Field(ge=0, description="Number of matching articles; null on later pages, which have the same."),
    ]
    items: tuple[SearchResult, ...]
    next: NextCursor


class EvidenceModel(Answer):
    """A sentence that supports a topic. Positions count Unicode code points."""

    part: Annotated[str, Field(description="title, body or captions (joined by blank lines).")]
    start: Annotated[int, Field(ge=0, description="Position of its first character in the part.")]
    end: Annotated[int, Field(ge=0, description="Position after its last character.")]
    text: Annotated[str, Field(description="As printed.")]
    polarity: Annotated[
        str, Field(description='asserted, denied, planned, conditional or past; "" if not known.')
    ]


class TagModel(Answer):
    """A topic with the sentences that support it."""

    topic: str
    probability: Annotated[float, Field(ge=0, le=1)]
    evidence: Annotated[tuple[EvidenceModel, ...], Field(description="Best first.")]


class MentionModel(Answer):
    """A place, actor, kind of goods or rule that the text names."""

    id: Annotated[str, Field(description="Id in the gazetteer or the word lists, such as dandong.")]
    kind: Annotated[str, Field(description="place, actor, goods or rule.")]
    text: Annotated[str, Field(description="As printed.")]
    gloss: Annotated[str, Field(description="English name.")]


class VerdictModel(Answer):
    """The classifier's result for one version of an article."""

    relevance: Annotated[
        float, Field(ge=0, le=1, description="Probability that it is about the border or its trade.")
    ]
    is_relevant: bool
    is_history: Annotated[bool, Field(description="Whether it is about the past.")]
    classifier: Annotated[str, Field(description="Version of the model and word lists.")]
    tags: Annotated[tuple[TagModel, ...], Field(description="Most probable first.")]
    mentions: tuple[MentionModel, ...]


class ArticleModel(ArticleSummary):
    """One version of an article, with its text and why it was tagged."""

    newest_version: Annotated[int, Field(ge=1, description="Number of the newest version.")]
    body: Annotated[str, Field(description="Plain text; a blank line between paragraphs.")]
    authors: Annotated[tuple[str, ...], Field(description="As printed.")]
    organisation: Annotated[str, Field(description='News agency or desk in the byline; "" = none.')]
    section: Annotated[str, Field(description='Section of the site; "" = none given.')]
    captions: Annotated[tuple[str, ...], Field(description="Of pictures, in the order of the page.")]
    tables: Annotated[
        tuple[tuple[tuple[str, ...], ...], ...], Field(description="Tables, as rows of cell texts.")
    ]
    is_partial: Annotated[
        bool, Field(description="Whether the body may be only part (for subscribers, or of a page cut off).")
    ]
    modified_at: Annotated[Moment | None, Field(description="According to the site, UTC.")]
    fetched_at: Annotated[Moment, Field(description="When this version was read, UTC.")]
    removed_at: Annotated[
        Moment | None, Field(description="Since when the site no longer shows it, UTC; null while it does.")
    ]
    story: Annotated[int | None, Field(description="Id of its story; null while it has none.")]
    extractor: Annotated[str, Field(description="Version of the extractor that read it.")]
    verdict: Annotated[VerdictModel | None, Field(description="null before classification.")]


class VersionModel(Answer):
    """One version of an article, without its text."""

    version: Annotated[int, Field(ge=1)]
    title: str
    fetched_at: Annotated[Moment, Field(description="When it was read, UTC.")]
    modified_at: Annotated[Moment | None, Field(description="According to the site, UTC.")]
    content_sha256: Annotated[
        str, Field(description="SHA-256 of title and body with white space collapsed, hexadecimal.")
    ]
    page_sha256: Annotated[
        str, Field(description='SHA-256 of the page, hexadecimal; "" if the text came with the feed.')
    ]
    extractor: str


class Versions(Answer):
    """Every version of an article, oldest first."""

    article: ArticleId
    items: tuple[VersionModel, ...]


class ChangedText(Answer):
    """A stretch of text: same and removed ones add up to the old text, same and added ones to the new."""

    kind: Literal["same", "added", "removed"]
    text: str


class ArticleChanges(Answer):
    """The differences between two versions; the text compared is title, blank line, body."""

    article: ArticleId
    old: Annotated[int, Field(ge=1)]
    new: Annotated[int, Field(ge=1)]
    pieces: Annotated[tuple[ChangedText, ...], Field(description="In the order of the text.")]
    numbers_removed: Annotated[tuple[str, ...], Field(description="As printed, repeated as often.")]
    numbers_added: tuple[str, ...]
    is_negation_changed: Annotated[
        bool, Field(description="Whether a word of negation came or went: the meaning may be reversed.")
    ]
