"""The query language, its search tokens, and snippets of results. Pure: no database."""

from storage.query.editing import TypedFilter, typed_filters, with_filter
from storage.query.filter_values import FilterValues
from storage.query.lexemes import as_read
from storage.query.parser import parse_query
from storage.query.query import All, Choice, Date, Either, Near, Node, Not, Query, ScoreFilter, Word
from storage.query.snippets import SnippetPart, caption_snippet, snippet
from storage.query.text_diff import ChangeKind, TextChange, TextChanges, compare
from storage.query.tokens import VERSION as TOKENS_VERSION
from storage.query.tokens import Phrase, phrases, tokens

__all__ = [
    "TOKENS_VERSION",
    "All",
    "ChangeKind",
    "Choice",
    "Date",
    "Either",
    "FilterValues",
    "Near",
    "Node",
    "Not",
    "Phrase",
    "Query",
    "ScoreFilter",
    "SnippetPart",
    "TextChange",
    "TextChanges",
    "TypedFilter",
    "Word",
    "as_read",
    "caption_snippet",
    "compare",
    "parse_query",
    "phrases",
    "snippet",
    "tokens",
    "typed_filters",
    "with_filter",
]
