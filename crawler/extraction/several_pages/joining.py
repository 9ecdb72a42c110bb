"""Joining the texts of an article's pages into one, without what every page repeats."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from lxml import html

from crawler.extraction.body import weight_of
from crawler.extraction.markup import paragraphs
from crawler.extraction.several_pages.labels import is_label, plain
from yaluwatch.model import Article
from yaluwatch.patterns import lazy_regex

# A repeated line of this weight is dropped wherever it is; a shorter one ("Yes.") only where a page begins
# or ends.
_LONG = 60
# A text of this weight is not part of a page's frame.
_PARAGRAPH = 150
#: A longer body is cut, characters.
MAX_BODY = 1_000_000
_JOINED = lazy_regex(r", (?:\d+ pages|one-page view)\b")


def is_joined(article: Article) -> bool:
    """Whether the body of an article was joined from several pages or read from a view of all of them."""
    return _JOINED.search(article.found_by.get("body", "")) is not None


def with_body_of(joined_before: Article, article: Article) -> Article:
    """An article read again from its first page, with the body, tables and captions it was joined with."""
    return replace(
        article,
        body=joined_before.body,
        language=joined_before.language,
        tables=joined_before.tables,
        captions=joined_before.captions,
        found_by={**article.found_by, "body": joined_before.found_by["body"]},
    )


def lines_of(article: Article) -> list[str]:
    """The paragraphs of a body without lines that only lead through its pages."""
    return [line for line in article.body.split("\n\n") if line and not is_label("page_line", plain(line))]


def new_lines(lines: Sequence[str], seen: Set[str]) -> list[str]:
    """The lines of a page without those that pages before it have (`key_of`): lead, captions, notes."""
    start, end = 0, len(lines)
    while start < end and key_of(lines[start]) in seen:
        start += 1
    while end > start and key_of(lines[end - 1]) in seen:
        end -= 1
    return [line for line in lines[start:end] if key_of(line) not in seen or weight_of(line) < _LONG]


def short_texts(tree: html.HtmlElement) -> frozenset[str]:
    """The texts of a page's blocks (`key_of`) that are shorter than a paragraph: lines of date and source."""
    return frozenset(key_of(line) for line in paragraphs(tree) if weight_of(line) < _PARAGRAPH)


def key_of(line: str) -> str:
    """The form in which repeated lines are compared: without white space."""
    return "".join(line.split())


def share_of(lines: Iterable[str], other: Iterable[str]) -> float:
    """The share of the weight of `lines` that `other` contains, as whole lines or within longer ones."""
    text = "\n".join(map(key_of, other))
    weights = [(weight_of(line), key_of(line) in text) for line in lines]
    total = sum(weight for weight, _ in weights)
    return sum(weight for weight, is_known in weights if is_known) / total if total else 0.0


def joined(first: Article, others: Sequence[Article], note: str, shown: frozenset[str]) -> Article:
    """The first page's article with the bodies, tables and captions of the others added.

    `note` says in `found_by` how the body was put together. `shown` are the short texts that the first page
    shows outside of its body, too (`key_of`).
    """
    lines = lines_of(first) if others else [first.body]
    for article in others:
        lines += new_lines(lines_of(article), {*shown, *map(key_of, lines)})
    return _with_body(first, "\n\n".join(lines), [first, *others], note)


def with_whole_view(first: Article, whole: Article) -> Article:
    """The first page's article with the body of the view that has all of it on one page."""
    lines = [line for line in lines_of(whole) if key_of(line) != key_of(first.title)]
    return _with_body(first, "\n\n".join(lines), [first, whole], "one-page view")


def _with_body(first: Article, body: str, articles: Sequence[Article], note: str) -> Article:
    by = ", ".join(filter(None, (first.found_by.get("body", ""), note)))
    return replace(
        first,
        body=body[:MAX_BODY],
        tables=tuple(dict.fromkeys(table for article in articles for table in article.tables)),
        captions=tuple(dict.fromkeys(caption for article in articles for caption in article.captions)),
        found_by={**first.found_by, "body": by},
    )
