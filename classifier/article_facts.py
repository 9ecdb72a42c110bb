"""The facts of a stored or fetched article: the readers of `classifier.facts` with sentences and mentions."""

from collections.abc import Sequence
from datetime import date

from classifier.facts import RULES, article_facts
from classifier.features import READ_BODY, READ_TITLE, sentence_spans
from yaluwatch.model import FactSet, Mention, Table


def find_article_facts(
    title: str,
    body: str,
    language: str,
    published: date | None,
    mentions: Sequence[Mention],
    tables: Sequence[Table] = (),
) -> FactSet:
    """Facts of an article in order of appearance, with positions in `full_text(title, body)`; market prices.

    `language` is ISO 639-1; `published` resolves incomplete dates; `mentions` are those of its verdict. Pure;
    never fails, whatever the text. Of a text longer than the classifier reads, the facts of that beginning.
    """
    if len(title) > READ_TITLE:
        return FactSet(RULES, ())
    body = body[:READ_BODY]
    return article_facts(title, body, language, published, mentions, sentence_spans(body), tables)
